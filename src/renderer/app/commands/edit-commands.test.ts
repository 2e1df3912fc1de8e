import { describe, expect, it, vi } from 'vitest';
import {
  boundsOf,
  createDocument,
  fillLayer,
  History,
  maskOfRegion,
  pixelAt,
  setLayer,
  type Bitmap,
} from '../../../document/index.ts';
import type { Patch } from '../../../shared/document-format.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import { editCommands } from './edit-commands.ts';

/** A studio with a square in its only layer. */
function studioWith({ selection }: { selection?: Bitmap } = {}) {
  const history = new History(createDocument({ width: 256, height: 256 }));
  const square = { x: 40, y: 40, width: 20, height: 20 };
  history.commit('fillLayer', fillLayer(history.document, 'l1', 3, square).patch);
  const warn = vi.fn();
  const studio = {
    project: {
      get document() {
        return history.document;
      },
      activeLayerId: 'l1',
      get activeLayer() {
        return history.document.layers[0];
      },
      selection,
      commit: (label: string, patch: Patch) => history.commit(label, patch),
    },
    copied: undefined,
    notices: { warn },
    language: { t: (key: string) => key },
    names: { layerName: ({ name }: { name: string }) => name },
    tools: {},
  };
  return { history, warn, studio, commands: editCommands(studio as unknown as Studio) };
}

describe('cutting and pasting', () => {
  it('takes what is selected out of the layer, and puts it into one of its own, each in one step', () => {
    const selection = maskOfRegion({ x: 30, y: 30, width: 20, height: 20 });
    const { history, commands } = studioWith({ selection });
    void commands.cut!();
    void commands.paste!();
    const [layer, pasted] = history.document.layers;
    expect(pixelAt(layer!.bitmap, 45, 45)).toBe(0);
    expect(boundsOf(pasted!.bitmap)).toEqual({ x: 40, y: 40, width: 10, height: 10 });
    expect(history.undoSteps.map(({ label }) => label)).toEqual(['fillLayer', 'cut', 'paste']);
    history.undo();
    history.undo();
    expect(pixelAt(history.document.layers[0]!.bitmap, 45, 45)).toBe(3);
  });

  it('leaves a locked layer alone, which can be copied all the same', () => {
    const { history, commands, studio, warn } = studioWith();
    history.commit('setLayer', setLayer(history.document, 'l1', { isLocked: true }).patch);
    const before = history.document;
    void commands.cut!();
    expect(history.document).toBe(before);
    expect(warn).toHaveBeenLastCalledWith('layers.isLocked', 'layers.isLockedAdvice');
    void commands.copy!();
    expect(studio.copied).toMatchObject({ kind: 'semantic', name: 'Layout' });
  });

  it('says where there is nothing to copy, and nothing to paste', () => {
    const { commands, warn } = studioWith({ selection: maskOfRegion({ x: 0, y: 0, width: 9, height: 9 }) });
    void commands.copy!();
    expect(warn).toHaveBeenLastCalledWith('layers.nothingInSelection', 'layers.nothingToCopyAdvice');
    void commands.paste!();
    expect(warn).toHaveBeenLastCalledWith('layers.nothingCopied', 'layers.nothingCopiedAdvice');
  });
});
