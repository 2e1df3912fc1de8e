import { describe, expect, it } from 'vitest';
import { patchSchema } from '../../shared/document-format.ts';
import { boundsOf, emptyBitmap, pixelAt, readRegion, writeRegion } from '../bitmap/bitmap.ts';
import { createDocument, layerById, newLayer, type Document } from '../document.ts';
import { applyPatch } from '../history/apply-patch.ts';
import { flattenLayout } from '../layouts/flatten-layout.ts';
import { maskOfRegion } from '../masks/masks.ts';
import { compositePicture } from '../pictures/composite-picture.ts';
import { fingerprint, randomBitmap, randomDocument, SeededRandom } from '../testing/random-document.ts';
import { randomCommand } from '../testing/random-command.ts';
import { resizeCanvas, setGeneration } from './canvas-commands.ts';
import type { Command } from './command.ts';
import { addLayer, addLayers, duplicateLayer, mergeDown, moveLayer, reorderLayer } from './layer-commands.ts';
import {
  clearLayer,
  fillLayer,
  flipLayer,
  swapLayerClass,
  transformLayer,
  transformSelection,
} from './pixel-commands.ts';

function after(document: Document, command: Command | undefined): Document {
  return applyPatch(document, command!.patch).document;
}

const canvas = { x: 0, y: 0, width: 60, height: 40 };

function twoLayers(): Document {
  const random = new SeededRandom(5);
  return createDocument(canvas, [
    newLayer({ id: 'l1', kind: 'semantic', name: 'Far', x: 3, y: -4, bitmap: randomBitmap(random, 1, 5) }),
    newLayer({ id: 'l2', kind: 'semantic', name: 'Near', x: -7, y: 9, bitmap: randomBitmap(random, 1, 5) }),
  ]);
}

describe('commands', () => {
  it('make patches that pass the schema of the journal', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = new SeededRandom(seed);
      const { patch } = randomCommand(random, randomDocument(random));
      expect(patchSchema.parse(patch)).toEqual(patch);
    }
  });

  it('add layers on top with an id that is free, and copies in front of what they copy', () => {
    let document = twoLayers();
    document = after(document, addLayer(document, { kind: 'mask', name: 'Mask' }));
    expect(document.layers.map(({ id }) => id)).toEqual(['l1', 'l2', 'l3']);
    document = after(document, duplicateLayer(document, 'l1', 'Far copy'));
    expect(document.layers.map(({ id }) => id)).toEqual(['l1', 'l4', 'l2', 'l3']);
    expect(document.layers[1]!.bitmap.tiles).toEqual(document.layers[0]!.bitmap.tiles);
    document = after(document, reorderLayer(document, 'l1', 3));
    expect(document.layers.map(({ id }) => id)).toEqual(['l4', 'l2', 'l3', 'l1']);
  });

  it('add several layers in one go, each with an id of its own, the farthest first', () => {
    const names = ['Far', 'Middle', 'Near'];
    const fields = names.map((name) => ({ kind: 'mask' as const, name }));
    const { layers } = after(twoLayers(), addLayers(twoLayers(), fields, 'several'));
    expect(layers.slice(2).map(({ id, name }) => [id, name])).toEqual([
      ['l3', 'Far'],
      ['l4', 'Middle'],
      ['l5', 'Near'],
    ]);
  });

  it('refuse more layers than there may be', () => {
    const layers = Array.from({ length: 256 }, (_, index) =>
      newLayer({ id: `l${index}`, kind: 'mask', name: 'Mask' }),
    );
    const document = createDocument(canvas, layers);
    expect(() => addLayer(document, { kind: 'mask', name: 'One more' })).toThrow(/at most 256/);
  });

  it('merge semantic layers without a change to what is seen', () => {
    const document = twoLayers();
    const merged = after(document, mergeDown(document, 'l2'));
    expect(merged.layers).toHaveLength(1);
    const seen = (of: Document) => fingerprint(flattenLayout(of, canvas, { gaps: 'unlabelled' }).classIds);
    expect(seen(merged)).toBe(seen(document));
    expect(mergeDown(document, 'l1')).toBeUndefined();
  });

  it('merge pictures without a change to what is seen, opacity and blend included', () => {
    const random = new SeededRandom(6);
    for (const blend of ['normal', 'multiply', 'screen', 'overlay'] as const) {
      const document = createDocument(canvas, [
        newLayer({
          id: 'a',
          kind: 'picture',
          name: 'Far',
          opacity: 0.7,
          x: 5,
          bitmap: randomBitmap(random, 4, 255),
        }),
        newLayer({ id: 'm', kind: 'mask', name: 'Between' }),
        newLayer({
          id: 'b',
          kind: 'picture',
          name: 'Near',
          opacity: 0.4,
          blend,
          y: 2,
          bitmap: randomBitmap(random, 4, 255),
        }),
      ]);
      const merged = after(document, mergeDown(document, 'b'));
      expect(merged.layers.map(({ id, opacity }) => [id, opacity])).toEqual([
        ['a', 1],
        ['m', 1],
      ]);
      expect(fingerprint(compositePicture(merged, canvas))).toBe(
        fingerprint(compositePicture(document, canvas)),
      );
    }
  });

  it('move a layer over what is uncovered, and no further than coordinates go', () => {
    const document = twoLayers();
    const moved = after(document, moveLayer(document, 'l2', 30, 0));
    expect(layerById(moved, 'l2')).toMatchObject({ x: 23, y: 9 });
    expect(layerById(after(document, moveLayer(document, 'l2', 1e9, 0)), 'l2')!.x).toBe(65536);
  });

  it('fill and clear the canvas, and neither more nor less than a region', () => {
    const document = createDocument(canvas, [
      newLayer({ id: 'l1', kind: 'semantic', name: 'Layout', x: 8, y: 8 }),
    ]);
    const filled = after(document, fillLayer(document, 'l1', 5));
    expect(boundsOf(filled.layers[0]!.bitmap)).toEqual({ x: -8, y: -8, width: 60, height: 40 });
    const rect = { x: 10, y: 10, width: 5, height: 5 };
    for (const region of [rect, maskOfRegion(rect)]) {
      const cleared = after(filled, clearLayer(filled, 'l1', region));
      const { classIds } = flattenLayout(cleared, canvas, { gaps: 'unlabelled' });
      expect(classIds.filter((classId) => classId === 0)).toHaveLength(25);
      expect(classIds[10 * 60 + 10]).toBe(0);
      const swapped = after(filled, swapLayerClass(filled, 'l1', 5, 6, region));
      expect(flattenLayout(swapped, rect, { gaps: 'unlabelled' }).classIds.every((id) => id === 6)).toBe(
        true,
      );
      expect(pixelAt(swapped.layers[0]!.bitmap, 1, 2)).toBe(5);
    }
    expect(after(filled, clearLayer(filled, 'l1')).layers[0]!.bitmap.tiles.size).toBe(0);
  });

  it('take a soft selection softly in a picture', () => {
    const picture = newLayer({ id: 'p', kind: 'picture', name: 'Picture' });
    const document = createDocument(canvas, [picture]);
    const half = writeRegion(emptyBitmap(1), { x: 0, y: 0, width: 1, height: 1 }, Uint8Array.of(51));
    const filled = after(document, fillLayer(document, 'p', [255, 0, 0, 255], half));
    expect(pixelAt(filled.layers[0]!.bitmap, 0, 0)).toBe(0xff000033);
    expect(boundsOf(filled.layers[0]!.bitmap)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });

  it('flip and turn a layer about the canvas, wherever its origin lies', () => {
    const document = twoLayers();
    const only = createDocument(canvas, [document.layers[0]!]);
    const before = flattenLayout(only, canvas, { gaps: 'unlabelled' }).classIds;
    const flipped = after(only, flipLayer(only, 'l1', 'horizontal'));
    const mirrored = before.map((_, index) => before[Math.floor(index / 60) * 60 + 59 - (index % 60)]!);
    expect(flattenLayout(flipped, canvas, { gaps: 'unlabelled' }).classIds).toEqual(mirrored);
    const halfTurn = after(only, transformLayer(only, 'l1', [-1, 0, 0, -1, 60, 40]));
    expect(flattenLayout(halfTurn, canvas, { gaps: 'unlabelled' }).classIds).toEqual(before.toReversed());
  });

  it('move what is selected of a layer over the rest of it, and leave nothing where it was', () => {
    const only = createDocument(canvas, [twoLayers().layers[0]!]);
    const before = flattenLayout(only, canvas, { gaps: 'unlabelled' }).classIds;
    const selection = maskOfRegion({ x: 5, y: 5, width: 20, height: 10 });
    const moved = after(only, transformLayer(only, 'l1', [1, 0, 0, 1, 30, 8], { selection }));
    const expected = before.map((classId, index) => {
      const [x, y] = [index % 60, Math.floor(index / 60)];
      const isIn = (left: number, top: number) => x >= left && x < left + 20 && y >= top && y < top + 10;
      const under = isIn(5, 5) ? 0 : classId;
      return isIn(35, 13) ? before[(y - 8) * 60 + x - 30]! || under : under;
    });
    expect(flattenLayout(moved, canvas, { gaps: 'unlabelled' }).classIds).toEqual(expected);
    expect(boundsOf(transformSelection(only, selection, [1, 0, 0, 1, 30, 8]))).toEqual({
      x: 35,
      y: 13,
      width: 20,
      height: 10,
    });
  });

  it('divide a picture as softly as it is selected, colours untouched', () => {
    const rect = { x: 0, y: 0, width: 2, height: 1 };
    const bitmap = writeRegion(emptyBitmap(4), rect, Uint8Array.of(10, 20, 30, 200, 40, 50, 60, 255));
    const document = createDocument(canvas, [
      newLayer({ id: 'p', kind: 'picture', name: 'Picture', opacity: 0.5, bitmap }),
    ]);
    const selection = writeRegion(emptyBitmap(1), rect, Uint8Array.of(51, 255));
    const moved = after(document, transformLayer(document, 'p', [1, 0, 0, 1, 10, 0], { selection }));
    const at = (x: number) => pixelAt(moved.layers[0]!.bitmap, x, 0);
    expect([at(0), at(1), at(10), at(11)]).toEqual([0x0a141ea0, 0, 0x0a141e28, 0x28323cff]);
    expect(moved.layers[0]!.opacity).toBe(0.5);
  });

  it('move a whole layer without touching a pixel of it', () => {
    const document = twoLayers();
    const { label, patch } = transformLayer(document, 'l1', [1, 0, 0, 1, 4, 5]);
    expect({ label, patch }).toEqual({
      label: 'transformLayer',
      patch: [{ op: 'layer', layer: 'l1', fields: { x: 7, y: 1 } }],
    });
  });

  it('give the canvas another size around its anchor', () => {
    const document = twoLayers();
    const resized = after(document, resizeCanvas(document, { width: 80, height: 20 }));
    expect(resized).toMatchObject({ width: 80, height: 20, frame: { x: 0, y: 0, width: 80, height: 20 } });
    expect(resized.layers.map(({ x, y }) => [x, y])).toEqual([
      [13, -14],
      [3, -1],
    ]);
    const part = { ...document, frame: { x: 40, y: 10, width: 20, height: 20 } };
    const smaller = after(part, resizeCanvas(part, { width: 30, height: 15 }, { anchor: { x: 0, y: 0 } }));
    expect(smaller.frame).toEqual({ x: 10, y: 0, width: 20, height: 15 });
    expect(readRegion(smaller.layers[0]!.bitmap, canvas)).toEqual(
      readRegion(document.layers[0]!.bitmap, canvas),
    );
  });

  it('drop settings that go back to the model’s own', () => {
    const document = createDocument(canvas);
    const set = after(document, setGeneration(document, { scene: 'mountains', guidance: { text: 3 } }));
    const unset = after(set, setGeneration(set, { scene: undefined, guidance: { text: undefined } }));
    expect('scene' in unset.generation).toBe(false);
    expect(unset.generation.guidance).toStrictEqual({});
  });
});
