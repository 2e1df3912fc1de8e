import { describe, expect, it } from 'vitest';
import { after, inverted, mapped, rotationAbout, scalingAbout, type Matrix } from '../geometry/geometry.ts';
import { maskOfRegion } from '../masks/masks.ts';
import { fingerprint, pixelsOf, randomBitmap, SeededRandom } from '../testing/random-document.ts';
import { BitmapEditor } from './bitmap-editor.ts';
import { boundsOf, emptyBitmap, pixelAt, readRegion, type Bitmap } from './bitmap.ts';
import { swapClass } from './swap-class.ts';
import { flipBitmap, transformBitmap } from './transform-bitmap.ts';

const canvas = { x: 0, y: 0, width: 101, height: 75 };
/** By definition, point for point and in doubles. */
function meanOfPoints(bitmap: Bitmap, back: Matrix, x: number, y: number): number[] {
  const [a, b, c, d] = back;
  const isUpright = b === 0 && c === 0;
  const longest = Math.max(Math.hypot(a, b), Math.hypot(c, d));
  const [across, down] = (isUpright ? [Math.abs(a), Math.abs(d)] : [longest, longest]).map((reach) =>
    Math.max(1, Math.ceil(reach - 0.01)),
  ) as [number, number];
  const sums = [0, 0, 0, 0];
  let coverage = 0;
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      const at = mapped(back, { x: x + (column + 0.5) / across, y: y + (row + 0.5) / down });
      for (const [px, py] of cornersAround(at.x - 0.5, at.y - 0.5)) {
        const nearness = (1 - Math.abs(at.x - 0.5 - px)) * (1 - Math.abs(at.y - 0.5 - py));
        const pixel = readRegion(bitmap, { x: px, y: py, width: 1, height: 1 });
        const weight = nearness * (bitmap.channels === 1 ? 1 : pixel[3]!);
        for (const [index, value] of pixel.entries()) sums[index]! += weight * value;
        coverage += weight;
      }
    }
  }
  const count = across * down;
  if (bitmap.channels === 1) return [sums[0]! / count];
  const alpha = coverage / count;
  return alpha < 0.5 ? [0, 0, 0, 0] : [...sums.slice(0, 3).map((sum) => sum / coverage), alpha];
}

function cornersAround(x: number, y: number): [number, number][] {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return [
    [left, top],
    [left + 1, top],
    [left, top + 1],
    [left + 1, top + 1],
  ];
}

const area = { x: -150, y: -150, width: 400, height: 400 };

describe('transforming', () => {
  it('mirrors every pixel about the middle of the canvas', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 6; round++) {
      const bitmap = randomBitmap(random, random.of([1, 4] as const), 24);
      const level = flipBitmap(bitmap, 'horizontal', canvas);
      const upright = flipBitmap(bitmap, 'vertical', canvas);
      for (let probe = 0; probe < 300; probe++) {
        const x = random.whole(-60, 250);
        const y = random.whole(-60, 250);
        expect(pixelAt(level, 100 - x, y)).toBe(pixelAt(bitmap, x, y));
        expect(pixelAt(upright, x, 74 - y)).toBe(pixelAt(bitmap, x, y));
      }
      expect(pixelsOf(flipBitmap(level, 'horizontal', canvas))).toEqual(pixelsOf(bitmap));
    }
  });

  it('never makes a class that was not there', () => {
    const random = new SeededRandom(2);
    for (let round = 0; round < 6; round++) {
      const bitmap = randomBitmap(random, 1, 24);
      const there = new Set(readRegion(bitmap, area)).add(0);
      const turn = rotationAbout({ x: random.whole(0, 100), y: random.whole(0, 100) }, random.between(0, 7));
      const [a, b, c, d, e, f] = turn;
      const scale = random.between(0.3, 1.5);
      const transformed = transformBitmap(bitmap, [a * scale, b * scale, c, d, e, f], { kind: 'semantic' });
      for (const value of new Set(readRegion(transformed, area))) expect(there).toContain(value);
    }
  });

  it('is exact for quarter turns, in colours as in classes', () => {
    const random = new SeededRandom(3);
    for (const kind of ['semantic', 'picture'] as const) {
      const bitmap = randomBitmap(random, kind === 'picture' ? 4 : 1, 24);
      const turned = transformBitmap(bitmap, rotationAbout({ x: 50, y: 50 }, Math.PI / 2), { kind });
      for (let probe = 0; probe < 300; probe++) {
        const x = random.whole(-40, 200);
        const y = random.whole(-40, 200);
        const before = pixelAt(bitmap, x, y);
        // Where nothing is seen there is no colour.
        const expected = kind === 'picture' && (before & 255) === 0 ? 0 : before;
        expect(pixelAt(turned, 99 - y, x)).toBe(expected);
      }
    }
  });

  it('makes pixels of whole blocks when a class layer grows by a whole factor', () => {
    const random = new SeededRandom(4);
    const bitmap = randomBitmap(random, 1, 24);
    const grown = transformBitmap(bitmap, [3, 0, 0, 2, 0, 0], { kind: 'semantic' });
    for (let probe = 0; probe < 300; probe++) {
      const x = random.whole(-90, 600);
      const y = random.whole(-80, 400);
      expect(pixelAt(grown, x, y)).toBe(pixelAt(bitmap, Math.floor(x / 3), Math.floor(y / 2)));
    }
  });

  it('makes edges of masks half covered where they fall between pixels, and keeps their size', () => {
    const moved = transformBitmap(
      maskOfRegion({ x: 10, y: 10, width: 20, height: 20 }),
      [1, 0, 0, 1, 0.5, 0],
      {
        kind: 'mask',
      },
    );
    expect([9, 10, 11, 29, 30, 31].map((x) => pixelAt(moved, x, 15))).toEqual([0, 128, 255, 255, 128, 0]);
    const half = transformBitmap(
      maskOfRegion({ x: 0, y: 0, width: 40, height: 40 }),
      [0.5, 0, 0, 0.5, 0, 0],
      {
        kind: 'mask',
      },
    );
    expect(boundsOf(half)).toEqual({ x: 0, y: 0, width: 20, height: 20 });
    expect(pixelAt(half, 19, 19)).toBe(255);
  });

  it('does not let the colour of clear pixels into edges', () => {
    const editor = new BitmapEditor(emptyBitmap(4));
    editor.fillRect({ x: 0, y: 0, width: 10, height: 10 }, [200, 100, 50, 255]);
    const moved = transformBitmap(editor.bitmap, [1, 0, 0, 1, 0.25, 0.25], { kind: 'picture' });
    expect(pixelAt(moved, 0, 5) >>> 8).toBe(0xc86432);
    expect(pixelAt(moved, 0, 5) & 255).toBe(191);
  });

  it('averages what becomes small', () => {
    const editor = new BitmapEditor(emptyBitmap(1));
    for (let x = 0; x < 64; x += 2) for (let y = 0; y < 64; y++) editor.setPixel(x, y, 255);
    const small = transformBitmap(editor.bitmap, [0.25, 0, 0, 0.25, 0, 0], { kind: 'mask' });
    for (let x = 1; x < 15; x++) expect(Math.abs(pixelAt(small, x, 8) - 128)).toBeLessThan(12);
  });

  it('takes the mean of points between four pixels each, however it gets there', () => {
    const random = new SeededRandom(9);
    for (const channels of [1, 4] as const) {
      const bitmap = randomBitmap(random, channels, 24);
      const maps = [
        scalingAbout({ x: 40, y: 30 }, 0.37, 0.8),
        scalingAbout({ x: 40, y: 30 }, -1.7, 1.3),
        rotationAbout({ x: 40, y: 30 }, 0.3),
        after(rotationAbout({ x: 40, y: 30 }, 1), scalingAbout({ x: 40, y: 30 }, 0.6, 0.6)),
      ];
      for (const map of maps) {
        const transformed = transformBitmap(bitmap, map, { kind: channels === 1 ? 'mask' : 'picture' });
        for (let probe = 0; probe < 400; probe++) {
          const [x, y] = [random.whole(-40, 150), random.whole(-40, 150)];
          const expected = meanOfPoints(bitmap, inverted(map)!, x, y);
          const found = [...readRegion(transformed, { x, y, width: 1, height: 1 })];
          for (const [index, value] of found.entries()) {
            expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(1);
          }
        }
      }
    }
  });

  it('moves by whole pixels without touching any, and makes nothing of a map onto a line', () => {
    const random = new SeededRandom(5);
    const bitmap = randomBitmap(random, 1, 24);
    const moved = transformBitmap(bitmap, [1, 0, 0, 1, 13, -7], { kind: 'semantic' });
    const there = { ...area, x: area.x + 13, y: area.y - 7 };
    expect(fingerprint(readRegion(moved, there))).toBe(fingerprint(readRegion(bitmap, area)));
    expect(transformBitmap(bitmap, [1, 1, 1, 1, 0, 0], { kind: 'semantic' }).tiles.size).toBe(0);
  });
});

describe('swapping a class', () => {
  it('touches that class alone, and only in the region', () => {
    const random = new SeededRandom(6);
    for (let round = 0; round < 6; round++) {
      const bitmap = randomBitmap(random, 1, 4);
      const before = readRegion(bitmap, area);
      const from = random.whole(1, 4);
      const rect = { x: random.whole(-50, 100), y: random.whole(-50, 100), width: 90, height: 90 };
      const inside = (index: number) => {
        const x = area.x + (index % area.width) - rect.x;
        const y = area.y + Math.floor(index / area.width) - rect.y;
        return x >= 0 && y >= 0 && x < rect.width && y < rect.height;
      };
      const expected = before.map((value, index) => (value === from && inside(index) ? 9 : value));
      for (const region of [rect, maskOfRegion(rect)]) {
        const swapped = readRegion(swapClass(bitmap, from, 9, region), area);
        expect(fingerprint(swapped)).toBe(fingerprint(expected));
      }
      const everywhere = readRegion(swapClass(bitmap, from, 9), area);
      expect(fingerprint(everywhere)).toBe(fingerprint(before.map((value) => (value === from ? 9 : value))));
    }
  });
});
