import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../testing/random-document.ts';
import { findRegions } from './find-regions.ts';
import type { Layout } from './flatten-layout.ts';
import { classShares, modelView } from './model-view.ts';

function blank(
  width: number,
  height: number,
  classId: number,
): { width: number; height: number; classIds: Uint8Array } {
  return { width, height, classIds: new Uint8Array(width * height).fill(classId) };
}

function fill(layout: Layout, x: number, y: number, width: number, height: number, classId: number): void {
  for (let row = y; row < y + height; row++) {
    layout.classIds.fill(classId, row * layout.width + x, row * layout.width + x + width);
  }
}

describe('what the model sees', () => {
  it('is the class that covers most of each cell', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 20; round++) {
      const [width, height, factor] = [random.whole(1, 30), random.whole(1, 30), random.whole(1, 8)];
      const layout = {
        width,
        height,
        classIds: Uint8Array.from({ length: width * height }, () => random.whole(0, 3)),
      };
      const view = modelView(layout, factor);
      expect([view.width, view.height]).toEqual([Math.ceil(width / factor), Math.ceil(height / factor)]);
      view.classIds.forEach((classId, cell) => {
        const counts = [0, 0, 0, 0];
        layout.classIds.forEach((own, index) => {
          const column = Math.floor((index % width) / factor);
          const row = Math.floor(Math.floor(index / width) / factor);
          if (row * view.width + column === cell) counts[own]!++;
        });
        expect(classId).toBe(counts.indexOf(Math.max(...counts)));
      });
    }
  });

  it('points out strokes and specks that vanish, the largest first, and nothing that shows', () => {
    const layout = blank(64, 64, 1);
    fill(layout, 8, 8, 16, 16, 5);
    fill(layout, 40, 10, 3, 3, 8);
    fill(layout, 0, 50, 64, 2, 15);
    const { vanishing } = modelView(layout, 8);
    expect(vanishing).toEqual([
      { classId: 15, rect: { x: 0, y: 50, width: 64, height: 2 }, pixels: 128 },
      { classId: 8, rect: { x: 40, y: 10, width: 3, height: 3 }, pixels: 9 },
    ]);
    expect(modelView(layout, 1).vanishing).toEqual([]);
  });

  it('takes a slanted line of single pixels for one stroke', () => {
    const layout = blank(64, 64, 1);
    for (let at = 3; at < 60; at++) layout.classIds[at * 64 + at] = 14;
    expect(modelView(layout, 8).vanishing).toEqual([
      { classId: 14, rect: { x: 3, y: 3, width: 57, height: 57 }, pixels: 57 },
    ]);
  });

  it('finds the regions that a plain search finds', () => {
    const random = new SeededRandom(2);
    for (let round = 0; round < 20; round++) {
      const [width, height] = [random.whole(1, 25), random.whole(1, 25)];
      const layout = {
        width,
        height,
        classIds: Uint8Array.from({ length: width * height }, () => random.whole(0, 2)),
      };
      const found = findRegions(layout, (classId, from, to) => (classId === 1 ? to - from : 0));
      const seen = new Uint8Array(width * height);
      const expected: { classId: number; pixels: number }[] = [];
      layout.classIds.forEach((classId, start) => {
        if (seen[start]) return;
        const stack = [start];
        let pixels = 0;
        for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
          if (seen[at]) continue;
          seen[at] = 1;
          pixels++;
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
              const x = (at % width) + dx;
              const y = Math.floor(at / width) + dy;
              const isInside = x >= 0 && y >= 0 && x < width && y < height;
              if (isInside && layout.classIds[y * width + x] === classId) stack.push(y * width + x);
            }
          }
        }
        expected.push({ classId, pixels });
      });
      expect(found.map(({ classId, pixels }) => ({ classId, pixels }))).toEqual(expected);
      expect(found.every(({ classId, pixels, shown }) => shown === (classId === 1 ? pixels : 0))).toBe(true);
    }
  });

  it('tells the shares of classes', () => {
    const layout = blank(10, 10, 3);
    fill(layout, 0, 0, 10, 3, 1);
    fill(layout, 0, 0, 5, 1, 0);
    expect(classShares(layout)).toEqual([
      { classId: 3, share: 0.7 },
      { classId: 1, share: 0.25 },
      { classId: 0, share: 0.05 },
    ]);
  });
});
