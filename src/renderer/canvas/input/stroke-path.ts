import type { Point } from '../../../document/index.ts';

/** A point of a stroke with the brush's radius there, in canvas pixels. */
export interface StrokePoint extends Point {
  readonly radius: number;
}

/** A straight piece of a stroke, short enough that a row of them looks like a curve. */
export interface StrokeSegment {
  readonly from: StrokePoint;
  readonly to: StrokePoint;
}

/** Longest piece of a curve in canvas pixels, for the thinnest brush. */
const FINE_PIECE = 2;

/**
 * Makes a smooth line of the points of a pen or mouse: quadratic curves through the middles between them, so that a
 * quick movement reported in few points has no corners. The line stays half a step behind until `end`.
 */
export class StrokePath {
  #last: StrokePoint;
  #middle: StrokePoint;

  constructor(first: StrokePoint) {
    this.#last = first;
    this.#middle = first;
  }

  add(point: StrokePoint): StrokeSegment[] {
    if (point.x === this.#last.x && point.y === this.#last.y) return [];
    const middle = between(this.#last, point, 0.5);
    const segments = curve(this.#middle, this.#last, middle);
    this.#last = point;
    this.#middle = middle;
    return segments;
  }

  /** The rest of the line, up to the last point. */
  end(): StrokeSegment[] {
    return [{ from: this.#middle, to: this.#last }];
  }
}

function curve(from: StrokePoint, control: StrokePoint, to: StrokePoint): StrokeSegment[] {
  const length =
    Math.hypot(control.x - from.x, control.y - from.y) + Math.hypot(to.x - control.x, to.y - control.y);
  const straight = Math.hypot(to.x - from.x, to.y - from.y);
  // What is nearly straight needs no pieces, however long.
  const piece = Math.max(FINE_PIECE, to.radius / 3);
  const pieces = length - straight < 0.1 ? 1 : Math.min(16, Math.max(1, Math.ceil(length / piece)));
  const segments: StrokeSegment[] = [];
  let start = from;
  for (let index = 1; index <= pieces; index++) {
    const t = index / pieces;
    const end = index === pieces ? to : between(between(from, control, t), between(control, to, t), t);
    segments.push({ from: start, to: end });
    start = end;
  }
  return segments;
}

function between(a: StrokePoint, b: StrokePoint, t: number): StrokePoint {
  return {
    x: a.x + (b.x - a.x) * t,
    y: a.y + (b.y - a.y) * t,
    radius: a.radius + (b.radius - a.radius) * t,
  };
}

/** Share of the brush's size at the lightest touch. */
const LIGHTEST = 0.15;

/** The radius of a brush at a pen's pressure, 0 to 1. */
export function radiusAt(diameter: number, pressure: number, hasPressure: boolean): number {
  const share = hasPressure ? LIGHTEST + (1 - LIGHTEST) * Math.min(1, Math.max(0, pressure)) : 1;
  return Math.max(0.5, (diameter / 2) * share);
}
