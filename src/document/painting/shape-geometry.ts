import { boundsOfPoints, mapped, type Matrix, type Point, type Rect } from '../geometry/geometry.ts';
import type { Shape } from './fill-shape.ts';

interface Edge {
  readonly top: number;
  readonly bottom: number;
  /** Where the edge is at height 0, and how far it goes right for each pixel down. */
  readonly x: number;
  readonly slope: number;
}

/** Inside by the even-odd rule. The ring closes by itself. */
export function polygonShape(points: readonly Point[]): Shape {
  const edges: Edge[] = [];
  for (let index = 0; index < points.length; index++) {
    const a = points[index]!;
    const b = points[(index + 1) % points.length]!;
    if (a.y === b.y) continue;
    const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
    const slope = (lower.x - upper.x) / (lower.y - upper.y);
    edges.push({ top: upper.y, bottom: lower.y, x: upper.x - upper.y * slope, slope });
  }
  edges.sort((a, b) => a.top - b.top);
  let next = 0;
  let active: Edge[] = [];
  return {
    bounds: boundsOfPoints(points),
    crossings(y, into) {
      while (next < edges.length && edges[next]!.top <= y) active.push(edges[next++]!);
      if (active.some(({ bottom }) => bottom <= y)) active = active.filter(({ bottom }) => bottom > y);
      for (const { x, slope } of active) insertSorted(into, x + slope * y);
    },
  };
}

function insertSorted(values: number[], value: number): void {
  let index = values.length;
  while (index > 0 && values[index - 1]! > value) {
    values[index] = values[index - 1]!;
    index--;
  }
  values[index] = value;
}

/** The ellipse inscribed in a box, under a map. */
export function ellipseShape(rect: Rect, map: Matrix): Shape {
  const [a, b, c, d] = map;
  const centre = mapped(map, { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 });
  const halfWidth = rect.width / 2;
  const halfHeight = rect.height / 2;
  // Two conjugate half axes; every point is centre + cos·u + sin·v.
  const u = { x: a * halfWidth, y: b * halfWidth };
  const v = { x: c * halfHeight, y: d * halfHeight };
  const reachX = Math.hypot(u.x, v.x);
  const reachY = Math.hypot(u.y, v.y);
  const drift = reachY === 0 ? 0 : (u.x * u.y + v.x * v.y) / reachY ** 2;
  const breadth = reachY === 0 ? 0 : Math.abs(u.x * v.y - u.y * v.x) / reachY;
  return {
    bounds: { x: centre.x - reachX, y: centre.y - reachY, width: 2 * reachX, height: 2 * reachY },
    crossings(y, into) {
      const down = y - centre.y;
      if (Math.abs(down) >= reachY) return;
      const middle = centre.x + drift * down;
      const half = breadth * Math.sqrt(1 - (down / reachY) ** 2);
      into.push(middle - half, middle + half);
    },
  };
}

/** A disc. */
export interface Disc extends Point {
  readonly radius: number;
}

/** What a disc covers on its way to another place, and size: the convex hull of both. */
export function sweptDiscShape(from: Disc, to: Disc): Shape {
  const [big, small] = from.radius >= to.radius ? [from, to] : [to, from];
  const length = Math.hypot(small.x - big.x, small.y - big.y);
  // One inside the other: the hull is the bigger one.
  const discs = length + small.radius <= big.radius ? [big] : [big, small];
  const sides = discs.length === 1 ? [] : tangentPoints(big, small, length);
  const left = Math.min(...discs.map(({ x, radius }) => x - radius));
  const right = Math.max(...discs.map(({ x, radius }) => x + radius));
  const top = Math.min(...discs.map(({ y, radius }) => y - radius));
  const bottom = Math.max(...discs.map(({ y, radius }) => y + radius));
  return {
    bounds: { x: left, y: top, width: right - left, height: bottom - top },
    crossings(y, into) {
      let enter = Infinity;
      let leave = -Infinity;
      for (const disc of discs) {
        const down = Math.abs(y - disc.y);
        if (down >= disc.radius) continue;
        const half = Math.sqrt(disc.radius ** 2 - down ** 2);
        enter = Math.min(enter, disc.x - half);
        leave = Math.max(leave, disc.x + half);
      }
      for (let index = 0; index < sides.length; index += 2) {
        const a = sides[index]!;
        const b = sides[index + 1]!;
        if (a.y <= y === b.y <= y) continue;
        const x = a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
        enter = Math.min(enter, x);
        leave = Math.max(leave, x);
      }
      if (enter < leave) into.push(enter, leave);
    },
  };
}

/** The two outer tangents of two discs, as pairs of points. */
function tangentPoints(big: Disc, small: Disc, length: number): Point[] {
  const along = { x: (small.x - big.x) / length, y: (small.y - big.y) / length };
  const cos = (big.radius - small.radius) / length;
  const sin = Math.sqrt(1 - cos ** 2);
  return [-1, 1].flatMap((side) => {
    const normal = { x: along.x * cos - side * along.y * sin, y: along.y * cos + side * along.x * sin };
    return [big, small].map(({ x, y, radius }) => ({ x: x + normal.x * radius, y: y + normal.y * radius }));
  });
}

/** The smallest convex ring around some points. */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const chain = (ordered: readonly Point[]) => {
    const hull: Point[] = [];
    for (const point of ordered) {
      while (hull.length >= 2 && turn(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
      hull.push(point);
    }
    return hull.slice(0, -1);
  };
  return [...chain(sorted), ...chain(sorted.reverse())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
