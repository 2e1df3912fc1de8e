import { describe, expect, it } from 'vitest';
import { emptyBitmap, pixelAt, writeRegion } from '../bitmap/bitmap.ts';
import { createDocument, newLayer } from '../document.ts';
import { fingerprint, randomDocument, SeededRandom } from '../testing/random-document.ts';
import { classAt, flattenLayout, flattenTile } from './flatten-layout.ts';
import { replaceByNearest } from './nearest-pixel.ts';

describe('the flattened layout', () => {
  it('shows the nearest visible class at each pixel of the canvas', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 20; round++) {
      const document = randomDocument(random);
      const rect = {
        x: random.whole(-30, 60),
        y: random.whole(-30, 60),
        width: random.whole(1, 150),
        height: random.whole(1, 150),
      };
      const { classIds } = flattenLayout(document, rect, { gaps: 'unlabelled' });
      const expected = classIds.map((_, index) => {
        const x = rect.x + (index % rect.width);
        const y = rect.y + Math.floor(index / rect.width);
        if (x < 0 || y < 0 || x >= document.width || y >= document.height) return 0;
        const seen = document.layers
          .filter(({ kind, isVisible }) => kind === 'semantic' && isVisible)
          .map((layer) => pixelAt(layer.bitmap, x - layer.x, y - layer.y))
          .findLast((classId) => classId !== 0);
        return seen ?? 0;
      });
      expect(fingerprint(classIds)).toBe(fingerprint(expected));
      expect(classAt(document, rect.x + 0.7, rect.y + 0.2)).toBe(classIds[0]);
    }
  });

  it('tells the classes at evenly spread pixels where another size is asked for', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 20; round++) {
      const document = randomDocument(random);
      const rect = { x: random.whole(-30, 60), y: random.whole(-30, 60), width: 120, height: 90 };
      const size = { width: random.whole(1, 200), height: random.whole(1, 200) };
      const whole = flattenLayout(document, rect, { gaps: 'unlabelled' });
      const { classIds, ...got } = flattenLayout(document, rect, { gaps: 'unlabelled', size });
      expect(got).toEqual(size);
      const expected = classIds.map((_, index) => {
        const x = Math.floor((((index % size.width) + 0.5) * rect.width) / size.width);
        const y = Math.floor(((Math.floor(index / size.width) + 0.5) * rect.height) / size.height);
        return whole.classIds[y * rect.width + x]!;
      });
      expect(fingerprint(classIds)).toBe(fingerprint(expected));
    }
  });

  it('tells the same of a tile as of the box that it is', () => {
    const document = randomDocument(new SeededRandom(2));
    const rect = { x: 64, y: 0, width: 64, height: 64 };
    expect(flattenTile(document, 1, 0, 64)).toEqual(
      flattenLayout(document, rect, { gaps: 'unlabelled' }).classIds,
    );
  });

  it('fills gaps with the class of an exactly nearest pixel', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 60; round++) {
      const width = random.whole(1, 30);
      const height = random.whole(1, 30);
      const density = random.of([0.02, 0.2, 0.7]);
      const before = Uint8Array.from({ length: width * height }, () =>
        random.next() < density ? random.whole(1, 5) : 0,
      );
      const bitmap = writeRegion(emptyBitmap(1), { x: 0, y: 0, width, height }, before);
      const layer = newLayer({ id: 'l1', kind: 'semantic', name: 'Layout', bitmap });
      const document = createDocument({ width, height }, [layer]);
      const { classIds } = flattenLayout(document, document.frame, { gaps: 'nearest' });
      const wrong = classIds.findIndex((value, index) => !nearestValues(before, width, index).has(value));
      expect(wrong).toBe(-1);
      expect(before.every((value, index) => value === 0 || value === classIds[index])).toBe(true);
    }
  });

  it('leaves an empty layout empty', () => {
    const document = createDocument({ width: 20, height: 10 });
    const { classIds } = flattenLayout(document, document.frame, { gaps: 'nearest' });
    expect(classIds.every((classId) => classId === 0)).toBe(true);
  });

  it('fills what lies beyond the canvas like any gap', () => {
    const bitmap = writeRegion(
      emptyBitmap(1),
      { x: 0, y: 0, width: 20, height: 10 },
      new Uint8Array(200).fill(3),
    );
    const document = createDocument({ width: 10, height: 10 }, [
      newLayer({ id: 'l1', kind: 'semantic', name: 'Layout', bitmap }),
    ]);
    const beyond = { x: 8, y: 0, width: 4, height: 1 };
    expect([...flattenLayout(document, beyond, { gaps: 'unlabelled' }).classIds]).toEqual([3, 3, 0, 0]);
    expect([...flattenLayout(document, beyond, { gaps: 'nearest' }).classIds]).toEqual([3, 3, 3, 3]);
  });

  it('says so when there is nothing to fill a gap with', () => {
    const values = new Uint8Array(9).fill(4);
    expect(replaceByNearest(values, 3, 3, 4)).toBe(false);
    expect([...values]).toEqual(new Array(9).fill(4));
    expect(replaceByNearest(values, 3, 3, 5)).toBe(true);
  });
});

/** The values of all nearest pixels that have one; 0 where none has. */
function nearestValues(values: Uint8Array, width: number, index: number): Set<number> {
  const x = index % width;
  const y = Math.floor(index / width);
  let best = Infinity;
  let found = new Set([0]);
  values.forEach((value, other) => {
    if (value === 0) return;
    const distance = ((other % width) - x) ** 2 + (Math.floor(other / width) - y) ** 2;
    if (distance > best) return;
    if (distance < best) found = new Set();
    best = distance;
    found.add(value);
  });
  return found;
}
