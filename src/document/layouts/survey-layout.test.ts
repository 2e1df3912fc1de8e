import { describe, expect, it } from 'vitest';
import { emptyBitmap, writeRegion } from '../bitmap/bitmap.ts';
import { createDocument, newLayer } from '../document.ts';
import { randomDocument, SeededRandom } from '../testing/random-document.ts';
import { flattenLayout, layoutAtPoints } from './flatten-layout.ts';
import { modelView } from './model-view.ts';
import { surveyLayout } from './survey-layout.ts';

/** A canvas of sky with rectangles of other classes. */
function canvasWith(side: number, ...rects: { x: number; y: number; size: number; classId: number }[]) {
  const classIds = new Uint8Array(side * side).fill(1);
  for (const { x, y, size, classId } of rects) {
    for (let row = y; row < y + size; row++) classIds.fill(classId, row * side + x, row * side + x + size);
  }
  const bitmap = writeRegion(emptyBitmap(1), { x: 0, y: 0, width: side, height: side }, classIds);
  const layer = newLayer({ id: 'l1', kind: 'semantic', name: 'Layout', bitmap });
  return createDocument({ width: side, height: side }, [layer]);
}

describe('surveyLayout', () => {
  it('looks at every pixel where there are not many', () => {
    const random = new SeededRandom(4);
    for (let round = 0; round < 10; round++) {
      const document = randomDocument(random);
      const rect = { x: random.whole(-20, 20), y: random.whole(-20, 20), width: 90, height: 70 };
      const layout = flattenLayout(document, rect, { gaps: 'unlabelled' });
      expect(surveyLayout(document, rect, { cell: 8, gaps: 'unlabelled' })).toEqual({
        layout,
        view: modelView(layout, 8),
      });
    }
  });

  it('sees the same cells of a large canvas from fewer points, and where something vanishes', () => {
    const document = canvasWith(
      2048,
      { x: 512, y: 256, size: 256, classId: 8 },
      { x: 1600, y: 1200, size: 20, classId: 5 },
    );
    const { layout, view } = surveyLayout(document, document.frame, { cell: 64, gaps: 'unlabelled' });
    const whole = modelView(flattenLayout(document, document.frame, { gaps: 'unlabelled' }), 64);
    expect([layout.width, layout.height]).toEqual([1024, 1024]);
    expect([view.width, view.height]).toEqual([32, 32]);
    expect(view.classIds).toEqual(whole.classIds);
    expect(whole.vanishing).toEqual([
      { classId: 5, rect: { x: 1600, y: 1200, width: 20, height: 20 }, pixels: 400 },
    ]);
    expect(view.vanishing).toEqual(whole.vanishing);
  });

  it('looks at four points a side of a cell, however many cells there are', () => {
    const document = canvasWith(4096);
    const { layout, view } = surveyLayout(document, document.frame, { cell: 8, gaps: 'nearest' });
    expect([layout.width, view.width]).toEqual([2048, 512]);
  });
});

describe('layoutAtPoints', () => {
  it('takes the points that flattening takes', () => {
    const document = randomDocument(new SeededRandom(5));
    const rect = { x: 0, y: 0, width: 120, height: 90 };
    const size = { width: 33, height: 47 };
    const whole = flattenLayout(document, rect, { gaps: 'unlabelled' });
    expect(layoutAtPoints(whole, size)).toEqual(flattenLayout(document, rect, { gaps: 'unlabelled', size }));
    expect(layoutAtPoints(whole, whole)).toBe(whole);
  });
});
