import { describe, expect, it } from 'vitest';
import { ancestor, chunkRect, levelFor, overviewLevel, pixelsShowing, placesIn } from './chunk-levels.ts';

describe('levels of chunks', () => {
  it('has at least about the pixels of the screen and at most twice as many', () => {
    for (const scale of [1, 0.9, 0.7, 0.5, 0.3, 0.25, 0.11, 0.03]) {
      const pixels = 2 ** -levelFor(scale, 0) / scale;
      expect(pixels).toBeGreaterThan(0.9);
      expect(pixels).toBeLessThan(2);
    }
  });

  it('leaves magnifying to the screen, unless finer chunks are wanted', () => {
    expect(levelFor(8, 0)).toBe(0);
    expect(levelFor(8, -3)).toBe(-3);
    expect(levelFor(64, -3)).toBe(-3);
  });

  it('sees the largest canvas in at most four chunks', () => {
    for (const side of [100, 256, 512, 1000, 4096, 8192]) {
      const level = overviewLevel(side, side);
      expect(placesIn({ x: 0, y: 0, width: side, height: side }, level).length).toBeLessThanOrEqual(4);
    }
  });

  it('covers a rectangle without a gap and without a chunk too many', () => {
    const places = placesIn({ x: 200, y: 0, width: 200, height: 256 }, 0);
    expect(places.map(({ column, row }) => [column, row])).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(placesIn({ x: -1, y: -1, width: 1, height: 1 }, 2)).toEqual([{ level: 2, column: -1, row: -1 }]);
  });

  it('knows the coarser chunk in which a chunk lies', () => {
    const place = { level: 0, column: -3, row: 5 };
    const coarse = chunkRect(ancestor(place, 2));
    expect(coarse).toEqual({ x: -1024, y: 1024, width: 1024, height: 1024 });
  });

  it('repaints every pixel that a changed rectangle may touch', () => {
    const place = { level: 2, column: 1, row: 0 };
    expect(pixelsShowing(place, { x: 1025, y: 2, width: 6, height: 6 })).toEqual({
      x: 0,
      y: 0,
      width: 2,
      height: 2,
    });
    expect(pixelsShowing(place, { x: 0, y: 0, width: 100, height: 100 })).toBeUndefined();
  });
});
