import type { OpenProject } from '../state/open-project.svelte.ts';
import type { HostClient } from '../state/host-client.ts';

interface LeftStudio {
  readonly host: Pick<HostClient, 'ask'>;
  readonly project: Pick<OpenProject, 'id' | 'flush'> | undefined;
}

/** Has the project that the artist has turned away from saved in the background, so that its card shows it as it is. */
export async function saveLeftProject({ host, project }: LeftStudio): Promise<void> {
  if (!project) return;
  try {
    await project.flush();
    await host.ask('projects.save', { id: project.id });
  } catch {
    // Nobody asked for it: every change is in the journal, and the project is saved later all the same.
  }
}
