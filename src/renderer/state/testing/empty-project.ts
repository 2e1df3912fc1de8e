import { vi } from 'vitest';
import { createDocument, snapshotOf } from '../../../document/index.ts';
import type { HostClient } from '../host-client.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
const { OpenProject } = await import('../open-project.svelte.ts');

/** An empty project with a square canvas, whose host never answers. */
export function emptyProject(side = 256) {
  const document = snapshotOf(createDocument({ width: side, height: side }));
  const host = { ask: () => new Promise(() => undefined) } as unknown as HostClient;
  const opened = { id: 'p', name: 'P', revision: 0, document, undo: [], redo: [] };
  return new OpenProject(host, { ...opened, notices: [] });
}
