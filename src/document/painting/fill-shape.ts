import { identity, intersection, wholePixels, type Matrix, type Rect } from '../geometry/geometry.ts';
import type { Paint, PaintTarget } from './paint-target.ts';

/** An area, told by what of each horizontal line lies in it. */
export interface Shape {
  /** A box around it, with fractions. */
  readonly bounds: Rect;
  /**
   * Appends the places where the line at height `y` enters and leaves, in pairs that rise from left to right.
   * Heights of successive calls only rise.
   */
  crossings(y: number, into: number[]): void;
}

/** How a shape lies on a mask or a picture. Class layers take neither: a pixel is of one class or the other. */
export interface ShapeOptions {
  /** Pixels at the edge are covered as far as the shape covers them. */
  isSmooth?: boolean;
  /** 0 to 1, which is where absent. */
  opacity?: number;
}

/** Lines per pixel row that are looked at for a smooth edge. Along the line, coverage is exact. */
const LINES_PER_ROW = 8;

/** Draws a shape under each of the target's maps. A hard one gets the pixels whose middle lies inside. */
export function fillShape(
  target: PaintTarget,
  shapeUnder: (map: Matrix) => Shape,
  value: Paint,
  { isSmooth = false, opacity = 1 }: ShapeOptions = {},
): void {
  for (const map of target.copies ?? [identity]) {
    const shape = shapeUnder(map);
    if (isSmooth) fillSmooth(target, shape, value, opacity);
    else fillHard(target, shape, value, opacity);
  }
}

function fillHard(target: PaintTarget, shape: Shape, value: Paint, opacity: number): void {
  const box = intersection(wholePixels(shape.bounds), target.bounds);
  if (!box) return;
  const right = box.x + box.width;
  const crossings: number[] = [];
  const constant = opacity < 1 ? new Uint8Array(box.width).fill(Math.round(opacity * 255)) : undefined;
  for (let y = box.y; y < box.y + box.height; y++) {
    crossings.length = 0;
    shape.crossings(y + 0.5, crossings);
    for (let index = 0; index + 1 < crossings.length; index += 2) {
      const from = Math.max(box.x, Math.ceil(crossings[index]! - 0.5));
      const to = Math.min(right, Math.ceil(crossings[index + 1]! - 0.5));
      if (from >= to) continue;
      if (constant) target.coverSpan(y, from, constant.subarray(0, to - from), value);
      else target.fillSpan(y, from, to, value);
    }
  }
}

function fillSmooth(target: PaintTarget, shape: Shape, value: Paint, opacity: number): void {
  const box = intersection(wholePixels(shape.bounds), target.bounds);
  if (!box) return;
  const crossings: number[] = [];
  const steps = new Float64Array(box.width + 2);
  const coverage = new Uint8Array(box.width);
  const scale = (opacity * 255) / LINES_PER_ROW;
  for (let y = box.y; y < box.y + box.height; y++) {
    steps.fill(0);
    for (let line = 0; line < LINES_PER_ROW; line++) {
      crossings.length = 0;
      shape.crossings(y + (line + 0.5) / LINES_PER_ROW, crossings);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        addStep(steps, clamp(crossings[index]! - box.x, box.width), 1);
        addStep(steps, clamp(crossings[index + 1]! - box.x, box.width), -1);
      }
    }
    let sum = 0;
    let first = -1;
    let last = -1;
    for (let x = 0; x < box.width; x++) {
      sum += steps[x]!;
      const cover = Math.round(sum * scale);
      coverage[x] = cover;
      if (cover === 0) continue;
      if (first < 0) first = x;
      last = x;
    }
    if (first >= 0) target.coverSpan(y, box.x + first, coverage.subarray(first, last + 1), value);
  }
}

/** A step at a fractional place, such that the running sum at each pixel is how much of the pixel lies behind it. */
function addStep(steps: Float64Array, at: number, height: number): void {
  const pixel = Math.floor(at);
  const fraction = at - pixel;
  steps[pixel]! += height * (1 - fraction);
  steps[pixel + 1]! += height * fraction;
}

function clamp(value: number, max: number): number {
  return Math.min(max, Math.max(0, value));
}
