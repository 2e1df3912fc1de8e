import { TILE_SIDE } from '../../shared/document-format.ts';
import { forEachTileIn, tileKey, type Bitmap } from '../bitmap/bitmap.ts';
import type { Document } from '../document.ts';
import { flattenTile } from '../layouts/flatten-layout.ts';

/** Tells the class, or the coverage, of pixels of the canvas. It does not change while one paints. */
export interface ClassSampler {
  /** Writes those of `x0` ≤ x < `x1` of row `y`; the one of `x0` goes to `into[0]`. */
  readSpan(y: number, x0: number, x1: number, into: Uint8Array): void;
}

/** Reads a bitmap of one channel, whose origin lies at (x, y) of the canvas. */
export function bitmapSampler(bitmap: Bitmap, x = 0, y = 0): ClassSampler {
  return tileSampler((column, row) => bitmap.tiles.get(tileKey(column, row)), x, y);
}

/** Reads what all semantic layers together show; gaps are 0. */
export function layoutSampler(document: Document): ClassSampler {
  const tiles = new Map<string, Uint8Array>();
  return tileSampler((column, row) => {
    const key = tileKey(column, row);
    const known = tiles.get(key);
    if (known) return known;
    const tile = flattenTile(document, column, row, TILE_SIDE);
    tiles.set(key, tile);
    return tile;
  });
}

function tileSampler(
  tileAt: (column: number, row: number) => Uint8Array | undefined,
  originX = 0,
  originY = 0,
): ClassSampler {
  // Spans come row by row: the tiles of one row of them are asked for again and again.
  const known = new Map<number, Uint8Array | undefined>();
  let knownRow = NaN;
  const knownTile = (column: number, row: number) => {
    if (row !== knownRow) {
      known.clear();
      knownRow = row;
    }
    if (!known.has(column)) known.set(column, tileAt(column, row));
    return known.get(column);
  };
  return {
    readSpan(y, x0, x1, into) {
      const rect = { x: x0 - originX, y: y - originY, width: x1 - x0, height: 1 };
      forEachTileIn(rect, (column, row, part) => {
        const tile = knownTile(column, row);
        const to = part.x - rect.x;
        if (!tile || tile.length === 1) into.fill(tile?.[0] ?? 0, to, to + part.width);
        else {
          const from = (part.y - row * TILE_SIDE) * TILE_SIDE + part.x - column * TILE_SIDE;
          into.set(tile.subarray(from, from + part.width), to);
        }
      });
    },
  };
}
