import { describe, expect, it } from 'vitest';
import { TILE_SIDE } from '../../shared/document-format.ts';
import { fingerprint, pixelsOf, randomBitmap, SeededRandom } from '../testing/random-document.ts';
import {
  bitmapFromTiles,
  boundsOf,
  emptyBitmap,
  pixelAt,
  readRegion,
  shiftBitmap,
  tilesBetween,
  tilesOf,
  withTiles,
  writeRegion,
} from './bitmap.ts';

const around = { x: -60, y: -60, width: 400, height: 300 };

describe('bitmap', () => {
  it('reads back what was written, at any place and in both depths', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 20; round++) {
      const channels = random.of([1, 4] as const);
      const rect = {
        x: random.whole(-200, 200),
        y: random.whole(-200, 200),
        width: random.whole(1, 180),
        height: random.whole(1, 180),
      };
      const pixels = Uint8Array.from({ length: rect.width * rect.height * channels }, () =>
        random.whole(0, 3),
      );
      const before = randomBitmap(random, channels, 255);
      const bitmap = writeRegion(before, rect, pixels);
      expect(fingerprint(readRegion(bitmap, rect))).toBe(fingerprint(pixels));
      const x = rect.x + rect.width;
      expect(pixelAt(bitmap, x, rect.y)).toBe(pixelAt(before, x, rect.y));
    }
  });

  it('tells single pixels as regions do', () => {
    const random = new SeededRandom(2);
    const bitmap = randomBitmap(random, 1, 24);
    const region = readRegion(bitmap, around);
    for (let probe = 0; probe < 500; probe++) {
      const x = random.whole(0, around.width - 1);
      const y = random.whole(0, around.height - 1);
      expect(pixelAt(bitmap, around.x + x, around.y + y)).toBe(region[y * around.width + x]);
    }
    const colours = bitmapFromTiles(4, [{ column: 0, row: 0, pixels: Uint8Array.of(255, 2, 3, 4) }]);
    expect(pixelAt(colours, 127, 127)).toBe(0xff020304);
  });

  it('finds tight bounds', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 20; round++) {
      const channels = random.of([1, 4] as const);
      const bitmap = randomBitmap(random, channels, 2);
      const pixels = readRegion(bitmap, around);
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let index = 0; index < pixels.length; index++) {
        if (pixels[index] === 0) continue;
        const pixel = Math.floor(index / channels);
        const x = around.x + (pixel % around.width);
        const y = around.y + Math.floor(pixel / around.width);
        [left, top] = [Math.min(left, x), Math.min(top, y)];
        [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
      }
      const expected =
        left < right ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
      expect(boundsOf(bitmap)).toEqual(expected);
    }
  });

  it('keeps a tile that is all alike as one pixel, and an empty one not at all', () => {
    const rect = { x: 0, y: 0, width: 2 * TILE_SIDE, height: TILE_SIDE };
    const pixels = new Uint8Array(rect.width * rect.height);
    for (let y = 0; y < TILE_SIDE; y++) pixels.fill(7, y * rect.width, y * rect.width + TILE_SIDE);
    const bitmap = writeRegion(emptyBitmap(1), rect, pixels);
    expect(tilesOf(bitmap)).toEqual([{ column: 0, row: 0, pixels: Uint8Array.of(7) }]);
  });

  it('tells what leads from one bitmap to another', () => {
    const random = new SeededRandom(4);
    for (let round = 0; round < 10; round++) {
      const before = randomBitmap(random, 1, 3);
      const after = randomBitmap(random, 1, 3);
      expect(pixelsOf(withTiles(before, tilesBetween(before, after)))).toEqual(pixelsOf(after));
      expect(tilesBetween(after, after)).toEqual([]);
    }
  });

  it('moves by any number of pixels, and back', () => {
    const random = new SeededRandom(5);
    const bitmap = randomBitmap(random, 4, 255);
    for (const [dx, dy] of [
      [1, -1],
      [TILE_SIDE, -TILE_SIDE],
      [-77, 300],
    ] as const) {
      const moved = shiftBitmap(bitmap, dx, dy);
      const there = { ...around, x: around.x + dx, y: around.y + dy };
      expect(fingerprint(readRegion(moved, there))).toBe(fingerprint(readRegion(bitmap, around)));
      expect(pixelsOf(shiftBitmap(moved, -dx, -dy))).toEqual(pixelsOf(bitmap));
    }
  });
});
