import { describe, expect, it } from 'vitest';
import { mapped } from '../../document/index.ts';
import { onWholePixels, placedAsIs, placementFields, placementMap, withField } from './placement.ts';

const box = { x: 100, y: 50, width: 200, height: 100 };
const asIs = placedAsIs(box);

describe('the numbers of a transform', () => {
  it('are those of the box before anything is done', () => {
    expect(placementFields(box, asIs)).toEqual({ x: 100, y: 50, width: 200, height: 100, angle: 0 });
    expect(placementMap(box, asIs)).toEqual([1, 0, 0, 1, 0, 0]);
  });

  it('come back as they were typed', () => {
    let placement = withField(box, asIs, 'angle', 30, false);
    placement = withField(box, placement, 'width', 300, false);
    placement = withField(box, placement, 'height', 40, false);
    placement = withField(box, placement, 'x', -12, false);
    placement = withField(box, placement, 'y', 7, false);
    for (const [name, value] of Object.entries({ x: -12, y: 7, width: 300, height: 40, angle: 30 })) {
      expect(placementFields(box, placement)[name as 'x']).toBeCloseTo(value);
    }
    const corner = mapped(placementMap(box, placement), { x: 100, y: 50 });
    expect([corner.x, corner.y].map(Math.round)).toEqual([-12, 7]);
  });

  it('keep the proportions when asked to, and the upper left corner where it is', () => {
    const wide = withField(box, asIs, 'width', 400, true);
    expect(placementFields(box, wide)).toEqual({ x: 100, y: 50, width: 400, height: 200, angle: 0 });
  });

  it('are whole sides, of which none is nothing', () => {
    const odd = { x: 10, y: 10, width: 100, height: 75 };
    expect(placementFields(odd, withField(odd, placedAsIs(odd), 'width', 99, true))).toMatchObject({
      width: 99,
      height: 74,
    });
    const line = { x: 10, y: 10, width: 100, height: 1 };
    expect(placementFields(line, withField(line, placedAsIs(line), 'width', 40, true))).toMatchObject({
      width: 40,
      height: 1,
    });
  });

  it('mirror a side below 0 in its place, and leave one of 0 as it is', () => {
    const mirrored = withField(box, asIs, 'width', -200, true);
    expect(placementFields(box, mirrored)).toEqual(placementFields(box, asIs));
    expect(mapped(placementMap(box, mirrored), { x: 100, y: 50 })).toEqual({ x: 300, y: 50 });
    expect(withField(box, asIs, 'height', 0, false)).toBe(asIs);
  });

  it('tell a turn as the shorter way round', () => {
    const angle = (radians: number) => placementFields(box, { ...asIs, angle: radians }).angle;
    expect(angle((3 * Math.PI) / 2)).toBeCloseTo(-90);
    expect(angle(-Math.PI)).toBeCloseTo(180);
  });
});

describe('a box that was turned', () => {
  it('lies on whole pixels when it is upright again, however odd its sides', () => {
    const odd = { x: 0, y: 0, width: 31, height: 20 };
    const placement = onWholePixels(odd, { ...placedAsIs(odd), angle: Math.PI / 2 });
    const corner = mapped(placementMap(odd, placement), { x: 0, y: 0 });
    expect(Number.isInteger(corner.x) && Number.isInteger(corner.y)).toBe(true);
    const turned = { ...placedAsIs(odd), angle: 0.3 };
    expect(onWholePixels(odd, turned)).toBe(turned);
  });
});
