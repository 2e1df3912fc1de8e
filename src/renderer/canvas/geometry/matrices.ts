import type { Matrix, Point } from '../../../document/index.ts';

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** Moves by (x, y). */
export function translation(x: number, y: number): Matrix {
  return [1, 0, 0, 1, x, y];
}

/** Scales by factors about a point that stays. */
export function scalingAbout(centre: Point, x: number, y: number): Matrix {
  return [x, 0, 0, y, centre.x * (1 - x), centre.y * (1 - y)];
}
