import type { Point } from '../geometry/geometry.ts';
import type { Paint, PaintTarget } from './paint-target.ts';
import { fillPolygon } from './shapes.ts';

/**
 * Splits the target's bounds along a line from side to side: everything above becomes one thing, everything below
 * another; one that is absent stays as it is. One point makes a level line; beyond the ends of a longer one it goes on
 * level.
 */
export function horizonLine(
  target: PaintTarget,
  points: readonly Point[],
  { above, below }: { above?: Paint | undefined; below?: Paint | undefined },
): void {
  const { bounds } = target;
  const line = acrossBounds(points, bounds.x, bounds.x + bounds.width);
  if (above !== undefined) fillPolygon(target, closedAt(line, bounds.y), above);
  if (below !== undefined) fillPolygon(target, closedAt(line, bounds.y + bounds.height), below);
}

/** How a ridge is broken. */
export interface RidgeOptions {
  /** The same seed makes the same ridge. */
  seed: number;
  /** 0 as drawn, to 1 jagged. */
  roughness: number;
}

/** Paints everything under a jagged line along some points, down to the bottom of the target's bounds. */
export function ridgeLine(
  target: PaintTarget,
  points: readonly Point[],
  value: Paint,
  options: RidgeOptions,
): void {
  if (points.length < 2) return;
  const bottom = target.bounds.y + target.bounds.height;
  fillPolygon(target, closedAt(seenFromAbove(ridgeOutline(points, options)), bottom), value);
}

/** Parts of a ridge shorter than this many pixels are not broken further. */
const FINEST_PART = 2;

/** The jagged line along some points, itself through all of them. */
export function ridgeOutline(points: readonly Point[], { seed, roughness }: RidgeOptions): Point[] {
  const first = points[0];
  if (!first) return [];
  const outline = [first];
  const next = seededNoise(seed);
  for (let index = 1; index < points.length; index++) {
    breakPart(points[index - 1]!, points[index]!, roughness, next, outline);
  }
  return outline;
}

/** Moves the middle of a part up or down by a share of its length, and does the same with both halves. */
function breakPart(from: Point, to: Point, roughness: number, next: () => number, outline: Point[]): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length <= FINEST_PART || roughness <= 0) {
    outline.push(to);
    return;
  }
  const middle = {
    x: (from.x + to.x) / 2,
    y: (from.y + to.y) / 2 + (next() - 0.5) * length * 0.6 * roughness,
  };
  breakPart(from, middle, roughness, next, outline);
  breakPart(middle, to, roughness, next, outline);
}

/** Numbers from 0 to 1, the same for the same seed everywhere (mulberry32). */
function seededNoise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function acrossBounds(points: readonly Point[], left: number, right: number): Point[] {
  const line = seenFromAbove(points);
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last) return [];
  return [{ x: Math.min(left, first.x), y: first.y }, ...line, { x: Math.max(right, last.x), y: last.y }];
}

/** The line from left to right. One that turns back is replaced by the highest of it in each column of pixels. */
function seenFromAbove(points: readonly Point[]): Point[] {
  const isRising = (line: readonly Point[]) =>
    line.every(({ x }, index) => index === 0 || line[index - 1]!.x <= x);
  if (isRising(points)) return [...points];
  const reversed = [...points].reverse();
  if (isRising(reversed)) return reversed;
  const left = Math.floor(Math.min(...points.map(({ x }) => x)));
  const right = Math.ceil(Math.max(...points.map(({ x }) => x)));
  const heights = new Float64Array(Math.max(1, right - left)).fill(Infinity);
  const reach = (x: number, y: number) => {
    const column = Math.min(heights.length - 1, Math.floor(x) - left);
    heights[column] = Math.min(heights[column]!, y);
  };
  for (let index = 0; index < points.length; index++) {
    const to = points[index]!;
    const from = points[index - 1] ?? to;
    reach(to.x, to.y);
    const [start, end] = from.x < to.x ? [from, to] : [to, from];
    for (let x = Math.ceil(start.x - 0.5) + 0.5; x < end.x; x++) {
      reach(x, start.y + ((x - start.x) / (end.x - start.x)) * (end.y - start.y));
    }
  }
  return Array.from(heights, (y, column) => ({ x: left + column + 0.5, y }));
}

/** The area between a line and a level one. */
function closedAt(line: readonly Point[], y: number): Point[] {
  const first = line[0];
  const last = line.at(-1);
  return first && last ? [...line, { x: last.x, y }, { x: first.x, y }] : [];
}
