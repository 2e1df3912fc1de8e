import { describe, expect, it } from 'vitest';
import { seamWeights } from './seam-weights.ts';

function weigh(width: number, height: number, covered: (x: number, y: number) => number, feather: number) {
  const coverage = Uint8Array.from({ length: width * height }, (_, i) =>
    covered(i % width, Math.floor(i / width)),
  );
  const weights = seamWeights(coverage, { width, height }, feather);
  return (x: number, y: number) => weights[y * width + x]!;
}

describe('seamWeights', () => {
  it('is nothing outside, rises inside along the edge and is all of it beyond the seam', () => {
    const at = weigh(64, 64, (x) => (x >= 20 ? 255 : 0), 6);
    expect(at(19, 30)).toBe(0);
    for (let x = 20; x < 26; x++) {
      expect(at(x, 30)).toBeGreaterThan(at(x - 1, 30));
      expect(at(x, 30)).toBeLessThan(1);
    }
    expect(at(26, 30)).toBe(1);
    // The edge of the picture is no edge of the hole.
    expect(at(63, 0)).toBe(1);
  });

  it('is narrower in a narrow hole, so that one pixel is painted whole', () => {
    expect(weigh(32, 32, (x, y) => (x === 9 && y === 9 ? 255 : 0), 8)(9, 9)).toBe(1);
    expect(weigh(32, 32, (x) => (x > 8 && x < 14 ? 255 : 0), 8)(11, 5)).toBe(1);
  });

  it('has a seam of its own width for each hole', () => {
    const at = weigh(96, 64, (x, y) => (x < 48 || (x === 80 && y === 30) ? 255 : 0), 8);
    expect(at(47, 30)).toBeLessThan(0.1);
    expect(at(80, 30)).toBe(1);
  });

  it('is in proportion to the coverage, without a feather', () => {
    const at = weigh(16, 16, (x) => (x > 4 ? 51 : 0), 0);
    expect(at(5, 5)).toBeCloseTo(0.2, 6);
    expect(at(12, 5)).toBeCloseTo(0.2, 6);
  });
});
