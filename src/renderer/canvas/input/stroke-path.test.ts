import { describe, expect, it } from 'vitest';
import { StrokePath, radiusAt, type StrokePoint, type StrokeSegment } from './stroke-path.ts';

const at = (x: number, y: number, radius = 2): StrokePoint => ({ x, y, radius });

function drawn(points: StrokePoint[]): StrokeSegment[] {
  const path = new StrokePath(points[0]!);
  return [...points.slice(1).flatMap((point) => path.add(point)), ...path.end()];
}

describe('the path of a stroke', () => {
  it('is one piece from its first point to its last', () => {
    const points = [at(0, 0), at(40, 5), at(60, 50), at(10, 90)];
    const segments = drawn(points);
    expect(segments[0]!.from).toEqual(points[0]);
    expect(segments.at(-1)!.to).toEqual(points.at(-1));
    for (const [index, segment] of segments.entries()) {
      if (index > 0) expect(segment.from).toEqual(segments[index - 1]!.to);
    }
  });

  it('rounds the corner that a quick hand leaves between two reports', () => {
    const turns = drawn([at(0, 0), at(50, 0), at(50, 50), at(50, 100)]).map(({ from, to }) =>
      Math.atan2(to.y - from.y, to.x - from.x),
    );
    for (const [index, turn] of turns.entries()) {
      if (index > 0) expect(Math.abs(turn - turns[index - 1]!)).toBeLessThan(0.4);
    }
  });

  it('needs one piece for what is straight', () => {
    expect(drawn([at(0, 0), at(500, 0), at(1000, 0)])).toHaveLength(3);
  });

  it('changes its width along the way', () => {
    const segments = drawn([at(0, 0, 1), at(30, 30, 5), at(60, 0, 9)]);
    const radii = segments.map(({ to }) => to.radius);
    expect(radii).toEqual([...radii].sort((a, b) => a - b));
    expect(radii.at(-1)).toBe(9);
  });

  it('draws nothing more for a hand that rests, and a point for one that only touched', () => {
    const path = new StrokePath(at(3, 4));
    expect(path.add(at(3, 4))).toEqual([]);
    expect(path.end()).toEqual([{ from: at(3, 4), to: at(3, 4) }]);
  });
});

describe('pressure', () => {
  it('makes the brush thinner, and never thinner than a pixel', () => {
    expect(radiusAt(40, 1, true)).toBe(20);
    expect(radiusAt(40, 0, true)).toBeCloseTo(3);
    expect(radiusAt(40, 0, false)).toBe(20);
    expect(radiusAt(1, 0.01, true)).toBe(0.5);
  });
});
