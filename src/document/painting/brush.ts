import {
  identity,
  intersection,
  inverted,
  mapped,
  rectanglePoints,
  wholePixels,
  type Matrix,
  type Point,
} from '../geometry/geometry.ts';
import { fillShape, type Shape } from './fill-shape.ts';
import type { Paint, PaintTarget } from './paint-target.ts';
import { drawPixelLine } from './pixel-line.ts';
import { convexHull, polygonShape, sweptDiscShape } from './shape-geometry.ts';

/** A brush in the hand. */
export interface BrushOptions {
  /** In canvas pixels; both ends of the segment where the pen presses differently. */
  radius: number | { from: number; to: number };
  shape: 'round' | 'square';
  value: Paint;
  /** How much of the radius is covered wholly, 0 to 1. For masks and pictures; class layers are always hard. */
  hardness?: number;
  /** How far the stroke covers, 0 to 1; for masks and pictures. */
  opacity?: number;
}

/** Below this radius a disc may miss the middle of every pixel: it is drawn as a line of single pixels. */
const THIN_RADIUS = 0.75;

/** Paints what the brush covers on its way from one place to the next; of no length, a dab. */
export function brushSegment(target: PaintTarget, from: Point, to: Point, options: BrushOptions): void {
  const { radius, shape, value, hardness, opacity = 1 } = options;
  const [start, end] = typeof radius === 'number' ? [radius, radius] : [radius.from, radius.to];
  if (Math.max(start, end) <= THIN_RADIUS) {
    drawPixelLine(target, from, to, value, opacity);
    return;
  }
  const first: Dab = { ...from, radius: Math.max(start, THIN_RADIUS) };
  const last: Dab = { ...to, radius: Math.max(end, THIN_RADIUS) };
  if (hardness === undefined && opacity >= 1) {
    fillShape(target, (map) => sweptShape(first, last, shape, map), value);
    return;
  }
  for (const map of target.copies ?? [identity]) {
    softSegment(target, first, last, map, { shape, value, hardness: hardness ?? 1, opacity });
  }
}

interface Dab extends Point {
  readonly radius: number;
}

function sweptShape(from: Dab, to: Dab, shape: BrushOptions['shape'], map: Matrix): Shape {
  if (shape === 'round') {
    return sweptDiscShape(
      { ...mapped(map, from), radius: from.radius },
      { ...mapped(map, to), radius: to.radius },
    );
  }
  const squares = [from, to].flatMap(({ x, y, radius }) =>
    rectanglePoints({ x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius }),
  );
  return polygonShape(convexHull(squares.map((point) => mapped(map, point))));
}

function softSegment(
  target: PaintTarget,
  from: Dab,
  to: Dab,
  map: Matrix,
  { shape, value, hardness, opacity }: Required<Omit<BrushOptions, 'radius'>>,
): void {
  // An edge of one pixel reaches half a pixel beyond the radius.
  const grow = (dab: Dab): Dab => ({ ...dab, radius: dab.radius + 0.5 });
  const hull = sweptShape(grow(from), grow(to), shape, map);
  const box = intersection(wholePixels(hull.bounds), target.bounds);
  const back = inverted(map);
  if (!box || !back) return;
  const [a, b] = back;
  const nearest = shape === 'round' ? roundDistance(from, to) : squareDistance(from, to);
  const crossings: number[] = [];
  const coverage = new Uint8Array(box.width);
  for (let y = box.y; y < box.y + box.height; y++) {
    crossings.length = 0;
    hull.crossings(y + 0.5, crossings);
    if (crossings.length < 2) continue;
    const left = Math.max(box.x, Math.floor(crossings[0]!));
    const right = Math.min(box.x + box.width, Math.ceil(crossings[crossings.length - 1]!));
    if (left >= right) continue;
    const origin = mapped(back, { x: left + 0.5, y: y + 0.5 });
    for (let x = 0; x < right - left; x++) {
      const cover = falloff(nearest(origin.x + a * x, origin.y + b * x), hardness);
      coverage[x] = Math.round(cover * opacity * 255);
    }
    target.coverSpan(y, left, coverage.subarray(0, right - left), value);
  }
}

/** How far a point is from the middle of the stroke, and the brush's radius there. */
interface Nearness {
  distance: number;
  radius: number;
}

function falloff({ distance, radius }: Nearness, hardness: number): number {
  const soft = radius * (1 - hardness);
  if (soft < 1) return Math.min(1, Math.max(0, radius + 0.5 - distance));
  const depth = Math.min(1, Math.max(0, (radius - distance) / soft));
  return depth * depth * (3 - 2 * depth);
}

/** One result for all calls: they are many. */
function roundDistance(from: Dab, to: Dab): (x: number, y: number) => Nearness {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const square = dx * dx + dy * dy;
  const result: Nearness = { distance: 0, radius: from.radius };
  return (x, y) => {
    const along = square === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / square;
    const t = Math.min(1, Math.max(0, along));
    const offX = x - from.x - t * dx;
    const offY = y - from.y - t * dy;
    result.distance = Math.sqrt(offX * offX + offY * offY);
    result.radius = from.radius + t * (to.radius - from.radius);
    return result;
  };
}

/** Distance as a square counts it: the larger of across and down. */
function squareDistance(from: Dab, to: Dab): (x: number, y: number) => Nearness {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const result: Nearness = { distance: 0, radius: from.radius };
  return (x, y) => {
    const offX = x - from.x;
    const offY = y - from.y;
    // The distance is a bent line over the way from 0 to 1; its lowest point is an end or one of its bends.
    const bends = [offX / dx, offY / dy, (offX - offY) / (dx - dy), (offX + offY) / (dx + dy), 0, 1];
    result.distance = Infinity;
    for (const bend of bends) {
      if (Number.isNaN(bend)) continue;
      const t = Math.min(1, Math.max(0, bend));
      const distance = Math.max(Math.abs(offX - t * dx), Math.abs(offY - t * dy));
      if (distance >= result.distance) continue;
      result.distance = distance;
      result.radius = from.radius + t * (to.radius - from.radius);
    }
    return result;
  };
}
