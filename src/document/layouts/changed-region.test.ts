import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { changedRegion } from './changed-region.ts';

function layout(width: number, height: number, paint: (x: number, y: number) => number) {
  const classIds = Uint8Array.from({ length: width * height }, (_, i) =>
    paint(i % width, Math.floor(i / width)),
  );
  return { width, height, classIds };
}

/** Sky, and a mountain as a triangle around `at`. */
const mountain = (at: number) => layout(128, 96, (x, y) => (y - 20 > Math.abs(x - at) ? 3 : 1));

describe('changedRegion', () => {
  it('is nothing where nothing changed', () => {
    expect(changedRegion(mountain(60), mountain(60), { cell: 8, margin: 16 })).toBeUndefined();
  });

  it('is whole cells around each changed pixel, and a margin', () => {
    const blank = layout(70, 50, () => 1);
    const dot = layout(70, 50, (x, y) => (x === 33 && y === 7 ? 2 : 1));
    const coverage = changedRegion(blank, dot, { cell: 8, margin: 12 })!;
    for (let y = 0; y < 50; y++) {
      for (let x = 0; x < 70; x++) {
        expect(coverage[y * 70 + x]).toBe(x >= 16 && x < 56 && y < 24 ? 255 : 0);
      }
    }
  });

  it('holds where a mountain was and where it went, and leaves the rest', () => {
    const [before, now] = [mountain(40), mountain(52)];
    const coverage = changedRegion(before, now, { cell: 8, margin: 0 })!;
    const kept = coverage.filter((covered) => covered === 0).length;
    for (let i = 0; i < coverage.length; i++) {
      if (before.classIds[i] !== now.classIds[i]) expect(coverage[i]).toBe(255);
    }
    expect(kept).toBeGreaterThan(0.6 * coverage.length);
  });

  it('grows with its margin only, whatever changed', () => {
    const random = createRandom(3);
    for (let run = 0; run < 3; run++) {
      const before = layout(37, 29, () => 1);
      const now = layout(37, 29, () => (random() < 0.003 ? 2 : 1));
      const [narrow, wide] = [0, 8].map((margin) => changedRegion(before, now, { cell: 4, margin }));
      if (!narrow || !wide) continue;
      for (let i = 0; i < narrow.length; i++) {
        const [x, y] = [i % 37, Math.floor(i / 37)];
        const isNear = narrow.some(
          (covered, j) => covered > 0 && cellsApart(x, j % 37) <= 2 && cellsApart(y, Math.floor(j / 37)) <= 2,
        );
        expect(wide[i]! > 0).toBe(isNear);
      }
    }
  });

  it('refuses layouts of two sizes', () => {
    expect(() =>
      changedRegion(
        mountain(40),
        layout(128, 95, () => 1),
        { cell: 8, margin: 0 },
      ),
    ).toThrow(RangeError);
  });
});

function cellsApart(a: number, b: number): number {
  return Math.abs(Math.floor(a / 4) - Math.floor(b / 4));
}
