import type { Document } from '../document.ts';
import type { Rect } from '../geometry/geometry.ts';
import { flattenLayout, type Layout } from './flatten-layout.ts';
import { modelView, type ModelView } from './model-view.ts';

/** Of a larger part of the canvas no more points a side are looked at than these, but for the least of each cell. */
const MOST_POINTS = 1024;
const LEAST_POINTS_PER_CELL = 4;

/** How many points of a part of the canvas there is time to look at between two strokes: all, or 1024 on the longer side. */
export function surveySize({
  width,
  height,
}: Pick<Rect, 'width' | 'height'>): Pick<Rect, 'width' | 'height'> {
  const scale = Math.min(1, MOST_POINTS / Math.max(width, height));
  return { width: Math.ceil(width * scale), height: Math.ceil(height * scale) };
}

/** What is on a part of the canvas, at points spread evenly over it, and what the model sees of that. */
export interface LayoutSurvey {
  readonly layout: Layout;
  /** Boxes of what vanishes are in pixels of that part of the canvas. */
  readonly view: ModelView;
}

/**
 * Looks at a part of the canvas as closely as the model does: between two strokes there is no time for every pixel of a
 * large one. A stroke that is thinner than a fourth of a cell may be passed over on a canvas of more than 1024 pixels.
 *
 * @param options.cell of the latent, its side in pixels of the canvas
 * @param options.gaps as for `flattenLayout`
 */
export function surveyLayout(
  document: Document,
  rect: Rect,
  { cell, gaps }: { cell: number; gaps: 'nearest' | 'unlabelled' },
): LayoutSurvey {
  const cells = Math.ceil(Math.max(rect.width, rect.height) / cell);
  const perCell = Math.min(cell, Math.max(LEAST_POINTS_PER_CELL, Math.floor(MOST_POINTS / cells)));
  const points = (side: number) => Math.max(1, Math.round((side * perCell) / cell));
  const size = { width: points(rect.width), height: points(rect.height) };
  const layout = flattenLayout(document, rect, { gaps, size });
  const view = modelView(layout, perCell);
  if (perCell === cell) return { layout, view };
  const scale = cell / perCell;
  const vanishing = view.vanishing.map(({ classId, pixels, rect: { x, y, width, height } }) => ({
    classId,
    pixels: Math.round(pixels * scale ** 2),
    rect: {
      x: Math.floor(x * scale),
      y: Math.floor(y * scale),
      width: Math.ceil(width * scale),
      height: Math.ceil(height * scale),
    },
  }));
  return { layout, view: { ...view, vanishing } };
}
