import { describe, expect, it, vi } from 'vitest';
import {
  createDocument,
  addLayer,
  History,
  setLayer,
  type Document,
  type DocumentLayer,
} from '../../../document/index.ts';
import type { Patch } from '../../../shared/document-format.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { editCommands } from './edit-commands.ts';
import { layerCommands } from './layer-commands.ts';

/** A studio with two layout layers, the upper one in the hand. */
function studioWith(lock: { upper?: boolean; lower?: boolean }) {
  const history = new History(createDocument({ width: 256, height: 256 }));
  const added = addLayer(history.document, { kind: 'semantic', name: 'Upper' });
  history.commit(added.label, added.patch);
  const [lower, upper] = history.document.layers;
  for (const [layer, isLocked] of [
    [lower!, lock.lower],
    [upper!, lock.upper],
  ] as const) {
    const { label, patch } = setLayer(history.document, layer.id, { isLocked: isLocked ?? false });
    history.commit(label, patch);
  }
  const warn = vi.fn();
  const project = {
    get document(): Document {
      return history.document;
    },
    activeLayerId: upper!.id,
    get activeLayer(): DocumentLayer | undefined {
      return history.document.layers.find(({ id }) => id === project.activeLayerId);
    },
    selection: undefined,
    commit: (label: string, patch: Patch) => history.commit(label, patch),
  };
  const studio = {
    project,
    notices: { warn },
    language: { t: (key: string) => key },
    names: { layerName: ({ name }: { name: string }) => name, classLabel: () => '' },
    tools: { classId: 1 },
  } as unknown as Studio;
  return { history, project, warn, actions: { ...editCommands(studio), ...layerCommands(studio) } };
}

describe('commands on locked layers', () => {
  it.each([
    ['removeLayer', { upper: true }],
    ['mergeDown', { upper: true }],
    ['mergeDown', { lower: true }],
    ['layoutToLayers', { lower: true }],
    ['fillLayer', { upper: true }],
    ['clearLayer', { upper: true }],
    ['flipHorizontal', { upper: true }],
  ] as const)('%s leaves them as they are, and says why (%o)', (command, lock) => {
    const { history, warn, actions } = studioWith(lock);
    const before = history.document;
    void actions[command]!();
    expect(history.document).toBe(before);
    expect(warn).toHaveBeenCalledExactlyOnceWith('layers.isLocked', 'layers.isLockedAdvice');
  });

  it.each(['removeLayer', 'mergeDown', 'fillLayer', 'flipHorizontal'] as const)(
    '%s goes on where nothing is locked',
    (command) => {
      const { history, warn, actions } = studioWith({});
      const before = history.document;
      void actions[command]!();
      expect(history.document).not.toBe(before);
      expect(warn).not.toHaveBeenCalled();
    },
  );

  it('says that there is nothing to merge with, and no mask to invert', () => {
    const { project, warn, actions, history } = studioWith({});
    void actions.invertMask!();
    expect(warn).toHaveBeenLastCalledWith('layers.noMask', 'layers.noMaskAdvice');
    project.activeLayerId = history.document.layers[0]!.id;
    void actions.mergeDown!();
    expect(warn).toHaveBeenLastCalledWith('layers.nothingBelow', 'layers.nothingBelowAdvice');
  });
});
