import { mapped, rectanglePoints, type Point, type Rect } from '../geometry/geometry.ts';
import { fillShape, type ShapeOptions } from './fill-shape.ts';
import type { Paint, PaintTarget } from './paint-target.ts';
import { drawPixelLine } from './pixel-line.ts';
import { ellipseShape, polygonShape, sweptDiscShape } from './shape-geometry.ts';

/** Lines up to this wide are drawn as single pixels. */
const THIN_WIDTH = 1.5;

/** Fills a box, which may have fractions. */
export function fillRectangle(
  target: PaintTarget,
  rect: Rect,
  value: Paint,
  options: ShapeOptions = {},
): void {
  if (target.fillRect && !options.isSmooth && (options.opacity ?? 1) >= 1) {
    const x = Math.ceil(rect.x - 0.5);
    const y = Math.ceil(rect.y - 0.5);
    const width = Math.ceil(rect.x + rect.width - 0.5) - x;
    const height = Math.ceil(rect.y + rect.height - 0.5) - y;
    target.fillRect({ x, y, width, height }, value);
  } else {
    fillPolygon(target, rectanglePoints(rect), value, options);
  }
}

/** Fills the ellipse inscribed in a box, which may have fractions. */
export function fillEllipse(target: PaintTarget, rect: Rect, value: Paint, options?: ShapeOptions): void {
  fillShape(target, (map) => ellipseShape(rect, map), value, options);
}

/** Fills a polygon by the even-odd rule. It closes by itself. */
export function fillPolygon(
  target: PaintTarget,
  points: readonly Point[],
  value: Paint,
  options?: ShapeOptions,
): void {
  fillShape(target, (map) => polygonShape(points.map((point) => mapped(map, point))), value, options);
}

/** Draws a straight line with round ends; up to a width of one and a half, of single pixels. */
export function drawLine(
  target: PaintTarget,
  from: Point,
  to: Point,
  width: number,
  value: Paint,
  options: ShapeOptions = {},
): void {
  if (width <= THIN_WIDTH && !options.isSmooth) {
    drawPixelLine(target, from, to, value, options.opacity);
    return;
  }
  const radius = width / 2;
  fillShape(
    target,
    (map) => sweptDiscShape({ ...mapped(map, from), radius }, { ...mapped(map, to), radius }),
    value,
    options,
  );
}

/** Draws the lines from each point to the next, and back to the first when closed: the outline of a shape. */
export function drawPolyline(
  target: PaintTarget,
  points: readonly Point[],
  width: number,
  value: Paint,
  { isClosed = false, ...options }: ShapeOptions & { isClosed?: boolean } = {},
): void {
  const last = isClosed || points.length === 1 ? points.length : points.length - 1;
  for (let index = 0; index < last; index++) {
    drawLine(target, points[index]!, points[(index + 1) % points.length]!, width, value, options);
  }
}

/** Points around the ellipse inscribed in a box, so close that the corners do not show. */
export function ellipsePoints(rect: Rect): Point[] {
  const longest = Math.max(rect.width, rect.height) / 2;
  const count = Math.min(720, Math.max(16, Math.ceil(Math.PI * Math.sqrt(longest) * 2)));
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count;
    return {
      x: rect.x + (rect.width / 2) * (1 + Math.cos(angle)),
      y: rect.y + (rect.height / 2) * (1 + Math.sin(angle)),
    };
  });
}
