import { describe, expect, it } from 'vitest';
import { bitmapFromTiles, emptyBitmap, translation, writeRegion } from '../../../document/index.ts';
import { sampleBitmap, type SampleGrid } from './sample-bitmap.ts';

const grid = (fields: Partial<SampleGrid>): SampleGrid => ({
  x: 0,
  y: 0,
  step: 1,
  columns: 4,
  rows: 4,
  ...fields,
});

/** 256×256, the class of a pixel being a hash of its place. */
function painted() {
  const pixels = new Uint8Array(256 * 256);
  for (let y = 0; y < 256; y++) for (let x = 0; x < 256; x++) pixels[y * 256 + x] = classAt(x, y);
  return writeRegion(emptyBitmap(1), { x: 0, y: 0, width: 256, height: 256 }, pixels);
}
const classAt = (x: number, y: number) => 1 + ((x * 7 + y * 13) % 20);

describe('sampling a bitmap', () => {
  it('takes every pixel across tile borders at step 1', () => {
    const out = new Uint8Array(9);
    const around = grid({ x: 126, y: 127, columns: 3, rows: 3 });
    expect(sampleBitmap({ bitmap: painted(), x: 0, y: 0 }, around, out)).toBe(true);
    const expected = [127, 128, 129].flatMap((y) => [126, 127, 128].map((x) => classAt(x, y)));
    expect([...out]).toEqual(expected);
  });

  it('takes the pixel in the middle of each step', () => {
    const out = new Uint8Array(4);
    sampleBitmap({ bitmap: painted(), x: 0, y: 0 }, grid({ step: 4, columns: 2, rows: 2 }), out);
    expect([...out]).toEqual([classAt(2, 2), classAt(6, 2), classAt(2, 6), classAt(6, 6)]);
  });

  it('repeats pixels at steps below 1', () => {
    const out = new Uint8Array(4);
    sampleBitmap({ bitmap: painted(), x: 0, y: 0 }, grid({ step: 0.5, columns: 4, rows: 1 }), out);
    expect([...out]).toEqual([classAt(0, 0), classAt(0, 0), classAt(1, 0), classAt(1, 0)]);
  });

  it('finds a layer where it lies, and zero around it', () => {
    const out = new Uint8Array(16).fill(99);
    sampleBitmap({ bitmap: painted(), x: 2, y: 1 }, grid({}), out);
    expect([...out.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, classAt(0, 0), classAt(1, 0)]);
  });

  it('leaves the samples alone where nothing is painted', () => {
    const out = new Uint8Array(16).fill(9);
    expect(sampleBitmap({ bitmap: emptyBitmap(1), x: 0, y: 0 }, grid({}), out)).toBe(false);
    expect(sampleBitmap({ bitmap: painted(), x: 0, y: 0 }, grid({ x: 5000 }), out)).toBe(false);
    expect([...out]).toEqual(new Array<number>(16).fill(9));
  });

  it('reads uniform tiles and pictures as words of little-endian RGBA', () => {
    const bitmap = bitmapFromTiles(4, [{ column: 0, row: 0, pixels: Uint8Array.of(1, 2, 3, 255) }]);
    const out = new Uint32Array(2);
    sampleBitmap({ bitmap, x: 0, y: 0 }, grid({ x: 127, columns: 2, rows: 1 }), out);
    expect([...out]).toEqual([0xff030201, 0]);
  });

  it('sees a layer through a map as through its offset', () => {
    const bitmap = painted();
    const straight = new Uint8Array(16);
    const through = new Uint8Array(16);
    const around = grid({ x: 130, y: 120, step: 2 });
    sampleBitmap({ bitmap, x: 30, y: -4 }, around, straight);
    sampleBitmap({ bitmap, x: 0, y: 0, inverse: translation(-30, 4) }, around, through);
    expect(through).toEqual(straight);
  });
});
