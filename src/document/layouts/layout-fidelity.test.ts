import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../testing/random-document.ts';
import type { Layout } from './flatten-layout.ts';
import { coverRegion, findDisagreement, scoreLayout } from './layout-fidelity.ts';

function layoutOf(...rows: string[]): Layout {
  const classIds = Uint8Array.from(rows.join(''), Number);
  return { width: rows[0]!.length, height: rows.length, classIds };
}

describe('layout fidelity', () => {
  it('is whole where the picture shows what was asked for', () => {
    const layout = layoutOf('1122', '1122', '3333');
    expect(scoreLayout(layout, layout)).toEqual({
      agreement: 1,
      meanIou: 1,
      classes: [
        { classId: 1, pixels: 4, agreeing: 4, iou: 1 },
        { classId: 2, pixels: 4, agreeing: 4, iou: 1 },
        { classId: 3, pixels: 4, agreeing: 4, iou: 1 },
      ],
      regions: [
        { classId: 1, bounds: { x: 0, y: 0, width: 2, height: 2 }, pixels: 4, agreement: 1 },
        { classId: 2, bounds: { x: 2, y: 0, width: 2, height: 2 }, pixels: 4, agreement: 1 },
        { classId: 3, bounds: { x: 0, y: 2, width: 4, height: 1 }, pixels: 4, agreement: 1 },
      ],
    });
  });

  it('tells what of each class and region is there', () => {
    const score = scoreLayout(
      layoutOf('1111', '1111', '2002', '2002'),
      layoutOf('1111', '2222', '2331', '2331'),
    );
    expect(score?.agreement).toBeCloseTo(6 / 12);
    // Of class 2, 2 pixels agree of 4 asked and 4 + 2 seen where something was asked for.
    expect(score?.classes).toEqual([
      { classId: 1, pixels: 8, agreeing: 4, iou: 4 / 10 },
      { classId: 2, pixels: 4, agreeing: 2, iou: 2 / 8 },
    ]);
    expect(score?.meanIou).toBeCloseTo((0.4 + 0.25) / 2);
    expect(score?.regions.map(({ classId, bounds, agreement }) => [classId, bounds.x, agreement])).toEqual([
      [2, 3, 0],
      [1, 0, 0.5],
      [2, 0, 1],
    ]);
  });

  it('counts nothing where nothing was asked for', () => {
    expect(scoreLayout(layoutOf('000'), layoutOf('123'))).toBeUndefined();
    expect(scoreLayout(layoutOf('010'), layoutOf('213'))?.meanIou).toBe(1);
  });

  it('leaves specks out of the regions and not out of the classes', () => {
    const classIds = new Uint8Array(64 * 64).fill(1);
    classIds[100] = 2;
    const asked = { width: 64, height: 64, classIds };
    const score = scoreLayout(asked, asked);
    expect(score?.regions.map(({ classId }) => classId)).toEqual([1]);
    expect(score?.classes.map(({ classId }) => classId)).toEqual([1, 2]);
  });

  it('agrees with its own map of disagreement, for any layouts', () => {
    const random = new SeededRandom(5);
    for (let round = 0; round < 20; round++) {
      const [width, height] = [random.whole(1, 40), random.whole(1, 40)];
      const noise = () => ({
        width,
        height,
        classIds: Uint8Array.from({ length: width * height }, () => random.whole(0, 3)),
      });
      const [asked, seen] = [noise(), noise()];
      const labelled = asked.classIds.filter((classId) => classId !== 0).length;
      const differing = findDisagreement(asked, seen).reduce((sum, value) => sum + value, 0);
      const score = scoreLayout(asked, seen);
      if (labelled === 0) expect(score).toBeUndefined();
      else expect(score?.agreement).toBeCloseTo(1 - differing / labelled);
    }
  });

  it('points out only disagreement that is wide enough', () => {
    const asked = layoutOf('111111', '111111', '111111', '111111');
    const seen = layoutOf('211111', '211122', '111122', '222111');
    const wide = findDisagreement(asked, seen, 2);
    expect([...wide].join('')).toBe(['000000', '000011', '000011', '000000'].join(''));
    expect(findDisagreement(asked, seen, 3).includes(1)).toBe(false);
    expect([...findDisagreement(asked, layoutOf('222222', '222222', '222222', '222222'), 4)]).toEqual(
      Array.from({ length: 24 }, () => 1),
    );
  });

  it('covers one region and no other of its class', () => {
    const layout = layoutOf('1221', '1221', '2222', '1111');
    const right = scoreLayout(layout, layout)?.regions.find(({ bounds }) => bounds.x === 3);
    expect([...coverRegion(layout, right!)].map((value) => value / 255).join('')).toBe('0001000100000000');
  });

  it('refuses layouts of other sizes', () => {
    expect(() => scoreLayout(layoutOf('11'), layoutOf('1', '1'))).toThrow(RangeError);
    expect(() => findDisagreement(layoutOf('11'), layoutOf('1'))).toThrow(RangeError);
  });
});
