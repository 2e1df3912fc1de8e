import type { Point } from '../../../document/index.ts';
import type { Frame } from '../../../shared/document-format.ts';

/** The nearest multiple of `step`. */
export function snappedTo(value: number, step: number): number {
  // `+ 0` keeps a rounded-up negative from being -0.
  return Math.round(value / step) * step + 0;
}

const ANGLE_STEP = Math.PI / 12;

/** The nearest multiple of fifteen degrees, in radians. */
export function snappedAngle(angle: number): number {
  return snappedTo(angle, ANGLE_STEP);
}

/** `to` turned about `from` onto the nearest line at a multiple of fifteen degrees, as far away as it was. */
export function snappedDirection(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const angle = snappedAngle(Math.atan2(to.y - from.y, to.x - from.x));
  return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length };
}

/** `to` moved so that the box between the points is a square. */
export function squared(from: Point, to: Point): Point {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  return {
    x: from.x + (to.x < from.x ? -side : side),
    y: from.y + (to.y < from.y ? -side : side),
  };
}

/** A frame put near the edges or the middle of the canvas falls onto them, where these are within `reach` pixels. */
export function frameSnappedToCanvas(
  frame: Frame,
  canvas: { readonly width: number; readonly height: number },
  reach: number,
): Frame {
  return {
    ...frame,
    x: nearest(frame.x, [0, canvas.width - frame.width, Math.round((canvas.width - frame.width) / 2)], reach),
    y: nearest(
      frame.y,
      [0, canvas.height - frame.height, Math.round((canvas.height - frame.height) / 2)],
      reach,
    ),
  };
}

function nearest(value: number, candidates: readonly number[], reach: number): number {
  let best = value;
  let bestDistance = reach;
  for (const candidate of candidates) {
    const away = Math.abs(candidate - value);
    if (away <= bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}
