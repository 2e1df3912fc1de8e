import {
  drawPolyline,
  ellipsePoints,
  fillEllipse,
  fillPolygon,
  fillRectangle,
  rectanglePoints,
  type PaintTarget,
  type Point,
  type Rect,
} from '../../../document/index.ts';
import type { PaintGesture } from '../painting/paint-gesture.ts';

/** What a hand encloses, in canvas pixels. */
export type Area =
  | { readonly kind: 'rectangle' | 'ellipse'; readonly rect: Rect }
  | { readonly kind: 'polygon'; readonly points: readonly Point[] };

/** The line around an area. */
export function areaPoints(area: Area): readonly Point[] {
  switch (area.kind) {
    case 'rectangle':
      return rectanglePoints(area.rect);
    case 'ellipse':
      return ellipsePoints(area.rect);
    case 'polygon':
      return area.points;
  }
}

/** Fills an area hard: each pixel whose middle lies in it. */
export function fillArea(target: PaintTarget, area: Area, value: Parameters<typeof fillPolygon>[2]): void {
  fill(target, area, value, {});
}

/** Paints an area on the layer of a gesture, filled or as an outline of the given width. */
export function paintArea(gesture: PaintGesture, area: Area, outlineWidth: number | undefined): void {
  const { target, value, softness } = gesture;
  const options = softness ? { isSmooth: true, opacity: softness.opacity } : {};
  if (outlineWidth === undefined) fill(target, area, value, options);
  else drawPolyline(target, areaPoints(area), outlineWidth, value, { isClosed: true, ...options });
}

function fill(
  target: PaintTarget,
  area: Area,
  value: Parameters<typeof fillPolygon>[2],
  options: Parameters<typeof fillPolygon>[3],
): void {
  switch (area.kind) {
    case 'rectangle':
      fillRectangle(target, area.rect, value, options);
      break;
    case 'ellipse':
      fillEllipse(target, area.rect, value, options);
      break;
    case 'polygon':
      fillPolygon(target, area.points, value, options);
      break;
  }
}
