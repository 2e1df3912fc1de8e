import { TILE_SIDE, type LayerKind, type Tile } from '../../shared/document-format.ts';
import {
  grown,
  intersection,
  inverted,
  mapped,
  mappedBounds,
  wholePixels,
  type Matrix,
  type Rect,
} from '../geometry/geometry.ts';
import {
  bitmapFromTiles,
  boundsOf,
  collapseTile,
  emptyBitmap,
  fillPixels,
  forEachTileIn,
  isZeroTile,
  readRegion,
  shiftBitmap,
  TILE_PIXELS,
  tilesOf,
  uniformPixel,
  type Bitmap,
} from './bitmap.ts';
import { interpolatePixels } from './interpolate-pixels.ts';

/** The bitmap mirrored about the middle of a box: `horizontal` makes right of left, `vertical` below of above. */
export function flipBitmap(bitmap: Bitmap, axis: 'horizontal' | 'vertical', bounds: Rect): Bitmap {
  const isLevel = axis === 'horizontal';
  // First about the origin, which keeps tiles on tiles.
  const flipped = tilesOf(bitmap).map(({ column, row, pixels }) => ({
    column: isLevel ? -1 - column : column,
    row: isLevel ? row : -1 - row,
    pixels: flipTile(pixels, bitmap.channels, isLevel),
  }));
  const dx = isLevel ? 2 * bounds.x + bounds.width : 0;
  const dy = isLevel ? 0 : 2 * bounds.y + bounds.height;
  return shiftBitmap(bitmapFromTiles(bitmap.channels, flipped), dx, dy);
}

function flipTile(tile: Uint8Array, channels: 1 | 4, isLevel: boolean): Uint8Array {
  if (tile.length === channels) return tile;
  const flipped = new Uint8Array(tile.length);
  const line = TILE_SIDE * channels;
  if (!isLevel) {
    for (let y = 0; y < TILE_SIDE; y++) {
      flipped.set(tile.subarray(y * line, (y + 1) * line), (TILE_SIDE - 1 - y) * line);
    }
    return flipped;
  }
  flipped.set(tile);
  // A word is a colour: reversed, it stays whole.
  const pixels = channels === 1 ? flipped : new Uint32Array(flipped.buffer);
  for (let y = 0; y < TILE_SIDE; y++) pixels.subarray(y * TILE_SIDE, (y + 1) * TILE_SIDE).reverse();
  return flipped;
}

/** How a bitmap is transformed. */
export interface TransformOptions {
  /** Classes are taken from the nearest pixel, never mixed; coverage and colours are interpolated. */
  kind: LayerKind;
  /** Nothing is made outside of it. */
  bounds?: Rect;
}

/** The largest area that a transform makes, where no bounds are given: a canvas around the origin, and its surroundings. */
const defaultBounds: Rect = { x: -16384, y: -16384, width: 40960, height: 40960 };

/** Whether a map only moves, by whole pixels. */
export function isWholeShift([a, b, c, d, dx, dy]: Matrix): boolean {
  return a === 1 && b === 0 && c === 0 && d === 1 && Number.isInteger(dx) && Number.isInteger(dy);
}

/** The bitmap under a map; empty where the map makes a line of everything. */
export function transformBitmap(
  bitmap: Bitmap,
  matrix: Matrix,
  { kind, bounds = defaultBounds }: TransformOptions,
): Bitmap {
  const { channels } = bitmap;
  const [, , , , dx, dy] = matrix;
  if (isWholeShift(matrix)) return shiftBitmap(bitmap, dx, dy);
  const back = inverted(matrix);
  const source = boundsOf(bitmap);
  if (!back || !source) return emptyBitmap(channels);
  // Interpolation reaches half a pixel beyond the edge.
  const reach = kind === 'semantic' ? 0 : 1;
  const target = intersection(wholePixels(mappedBounds(matrix, grown(source, reach))), bounds);
  if (!target) return emptyBitmap(channels);
  const tiles: Tile[] = [];
  forEachTileIn(target, (column, row, part) => {
    const pixels = transformTile(bitmap, source, back, kind, part);
    if (pixels) tiles.push({ column, row, pixels: inTile(pixels, part, column, row, channels) });
  });
  return bitmapFromTiles(channels, tiles);
}

/** The pixels of a part of a tile, or the one that all of them are; `undefined` where there is nothing. */
function transformTile(
  bitmap: Bitmap,
  source: Rect,
  back: Matrix,
  kind: LayerKind,
  part: Rect,
): Uint8Array | undefined {
  const shown = grown(wholePixels(mappedBounds(back, part)), 2);
  const seen = intersection(shown, grown(source, 2));
  if (!seen) return undefined;
  const pixel = uniformPixel(bitmap, shown);
  if (pixel) return isZeroTile(pixel, bitmap.channels) ? undefined : pixel;
  const pixels = readRegion(bitmap, seen);
  if (kind === 'semantic') return nearestPixels(pixels, seen, back, part);
  return interpolatePixels(pixels, bitmap.channels, seen, back, part);
}

function nearestPixels(pixels: Uint8Array, seen: Rect, back: Matrix, part: Rect): Uint8Array {
  const [a, b] = back;
  const result = new Uint8Array(part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    const first = mapped(back, { x: part.x + 0.5, y: part.y + y + 0.5 });
    for (let x = 0; x < part.width; x++) {
      const column = Math.floor(first.x + a * x) - seen.x;
      const row = Math.floor(first.y + b * x) - seen.y;
      if (column < 0 || row < 0 || column >= seen.width || row >= seen.height) continue;
      result[y * part.width + x] = pixels[row * seen.width + column]!;
    }
  }
  return result;
}

/** A whole tile of which a part is given, or the pixel that it is made of. */
function inTile(pixels: Uint8Array, part: Rect, column: number, row: number, channels: 1 | 4): Uint8Array {
  const isWhole = part.width === TILE_SIDE && part.height === TILE_SIDE;
  if (isWhole) return collapseTile(pixels, channels);
  const tile = new Uint8Array(TILE_PIXELS * channels);
  for (let y = 0; y < part.height; y++) {
    const from = y * part.width * channels;
    const to = ((part.y + y - row * TILE_SIDE) * TILE_SIDE + part.x - column * TILE_SIDE) * channels;
    if (pixels.length === channels) fillPixels(tile, to, to + part.width * channels, pixels);
    else tile.set(pixels.subarray(from, from + part.width * channels), to);
  }
  return collapseTile(tile, channels);
}
