import { TILE_SIDE, type Tile } from '../../shared/document-format.ts';
import {
  bitmapFromTiles,
  collapseTile,
  emptyBitmap,
  expandTile,
  forEachTileIn,
  tileKey,
  tilesOf,
  type Bitmap,
} from '../bitmap/bitmap.ts';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { canvasOf, type Document } from '../document.ts';
import type { Rect } from '../geometry/geometry.ts';
import { flattenTile } from '../layouts/flatten-layout.ts';

/** A box, or where a mask covers at least half. */
export type Region = Rect | Bitmap;

/** Whether a region is told by a mask. */
export function isMask(region: Region): region is Bitmap {
  return 'tiles' in region;
}

/** A mask that covers a box and nothing else. */
export function maskOfRegion(rect: Rect): Bitmap {
  const editor = new BitmapEditor(emptyBitmap(1));
  editor.fillRect(rect, 255);
  return editor.bitmap;
}

/** Covers in a box what was open, as far as it was, and opens what was covered; nothing is covered outside of it. */
export function invertMask(mask: Bitmap, bounds: Rect): Bitmap {
  const tiles = tilesOf(maskOfRegion(bounds)).map(({ column, row, pixels }) => {
    const covered = mask.tiles.get(tileKey(column, row)) ?? nothing;
    return { column, row, pixels: withoutTile(pixels, covered) };
  });
  return bitmapFromTiles(1, tiles);
}

const nothing = new Uint8Array(1);

/** The smaller of the first coverage and of what the second leaves open. */
function withoutTile(tile: Uint8Array, covered: Uint8Array): Uint8Array {
  const left = (own: number, taken: number) => Math.min(own, 255 - taken);
  if (tile.length === 1 && covered.length === 1) return Uint8Array.of(left(tile[0]!, covered[0]!));
  const pixels = expandTile(tile, 1);
  for (let index = 0; index < pixels.length; index++) {
    pixels[index] = left(pixels[index]!, covered.length === 1 ? covered[0]! : covered[index]!);
  }
  return collapseTile(pixels, 1);
}

/** Covers wholly where that class is seen on the canvas. */
export function maskFromClass(document: Document, classId: number): Bitmap {
  const tiles: Tile[] = [];
  forEachTileIn(canvasOf(document), (column, row, part) => {
    const classIds = flattenTile(document, column, row, TILE_SIDE);
    if (!classIds.includes(classId)) return;
    const pixels = new Uint8Array(classIds.length);
    for (let y = 0; y < part.height; y++) {
      for (let index = y * TILE_SIDE; index < y * TILE_SIDE + part.width; index++) {
        if (classIds[index] === classId) pixels[index] = 255;
      }
    }
    tiles.push({ column, row, pixels: collapseTile(pixels, 1) });
  });
  return bitmapFromTiles(1, tiles);
}

/** The covered parts of a mask's row as runs, wholly inside of `from` ≤ x < `to`. */
export function forEachSelectedRun(
  mask: Bitmap,
  y: number,
  from: number,
  to: number,
  visit: (start: number, end: number) => void,
): void {
  const row = Math.floor(y / TILE_SIDE);
  let start: number | undefined;
  for (let x = from; x < to;) {
    const column = Math.floor(x / TILE_SIDE);
    const origin = column * TILE_SIDE;
    const end = Math.min(to, origin + TILE_SIDE);
    const tile = mask.tiles.get(tileKey(column, row)) ?? nothing;
    const line = (y - row * TILE_SIDE) * TILE_SIDE - origin;
    for (; x < end; x++) {
      const isSelected = (tile.length === 1 ? tile[0]! : tile[line + x]!) >= 128;
      if (isSelected) start ??= x;
      else if (start !== undefined) {
        visit(start, x);
        start = undefined;
      }
    }
  }
  if (start !== undefined) visit(start, to);
}
