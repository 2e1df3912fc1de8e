import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { OpenProject } from './open-project.svelte.ts';

/** Nobody is kept waiting longer than this for the last changes. */
const MAX_SAVING_MS = 2_000;

/**
 * Waits until everything done to a project is durable.
 *
 * @throws UmberError `PROJECT_UNSAVED` when that takes too long, or what keeps it from ever being saved
 */
export async function untilSaved(project: Pick<OpenProject, 'name' | 'flush' | 'resume'>): Promise<void> {
  // What is to be tried again later is tried now.
  project.resume();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new UmberError(
          'PROJECT_UNSAVED',
          sentence`The last changes to “${project.name}” are not saved yet. They are kept here.`,
          {
            advice: sentence`Wait a moment and try again. If a bar at the top says why they cannot be saved, see to that first.`,
          },
        ),
      );
    }, MAX_SAVING_MS);
  });
  try {
    await Promise.race([project.flush(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
