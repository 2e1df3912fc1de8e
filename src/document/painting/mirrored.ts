import { rotationAbout, union, type Rect } from '../geometry/geometry.ts';
import type { PaintTarget } from './paint-target.ts';

/** Axes are given in canvas pixels; half pixels are as good. */
export interface Symmetry {
  /** The x of an upright axis: left and right are alike. */
  vertical?: number;
  /** The y of a level axis: above and below are alike. */
  horizontal?: number;
  /** So many times around a point. */
  radial?: { count: number; x: number; y: number };
}

/**
 * Paints everything at its mirrored places too. Across axes it is the same to the pixel; around a point, shapes are
 * drawn anew for each place, by all functions that draw shapes (spans alone are not turned).
 */
export function mirrored(target: PaintTarget, { vertical, horizontal, radial }: Symmetry): PaintTarget {
  let result = target;
  if (vertical !== undefined) result = acrossUpright(result, Math.round(2 * vertical));
  if (horizontal !== undefined) result = acrossLevel(result, Math.round(2 * horizontal));
  if (!radial || radial.count < 2) return result;
  const copies = Array.from({ length: radial.count }, (_, index) =>
    rotationAbout(radial, (2 * Math.PI * index) / radial.count),
  );
  return { ...forwarded(result), copies };
}

/** Pixel x is mirrored to `sum` - 1 - x. */
function acrossUpright(target: PaintTarget, sum: number): PaintTarget {
  const { x, width } = target.bounds;
  return {
    ...forwarded(target),
    bounds: bothSides(target.bounds, { ...target.bounds, x: sum - x - width }),
    fillSpan(y, x0, x1, value) {
      target.fillSpan(y, x0, x1, value);
      target.fillSpan(y, sum - x1, sum - x0, value);
    },
    coverSpan(y, x0, coverage, value) {
      target.coverSpan(y, x0, coverage, value);
      target.coverSpan(y, sum - x0 - coverage.length, coverage.slice().reverse(), value);
    },
  };
}

/** Pixel y is mirrored to `sum` - 1 - y. */
function acrossLevel(target: PaintTarget, sum: number): PaintTarget {
  const { y, height } = target.bounds;
  return {
    ...forwarded(target),
    bounds: bothSides(target.bounds, { ...target.bounds, y: sum - y - height }),
    fillSpan(at, x0, x1, value) {
      target.fillSpan(at, x0, x1, value);
      target.fillSpan(sum - 1 - at, x0, x1, value);
    },
    coverSpan(at, x0, coverage, value) {
      target.coverSpan(at, x0, coverage, value);
      target.coverSpan(sum - 1 - at, x0, coverage, value);
    },
  };
}

/** The painting of a target as a plain object, whatever class it is of. */
function forwarded(target: PaintTarget): {
  -readonly [Key in 'bounds' | 'copies' | 'fillSpan' | 'coverSpan']: PaintTarget[Key];
} {
  return {
    bounds: target.bounds,
    copies: target.copies,
    fillSpan: (y, x0, x1, value) => target.fillSpan(y, x0, x1, value),
    coverSpan: (y, x0, coverage, value) => target.coverSpan(y, x0, coverage, value),
  };
}

/** What lies beyond the bounds on one side may be mirrored into them. */
function bothSides(bounds: Rect, mirror: Rect): Rect {
  return union(bounds, mirror) ?? bounds;
}
