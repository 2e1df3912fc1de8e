import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../testing/random-document.ts';
import { findRegions } from './find-regions.ts';
import type { Layout } from './flatten-layout.ts';
import { joinSpeckles } from './join-speckles.ts';

function layoutOf(...rows: string[]): Layout {
  return {
    width: rows[0]!.length,
    height: rows.length,
    classIds: Uint8Array.from(rows.join(''), Number),
  };
}

describe('joinSpeckles', () => {
  it('gives what is too small to its neighbour, and leaves the rest', () => {
    const layout = layoutOf('11111', '12111', '11133', '11133');
    expect(joinSpeckles(layout, 3)).toEqual(layoutOf('11111', '11111', '11133', '11133'));
    expect(joinSpeckles(layout, 5)).toEqual(layoutOf('11111', '11111', '11111', '11111'));
    expect(layout.classIds[6]).toBe(2);
  });

  it('joins speckles of what is not labelled as well', () => {
    expect(joinSpeckles(layoutOf('1101', '1111'), 2)).toEqual(layoutOf('1111', '1111'));
  });

  it('keeps a layout of nothing but speckles', () => {
    const layout = layoutOf('12', '34');
    expect(joinSpeckles(layout, 9)).toEqual(layout);
  });

  it('leaves no region that is too small, where one was large enough', () => {
    const random = new SeededRandom(3);
    for (let round = 0; round < 20; round++) {
      const [width, height] = [random.whole(12, 40), random.whole(12, 40)];
      const classIds = Uint8Array.from({ length: width * height }, (_, index) =>
        index < 6 * width ? 1 : random.whole(1, 4),
      );
      const joined = joinSpeckles({ width, height, classIds }, 20);
      for (const { pixels } of findRegions(joined, () => 0)) expect(pixels).toBeGreaterThanOrEqual(20);
    }
  });
});
