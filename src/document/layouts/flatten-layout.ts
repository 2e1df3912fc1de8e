import { TILE_SIDE } from '../../shared/document-format.ts';
import { UNLABELLED } from '../../shared/palette.ts';
import { forEachTileIn, tileKey } from '../bitmap/bitmap.ts';
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
 * @param options.gaps where no class is painted: the class of the nearest pixel in `rect` that has one, or 0
 */
export function flattenLayout(
  document: Document,
  rect: Rect,
  { gaps }: { gaps: 'nearest' | 'unlabelled' },
): Layout {
  const { width, height } = rect;
  const classIds = new Uint8Array(width * height);
  const onCanvas = intersection(rect, canvasOf(document));
  if (onCanvas) {
    let open = onCanvas.width * onCanvas.height;
    for (let index = document.layers.length - 1; index >= 0 && open > 0; index--) {
      const layer = document.layers[index]!;
      if (layer.kind === 'semantic' && layer.isVisible) open -= showThrough(layer, classIds, rect, onCanvas);
    }
    if (open === width * height) return { width, height, classIds };
  }
  if (gaps === 'nearest') replaceByNearest(classIds, width, height, UNLABELLED);
  return { width, height, classIds };
}

/** The classes of a square of the canvas, quick enough for the screen; gaps are 0. */
export function flattenTile(document: Document, column: number, row: number, size: number): Uint8Array {
  const rect = { x: column * size, y: row * size, width: size, height: size };
  return flattenLayout(document, rect, { gaps: 'unlabelled' }).classIds;
}

/** The class that is seen at a pixel of the canvas, 0 for none. */
export function classAt(document: Document, x: number, y: number): number {
  const rect = { x: Math.floor(x), y: Math.floor(y), width: 1, height: 1 };
  return flattenLayout(document, rect, { gaps: 'unlabelled' }).classIds[0]!;
}

/** Puts a layer's classes where there is none yet; tells to how many pixels. */
function showThrough(layer: DocumentLayer, classIds: Uint8Array, rect: Rect, part: Rect): number {
  let filled = 0;
  forEachTileIn(shifted(part, -layer.x, -layer.y), (column, row, box) => {
    const tile = layer.bitmap.tiles.get(tileKey(column, row));
    if (!tile) return;
    const left = box.x + layer.x - rect.x;
    const end = left + box.width;
    const solid = tile.length === 1 ? tile[0]! : undefined;
    for (let y = box.y; y < box.y + box.height; y++) {
      const line = (y + layer.y - rect.y) * rect.width;
      // Added to the place in the row, it gives the place in the tile.
      const shift = (y - row * TILE_SIDE) * TILE_SIDE + box.x - column * TILE_SIDE - left;
      for (let x = left; x < end; x++) {
        if (classIds[line + x] !== 0) continue;
        const classId = solid ?? tile[shift + x]!;
        if (classId === 0) continue;
        classIds[line + x] = classId;
        filled++;
      }
    }
  });
  return filled;
}
