import { TILE_SIDE } from '../../shared/document-format.ts';
import { UNLABELLED } from '../../shared/palette.ts';
import { forEachTileIn, tileKey, uniformPixel } from '../bitmap/bitmap.ts';
import { canvasOf, type Document, type DocumentLayer } from '../document.ts';
import { intersection, shifted, type Rect } from '../geometry/geometry.ts';
import { replaceByNearest } from './nearest-pixel.ts';

/** A class per pixel, row by row; 0 is unlabelled. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly classIds: Uint8Array;
}

/**
 * What the semantic layers show of a part of the canvas: the nearest visible class at each pixel. Beyond the canvas
 * nothing is painted.
 *
 * @param options.gaps where no class is painted: the class of the nearest pixel that has one, or 0
 * @param options.size of the layout, where it is not that of `rect`: the classes at points spread evenly over it
 */
export function flattenLayout(
  document: Document,
  rect: Rect,
  { gaps, size = rect }: { gaps: 'nearest' | 'unlabelled'; size?: { width: number; height: number } },
): Layout {
  const { width, height } = size;
  const classIds = new Uint8Array(width * height);
  const onCanvas = intersection(rect, canvasOf(document));
  if (onCanvas) {
    const xs = spread(rect.x, rect.width, width);
    const ys = spread(rect.y, rect.height, height);
    const count = (places: Int32Array, start: number, length: number) =>
      firstFrom(places, start + length) - firstFrom(places, start);
    let open = count(xs, onCanvas.x, onCanvas.width) * count(ys, onCanvas.y, onCanvas.height);
    for (let index = document.layers.length - 1; index >= 0 && open > 0; index--) {
      const layer = document.layers[index]!;
      if (layer.kind === 'semantic' && layer.isVisible)
        open -= showThrough(layer, classIds, xs, ys, onCanvas);
    }
    if (open === width * height) return { width, height, classIds };
  }
  if (gaps === 'nearest') replaceByNearest(classIds, width, height, UNLABELLED);
  return { width, height, classIds };
}

/** The classes of a layout at points spread evenly over it, the same that `flattenLayout` takes. */
export function layoutAtPoints(layout: Layout, { width, height }: { width: number; height: number }): Layout {
  if (width === layout.width && height === layout.height) return layout;
  const xs = spread(0, layout.width, width);
  const ys = spread(0, layout.height, height);
  const classIds = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const line = ys[y]! * layout.width;
    for (let x = 0; x < width; x++, at++) classIds[at] = layout.classIds[line + xs[x]!]!;
  }
  return { width, height, classIds };
}

/** The classes of a square of the canvas, quick enough for the screen; gaps are 0. */
export function flattenTile(document: Document, column: number, row: number, size: number): Uint8Array {
  const rect = { x: column * size, y: row * size, width: size, height: size };
  const solid = solidClass(document, rect);
  if (solid !== undefined) return new Uint8Array(size * size).fill(solid);
  return flattenLayout(document, rect, { gaps: 'unlabelled' }).classIds;
}

/** The one class of a part of the canvas, where the first layer that has any has nothing else there. */
function solidClass({ layers, width, height }: Document, rect: Rect): number | undefined {
  if (rect.x < 0 || rect.y < 0 || rect.x + rect.width > width || rect.y + rect.height > height)
    return undefined;
  for (const { kind, isVisible, bitmap, x, y } of layers.toReversed()) {
    if (kind !== 'semantic' || !isVisible) continue;
    const classId = uniformPixel(bitmap, shifted(rect, -x, -y))?.[0];
    if (classId !== 0) return classId;
  }
  return 0;
}

/** The class that is seen at a pixel of the canvas, 0 for none. */
export function classAt(document: Document, x: number, y: number): number {
  const rect = { x: Math.floor(x), y: Math.floor(y), width: 1, height: 1 };
  return flattenLayout(document, rect, { gaps: 'unlabelled' }).classIds[0]!;
}

/** Puts a layer's classes where there is none yet, of the pixels at `xs` and `ys`; tells to how many. */
function showThrough(
  layer: DocumentLayer,
  classIds: Uint8Array,
  xs: Int32Array,
  ys: Int32Array,
  part: Rect,
): number {
  let filled = 0;
  forEachTileIn(shifted(part, -layer.x, -layer.y), (column, row, box) => {
    const tile = layer.bitmap.tiles.get(tileKey(column, row));
    if (!tile) return;
    const left = firstFrom(xs, box.x + layer.x);
    const end = firstFrom(xs, box.x + layer.x + box.width);
    const bottom = firstFrom(ys, box.y + layer.y + box.height);
    const solid = tile.length === 1 ? tile[0]! : undefined;
    for (let to = firstFrom(ys, box.y + layer.y); to < bottom; to++) {
      const line = to * xs.length;
      // Added to a place on the canvas, it gives the place in the tile.
      const shift = (ys[to]! - layer.y - row * TILE_SIDE) * TILE_SIDE - column * TILE_SIDE - layer.x;
      for (let x = left; x < end; x++) {
        if (classIds[line + x] !== 0) continue;
        const classId = solid ?? tile[shift + xs[x]!]!;
        if (classId === 0) continue;
        classIds[line + x] = classId;
        filled++;
      }
    }
  });
  return filled;
}

/** The pixels in the middle of `count` equal parts of a side. */
function spread(start: number, length: number, count: number): Int32Array {
  const places = new Int32Array(count);
  for (let index = 0; index < count; index++)
    places[index] = start + Math.floor(((index + 0.5) * length) / count);
  return places;
}

/** The index of the first of rising places that is not before `place`. */
function firstFrom(places: Int32Array, place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
