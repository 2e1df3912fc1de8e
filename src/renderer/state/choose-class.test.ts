import { describe, expect, it, vi } from 'vitest';
import { addLayer, createDocument, History, setLayer } from '../../document/index.ts';
import { chooseClass } from './choose-class.ts';

/** A hand on one of five layers, far to near: layout, layout, locked layout, hidden layout, mask. */
function handOn(index: number) {
  const history = new History(createDocument({ width: 64, height: 64 }));
  for (const kind of ['semantic', 'semantic', 'semantic', 'mask'] as const) {
    const { label, patch } = addLayer(history.document, { kind, name: kind });
    history.commit(label, patch);
  }
  for (const [at, fields] of [
    [2, { isLocked: true }],
    [3, { isVisible: false }],
  ] as const) {
    const { label, patch } = setLayer(history.document, history.document.layers[at]!.id, fields);
    history.commit(label, patch);
  }
  const { document } = history;
  const { layers } = document;
  const project = { document, activeLayer: layers[index], activeLayerId: layers[index]!.id };
  const tools = { chooseClass: vi.fn() };
  return { tools, project, place: () => layers.findIndex(({ id }) => id === project.activeLayerId) };
}

describe('chooseClass', () => {
  it('takes the hand from a mask to the nearest layout layer that can be painted on', () => {
    const { place, ...hand } = handOn(4);
    chooseClass(hand, 7);
    expect(hand.tools.chooseClass).toHaveBeenCalledExactlyOnceWith(7);
    expect(place()).toBe(1);
  });

  it.each([0, 2, 3])('leaves the hand on a layout layer (%d)', (index) => {
    const { place, ...hand } = handOn(index);
    chooseClass(hand, 7);
    expect(place()).toBe(index);
  });
});
