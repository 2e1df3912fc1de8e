import { describe, expect, it } from 'vitest';
import { comparePictures, hashPixels, structuralSimilarity } from './compare-pictures.ts';

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

describe('structuralSimilarity', () => {
  const width = 24;
  const height = 20;
  const picture = (value: (x: number, y: number, channel: number) => number) =>
    Uint8Array.from({ length: 3 * width * height }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return value(pixel % width, Math.floor(pixel / width), at % 3);
    });
  const slope = (x: number, y: number, channel: number) => (x * 9 + y * 5 + channel * 40) % 256;
  const first = picture(slope);

  it('is 1 of a picture with itself', () => {
    expect(structuralSimilarity(first, first.slice(), { width, height })).toBe(1);
  });

  it('is what training/metrics.py says', () => {
    const second = picture((x, y, c) => Math.min(255, slope(x, y, c) + ((x * y * 7 + c * 3) % 23)));
    const grey = picture(() => 128);
    expect(structuralSimilarity(first, second, { width, height })).toBeCloseTo(0.9602966454, 6);
    expect(structuralSimilarity(first, grey, { width, height })).toBeCloseTo(0.176206278, 6);
    expect(comparePictures(first, second).psnr).toBeCloseTo(26.5502167426, 5);
  });

  it('is not known of a picture smaller than its window', () => {
    const size = { width: 10, height: 48 };
    expect(structuralSimilarity(new Uint8Array(1440), new Uint8Array(1440), size)).toBeUndefined();
  });

  it('refuses pictures of different sizes', () => {
    expect(() => structuralSimilarity(first, first.subarray(3), { width, height })).toThrow(RangeError);
  });
});
