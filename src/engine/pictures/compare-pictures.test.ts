import { describe, expect, it } from 'vitest';
import { comparePictures, hashPixels } from './compare-pictures.ts';

describe('comparePictures', () => {
  it('calls equal bytes identical', () => {
    const picture = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(comparePictures(picture, picture.slice())).toEqual({
      isIdentical: true,
      differentPixels: 0,
      maxDifference: 0,
      meanDifference: 0,
      psnr: Infinity,
    });
  });

  it('counts pixels, not channels, and measures how far they are apart', () => {
    const first = Uint8Array.of(10, 10, 10, 10, 10, 10);
    const second = Uint8Array.of(10, 10, 10, 13, 9, 10);
    const difference = comparePictures(first, second);
    expect(difference).toMatchObject({ isIdentical: false, differentPixels: 1, maxDifference: 3 });
    expect(difference.meanDifference).toBeCloseTo(4 / 6, 12);
    expect(difference.psnr).toBeCloseTo(10 * Math.log10((255 * 255) / (10 / 6)), 12);
  });

  it('refuses pictures of different sizes', () => {
    expect(() => comparePictures(new Uint8Array(3), new Uint8Array(6))).toThrow(RangeError);
  });

  it('hashes bytes with SHA-256', () => {
    expect(hashPixels(new Uint8Array(0))).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });
});
