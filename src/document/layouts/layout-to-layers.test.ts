import { describe, expect, it } from 'vitest';
import { classNamed, palette } from '../../shared/palette.ts';
import { boundsOf } from '../bitmap/bitmap.ts';
import { createDocument } from '../document.ts';
import { SeededRandom } from '../testing/random-document.ts';
import { flattenLayout } from './flatten-layout.ts';
import { depthRank, layoutToLayers } from './layout-to-layers.ts';

const id = (name: string) => classNamed(name)!.id;

describe('layers of a layout', () => {
  it('show the layout together', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 20; round++) {
      const [width, height] = [random.whole(1, 40), random.whole(1, 40)];
      const classIds = Uint8Array.from({ length: width * height }, () =>
        random.next() < 0.7 ? random.whole(1, 5) : random.whole(0, 24),
      );
      const document = createDocument({ width, height }, layoutToLayers({ width, height, classIds }));
      expect(flattenLayout(document, document.frame, { gaps: 'unlabelled' }).classIds).toEqual(classIds);
    }
  });

  it('are one for each class, the far ones below, named and with ids of their own', () => {
    const classIds = Uint8Array.of(id('tree'), id('sky'), id('mountain'), id('grass'));
    const layers = layoutToLayers({ width: 4, height: 1, classIds });
    expect(layers.map(({ name }) => name)).toEqual(['sky', 'mountain', 'grass', 'tree']);
    expect(layers.map((layer) => layer.id)).toEqual(['l1', 'l2', 'l3', 'l4']);
    const more = layoutToLayers(
      { width: 4, height: 1, classIds },
      { document: createDocument({ width: 4, height: 1 }, layers), nameOf: (classId) => `Class ${classId}` },
    );
    expect(more.map((layer) => layer.id)).toEqual(['l5', 'l6', 'l7', 'l8']);
    expect(more[0]!.name).toBe('Class 1');
  });

  it('have something behind what is taken away', () => {
    const [width, height] = [30, 30];
    const classIds = new Uint8Array(width * height).fill(id('sky'));
    classIds.fill(id('mountain'), 15 * width);
    for (let y = 5; y < 25; y++) classIds.fill(id('tree'), y * width + 10, y * width + 14);
    const layers = layoutToLayers({ width, height, classIds });
    const without = createDocument({ width, height }, layers.slice(0, 2));
    const seen = flattenLayout(without, without.frame, { gaps: 'unlabelled' }).classIds;
    expect(seen[10 * width + 12]).toBe(id('sky'));
    expect(seen[20 * width + 12]).toBe(id('mountain'));
    expect(boundsOf(layers[0]!.bitmap)).toEqual({ x: 0, y: 0, width, height });
  });

  it('leave unlabelled what was unlabelled, and are none for an empty layout', () => {
    const classIds = new Uint8Array(25);
    classIds[12] = id('boat');
    const [boat] = layoutToLayers({ width: 5, height: 5, classIds });
    expect(boundsOf(boat!.bitmap)).toEqual({ x: 2, y: 2, width: 1, height: 1 });
    expect(layoutToLayers({ width: 5, height: 5, classIds: new Uint8Array(25) })).toEqual([]);
  });

  it('know the depth of every class of the palette', () => {
    const ranks = palette.slice(1).map((entry) => depthRank(entry.id));
    expect(new Set(ranks).size).toBe(palette.length - 1);
    expect(Math.max(...ranks)).toBe(palette.length - 2);
    expect(depthRank(id('sky'))).toBe(0);
    expect(depthRank(id('boat'))).toBeGreaterThan(depthRank(id('sea')));
    expect(depthRank(200)).toBeGreaterThan(depthRank(id('fog')));
  });
});
