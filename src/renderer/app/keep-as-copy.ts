import { snapshotOf } from '../../document/index.ts';
import type { Patch } from '../../shared/document-format.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** Makes a project of what is on the canvas and cannot be saved where it came from, and opens it. */
export async function keepAsCopy(studio: Studio): Promise<void> {
  const { project } = studio;
  if (!project) return;
  const { layers, ...fields } = snapshotOf(project.document);
  const name = studio.language.t('project.copyName', { name: project.name }).slice(0, 120);
  const { width, height } = fields;
  const { id } = await studio.host.ask('projects.create', { name, width, height });
  const created = await studio.host.ask('projects.open', { id });
  const patch: Patch = [
    ...created.document.layers.map(({ layer }) => ({ op: 'remove', layer: layer.id }) as const),
    { op: 'document', fields },
    ...layers.map(({ layer, tiles }, index) => ({ op: 'insert', index, layer, tiles }) as const),
  ];
  const change = { kind: 'do', label: 'keepAsCopy', patch } as const;
  await studio.host.ask('projects.commit', { id, revision: created.revision, change });
  await studio.openProject(id);
  studio.notices.done(studio.language.t('project.duplicated', { name }));
}
