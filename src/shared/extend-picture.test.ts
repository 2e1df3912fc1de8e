import { describe, expect, it } from 'vitest';
import { extendPicture, overlapInto } from './extend-picture.ts';

/** Every pixel of another colour. */
function gradient(width: number, height: number) {
  const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return i % 3 === 0 ? pixel % width : i % 3 === 1 ? Math.floor(pixel / width) : 200;
  });
  return { width, height, rgb };
}

const none = { left: 0, top: 0, right: 0, bottom: 0 };

describe('extendPicture', () => {
  it('lays the picture where it was, pixel for pixel, and covers all that is new', () => {
    const picture = gradient(80, 64);
    const margins = { left: 20, top: 0, right: 7, bottom: 100 };
    const { source, coverage } = extendPicture(picture, margins, 8);
    expect([source.width, source.height]).toEqual([107, 164]);
    for (let y = 0; y < 164; y++) {
      for (let x = 0; x < 107; x++) {
        const isInside = x >= 20 && x < 100 && y < 64;
        const isKept = x >= 36 && x < 84 && y < 48;
        const at = y * 107 + x;
        if (isInside) {
          const from = 3 * (y * 80 + x - 20);
          expect(source.rgb.subarray(3 * at, 3 * at + 3)).toEqual(picture.rgb.subarray(from, from + 3));
        }
        expect(coverage[at]).toBe(isKept ? 0 : 255);
      }
    }
  });

  it('reaches as far into the picture as the seam is wide, and no further than a quarter', () => {
    expect([overlapInto(200, 0), overlapInto(200, 30.5), overlapInto(200, 90)]).toEqual([16, 31, 50]);
    const { coverage } = extendPicture(gradient(200, 8), { ...none, right: 10 }, 30.5);
    expect([...coverage.subarray(167, 171)]).toEqual([0, 0, 255, 255]);
  });

  it('goes on beyond the edges with colours from near them', () => {
    const picture = gradient(80, 64);
    const { source } = extendPicture(picture, { ...none, right: 200 }, 8);
    const redAt = (x: number) => source.rgb[3 * (30 * 280 + x)]!;
    expect(redAt(80)).toBeGreaterThan(70);
    expect(redAt(120)).toBeCloseTo(39, -1);
    expect(redAt(279)).toBeCloseTo(40, -1);
  });

  it('covers nothing where no side grows, and keeps part of a picture of a few pixels', () => {
    expect(extendPicture(gradient(9, 9), none, 8).coverage.every((covered) => covered === 0)).toBe(true);
    const tiny = extendPicture(gradient(1, 1), { left: 3, top: 3, right: 3, bottom: 3 }, 8);
    expect(tiny.coverage.filter((covered) => covered === 0)).toHaveLength(1);
    expect([...tiny.source.rgb.subarray(0, 3)]).toEqual([0, 0, 200]);
  });

  it('goes on with the class at each edge of a layout of any size', () => {
    const layout = { width: 2, height: 2, classIds: Uint8Array.of(1, 2, 3, 4) };
    const { layout: extended } = extendPicture(
      gradient(4, 4),
      { left: 2, top: 1, right: 1, bottom: 0 },
      8,
      layout,
    );
    expect([extended!.width, extended!.height]).toEqual([7, 5]);
    expect([...extended!.classIds]).toEqual([
      ...[1, 1, 1, 1, 2, 2, 2],
      ...[1, 1, 1, 1, 2, 2, 2],
      ...[1, 1, 1, 1, 2, 2, 2],
      ...[3, 3, 3, 3, 4, 4, 4],
      ...[3, 3, 3, 3, 4, 4, 4],
    ]);
  });
});
