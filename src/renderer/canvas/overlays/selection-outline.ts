import {
  boundsOf,
  grown,
  intersection,
  wholePixels,
  type Bitmap,
  type Rect,
} from '../../../document/index.ts';
import { levelFor } from '../chunks/chunk-levels.ts';
import { sampleBitmap } from '../chunks/sample-bitmap.ts';
import { outlines } from '../geometry/outline.ts';

/** Coverage from which a pixel counts as selected, as keeping strokes within a selection does. */
const SELECTED = 128;

/** A region and step for which a line was drawn; it serves until the view leaves the region or wants finer steps. */
interface DrawnOutline {
  readonly selection: Bitmap;
  readonly region: Rect;
  readonly step: number;
  readonly path: Path2D;
}

/** The line around a selection, in canvas pixels, traced only for what is in view and no finer than can be seen. */
export class SelectionOutline {
  #drawn: DrawnOutline | undefined;

  /** @param scale  CSS pixels per canvas pixel */
  path(selection: Bitmap, visible: Rect, scale: number): Path2D | undefined {
    const step = 2 ** levelFor(scale, 0);
    const drawn = this.#drawn;
    if (drawn?.selection === selection && drawn.step === step && encloses(drawn.region, visible)) {
      return drawn.path;
    }
    const bounds = boundsOf(selection);
    // A margin, so that panning does not trace anew each time; and a rim, so that lines close around what is cut off.
    const wanted = grown(visible, Math.max(visible.width, visible.height) / 4);
    const region = bounds && intersection(grown(bounds, step), wanted);
    const path = region ? trace(selection, wholePixels(region), step) : new Path2D();
    this.#drawn = { selection, region: wanted, step, path };
    return path;
  }
}

function trace(selection: Bitmap, region: Rect, step: number): Path2D {
  const columns = Math.ceil(region.width / step);
  const rows = Math.ceil(region.height / step);
  const coverage = new Uint8Array(columns * rows);
  const grid = { x: region.x, y: region.y, step, columns, rows };
  const path = new Path2D();
  if (!sampleBitmap({ bitmap: selection, x: 0, y: 0 }, grid, coverage)) return path;
  for (let index = 0; index < coverage.length; index++)
    coverage[index] = coverage[index]! >= SELECTED ? 1 : 0;
  for (const line of outlines(coverage, columns, rows)) {
    for (const [index, corner] of line.entries()) {
      const x = region.x + corner.x * step;
      const y = region.y + corner.y * step;
      if (index === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
  return path;
}

function encloses(outer: Rect, inner: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}
