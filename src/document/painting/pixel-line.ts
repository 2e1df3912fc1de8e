import { identity, mapped, type Point } from '../geometry/geometry.ts';
import type { Paint, PaintTarget } from './paint-target.ts';

/**
 * A line one pixel wide without corners, from the pixel under one point to the pixel under the other, both included.
 *
 * @param opacity 0 to 1; below 1 for masks and pictures alone
 */
export function drawPixelLine(target: PaintTarget, from: Point, to: Point, value: Paint, opacity = 1): void {
  for (const map of target.copies ?? [identity]) {
    const { x: startX, y: startY } = mapped(map, from);
    const { x: endX, y: endY } = mapped(map, to);
    const run = pixelRun(target, value, opacity);
    walk(Math.floor(startX), Math.floor(startY), Math.floor(endX), Math.floor(endY), run);
  }
}

type Run = (y: number, from: number, to: number) => void;

function pixelRun(target: PaintTarget, value: Paint, opacity: number): Run {
  if (opacity >= 1) return (y, from, to) => target.fillSpan(y, from, to, value);
  const cover = Math.round(opacity * 255);
  return (y, from, to) => target.coverSpan(y, from, new Uint8Array(to - from).fill(cover), value);
}

/** Bresenham's line; pixels of one row come as one run. */
function walk(x0: number, y0: number, x1: number, y1: number, run: Run): void {
  const width = Math.abs(x1 - x0);
  const height = Math.abs(y1 - y0);
  const stepX = x0 < x1 ? 1 : -1;
  const stepY = y0 < y1 ? 1 : -1;
  let error = width - height;
  let start = x0;
  let x = x0;
  let y = y0;
  while (x !== x1 || y !== y1) {
    const twice = 2 * error;
    const lastX = x;
    if (twice > -height) {
      error -= height;
      x += stepX;
    }
    if (twice < width) {
      error += width;
      run(y, Math.min(start, lastX), Math.max(start, lastX) + 1);
      y += stepY;
      start = x;
    }
  }
  run(y, Math.min(start, x), Math.max(start, x) + 1);
}
