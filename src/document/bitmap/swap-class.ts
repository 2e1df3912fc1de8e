import { TILE_SIDE, type Tile } from '../../shared/document-format.ts';
import { intersection, type Rect } from '../geometry/geometry.ts';
import { forEachSelectedRun, isMask, type Region } from '../masks/masks.ts';
import { collapseTile, expandTile, tilesOf, withTiles, type Bitmap } from './bitmap.ts';

/** Makes one class of another, everywhere or in a region, and touches no other pixel. */
export function swapClass(bitmap: Bitmap, from: number, to: number, region?: Region): Bitmap {
  // Where nothing is painted there is no tile to swap in; gaps are filled by the bucket.
  if (from === to || from === 0) return bitmap;
  const changed: Tile[] = [];
  for (const { column, row, pixels } of tilesOf(bitmap)) {
    if (!pixels.includes(from)) continue;
    const swapped = swapInTile(pixels, from, to, column, row, region);
    if (swapped) changed.push({ column, row, pixels: swapped });
  }
  return changed.length === 0 ? bitmap : withTiles(bitmap, changed);
}

/** `undefined` where the region misses the tile. */
function swapInTile(
  tile: Uint8Array,
  from: number,
  to: number,
  column: number,
  row: number,
  region: Region | undefined,
): Uint8Array | undefined {
  const origin = { x: column * TILE_SIDE, y: row * TILE_SIDE };
  const whole: Rect = { ...origin, width: TILE_SIDE, height: TILE_SIDE };
  const part = region && !isMask(region) ? intersection(region, whole) : whole;
  if (!part) return undefined;
  if (
    tile.length === 1 &&
    !(region && isMask(region)) &&
    part.width === TILE_SIDE &&
    part.height === TILE_SIDE
  ) {
    return Uint8Array.of(to);
  }
  const pixels = expandTile(tile, 1);
  const swapRun = (y: number, start: number, end: number) => {
    const line = (y - origin.y) * TILE_SIDE - origin.x;
    for (let index = line + start; index < line + end; index++)
      if (pixels[index] === from) pixels[index] = to;
  };
  for (let y = part.y; y < part.y + part.height; y++) {
    const end = part.x + part.width;
    if (region && isMask(region)) {
      forEachSelectedRun(region, y, part.x, end, (start, stop) => swapRun(y, start, stop));
    } else swapRun(y, part.x, end);
  }
  return collapseTile(pixels, 1);
}
