import { describe, expect, it } from 'vitest';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { boundsOf, emptyBitmap, pixelAt, readRegion, writeRegion, type Bitmap } from '../bitmap/bitmap.ts';
import { flattenLayout } from '../layouts/flatten-layout.ts';
import { fillEllipse } from '../painting/shapes.ts';
import { fingerprint, pixelsOf, randomDocument, SeededRandom } from '../testing/random-document.ts';
import { growMask } from './grow-mask.ts';
import { invertMask, maskFromClass, maskOfRegion } from './masks.ts';
import { softenMask } from './soften-mask.ts';

const bounds = { x: 0, y: 0, width: 48, height: 40 };

function smallMask(random: SeededRandom, levels: number): Bitmap {
  const pixels = new Uint8Array(bounds.width * bounds.height);
  for (let spot = random.whole(0, 5); spot > 0; spot--) {
    const x = random.whole(0, 47);
    const y = random.whole(0, 39);
    const value = Math.round((random.whole(1, levels) * 255) / levels);
    for (let row = y; row < Math.min(40, y + 7); row++)
      pixels.fill(value, row * 48 + x, row * 48 + Math.min(48, x + 9));
  }
  return writeRegion(emptyBitmap(1), bounds, pixels);
}

function plainGrow(mask: Bitmap, px: number): Uint8Array {
  const pixels = readRegion(mask, bounds);
  const radius = Math.abs(px);
  const better = px > 0 ? Math.max : Math.min;
  return pixels.map((own, index) => {
    const x = index % 48;
    const y = Math.floor(index / 48);
    let best = own;
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const isInside = x + dx >= 0 && x + dx < 48 && y + dy >= 0 && y + dy < 40;
        if (isInside && dx * dx + dy * dy <= radius * radius)
          best = better(best, pixels[index + dy * 48 + dx]!);
      }
    }
    return best;
  });
}

describe('masks', () => {
  it('grow and shrink by a disc, as trying every neighbour does', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 40; round++) {
      // Few levels and many take different ways to the same result.
      const mask = smallMask(random, random.of([1, 255]));
      const px = random.whole(-7, 7);
      const grown = growMask(mask, px, bounds);
      expect(readRegion(grown, bounds)).toEqual(plainGrow(mask, px));
      expect(growMask(mask, 0, bounds)).toEqual(mask);
    }
  });

  it('do not shrink from the border of the canvas', () => {
    const mask = maskOfRegion(bounds);
    expect(pixelsOf(growMask(mask, -5, bounds))).toEqual(pixelsOf(mask));
  });

  it('soften evenly, and only near the edge', () => {
    const editor = new BitmapEditor(emptyBitmap(1));
    editor.fillRect({ x: 0, y: 0, width: 100, height: 200 }, 255);
    const soft = softenMask(editor.bitmap, 10, { x: 0, y: 0, width: 200, height: 200 });
    const across = Array.from({ length: 200 }, (_, x) => pixelAt(soft, x, 100));
    expect(across[80]).toBe(255);
    expect(across[120]).toBe(0);
    expect(across[99]! + across[100]!).toBe(255);
    expect(across.every((value, x) => x === 0 || value <= across[x - 1]!)).toBe(true);
    // The sides of the canvas are no edge of the mask.
    expect(pixelAt(soft, 50, 0)).toBe(255);
    expect(boundsOf(soft)!.width).toBeLessThan(120);
  });

  it('soften by so much that the slope is that of a Gaussian of half the radius', () => {
    const editor = new BitmapEditor(emptyBitmap(1));
    editor.fillRect({ x: 0, y: 0, width: 100, height: 20 }, 255);
    for (const radius of [4, 9, 20]) {
      const soft = softenMask(editor.bitmap, radius, { x: 0, y: 0, width: 200, height: 20 });
      const slope = pixelAt(soft, 99, 10) - pixelAt(soft, 100, 10);
      expect(slope / 255).toBeCloseTo(1 / ((radius / 2) * Math.sqrt(2 * Math.PI)), 1);
    }
  });

  it('invert within the canvas, and back', () => {
    const random = new SeededRandom(2);
    const mask = smallMask(random, 255);
    const inverted = invertMask(mask, bounds);
    expect(readRegion(inverted, bounds)).toEqual(readRegion(mask, bounds).map((value) => 255 - value));
    expect(pixelsOf(invertMask(inverted, bounds))).toEqual(pixelsOf(mask));
    expect(boundsOf(inverted)).toEqual(bounds);
  });

  it('are made of a class as it is seen', () => {
    const random = new SeededRandom(4);
    for (let round = 0; round < 5; round++) {
      const document = randomDocument(random);
      const canvas = { x: 0, y: 0, width: document.width, height: document.height };
      const { classIds } = flattenLayout(document, canvas, { gaps: 'unlabelled' });
      const classId = classIds[random.whole(0, classIds.length - 1)]!;
      const mask = maskFromClass(document, classId);
      const expected = classIds.map((value) => (value === classId ? 255 : 0));
      expect(fingerprint(readRegion(mask, canvas))).toBe(fingerprint(expected));
      const bounds = boundsOf(mask)!;
      expect(bounds.x + bounds.width).toBeLessThanOrEqual(document.width);
    }
  });

  it('keep soft edges when they grow', () => {
    const editor = new BitmapEditor(emptyBitmap(1));
    fillEllipse(editor, { x: 20, y: 20, width: 60, height: 60 }, 255, { isSmooth: true });
    const grown = growMask(editor.bitmap, 5, { x: 0, y: 0, width: 100, height: 100 });
    expect(boundsOf(grown)).toEqual({ x: 15, y: 15, width: 70, height: 70 });
    expect(new Set(readRegion(grown, { x: 0, y: 50, width: 100, height: 1 })).size).toBeGreaterThan(2);
  });
});
