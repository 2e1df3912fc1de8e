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
  forEachTileIn,
  readRegion,
  shiftBitmap,
  TILE_PIXELS,
  tileKey,
  tilesOf,
  type Bitmap,
} from './bitmap.ts';

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
  for (let y = 0; y < TILE_SIDE; y++) {
    const from = y * line;
    if (!isLevel) flipped.set(tile.subarray(from, from + line), (TILE_SIDE - 1 - y) * line);
    else {
      for (let x = 0; x < TILE_SIDE; x++) {
        const to = from + (TILE_SIDE - 1 - x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          flipped[to + channel] = tile[from + x * channels + channel]!;
        }
      }
    }
  }
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

/** Points taken each way for a pixel that shows many, at most. */
const MAX_SAMPLES = 8;

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

function transformTile(
  bitmap: Bitmap,
  source: Rect,
  back: Matrix,
  kind: LayerKind,
  part: Rect,
): Uint8Array | undefined {
  const seen = intersection(grown(wholePixels(mappedBounds(back, part)), 2), grown(source, 2));
  if (!seen || !hasTileIn(bitmap, seen)) return undefined;
  const pixels = readRegion(bitmap, seen);
  return kind === 'semantic'
    ? nearestPixels(pixels, seen, back, part)
    : smoothPixels(pixels, bitmap.channels, seen, back, part);
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

function smoothPixels(pixels: Uint8Array, channels: 1 | 4, seen: Rect, back: Matrix, part: Rect): Uint8Array {
  const result = new Uint8Array(part.width * part.height * channels);
  const [a, b, c, d] = back;
  // A pixel that shows many takes the mean of points all over it, or fine detail would come and go.
  const reach = Math.max(Math.hypot(a, b), Math.hypot(c, d));
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.ceil(reach - 0.01)));
  const add = channels === 1 ? addCoverage : addColour;
  const sum = new Float64Array(channels);
  for (let y = 0; y < part.height; y++) {
    const middle = mapped(back, { x: part.x + 0.5, y: part.y + y + 0.5 });
    for (let x = 0; x < part.width; x++) {
      sum.fill(0);
      // Between the middles of pixels lies what is interpolated.
      const atX = middle.x + a * x - 0.5 - seen.x;
      const atY = middle.y + b * x - 0.5 - seen.y;
      for (let down = 0; down < samples; down++) {
        const stepY = (down + 0.5) / samples - 0.5;
        for (let across = 0; across < samples; across++) {
          const stepX = (across + 0.5) / samples - 0.5;
          add(sum, pixels, seen, atX + a * stepX + c * stepY, atY + b * stepX + d * stepY);
        }
      }
      writeMean(result, (y * part.width + x) * channels, sum, samples * samples);
    }
  }
  return result;
}

/** Adds the coverages of the four pixels around a point, each by its nearness. */
function addCoverage(sum: Float64Array, pixels: Uint8Array, seen: Rect, x: number, y: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let row = top; row <= top + 1; row++) {
    if (row < 0 || row >= seen.height) continue;
    const nearness = 1 - Math.abs(y - row);
    const line = row * seen.width;
    if (left >= 0 && left < seen.width) sum[0]! += nearness * (1 - x + left) * pixels[line + left]!;
    if (left >= -1 && left < seen.width - 1) sum[0]! += nearness * (x - left) * pixels[line + left + 1]!;
  }
}

/** The same for colours, which weigh as much as they are seen. */
function addColour(sum: Float64Array, pixels: Uint8Array, seen: Rect, x: number, y: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let row = top; row <= top + 1; row++) {
    if (row < 0 || row >= seen.height) continue;
    for (let column = left; column <= left + 1; column++) {
      if (column < 0 || column >= seen.width) continue;
      const index = (row * seen.width + column) * 4;
      const alpha = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row)) * pixels[index + 3]!;
      if (alpha === 0) continue;
      sum[0]! += alpha * pixels[index]!;
      sum[1]! += alpha * pixels[index + 1]!;
      sum[2]! += alpha * pixels[index + 2]!;
      sum[3]! += alpha;
    }
  }
}

function writeMean(result: Uint8Array, index: number, sum: Float64Array, samples: number): void {
  if (sum.length === 1) {
    result[index] = Math.round(sum[0]! / samples);
    return;
  }
  const alpha = Math.round(sum[3]! / samples);
  if (alpha === 0) return;
  for (let channel = 0; channel < 3; channel++) result[index + channel] = Math.round(sum[channel]! / sum[3]!);
  result[index + 3] = alpha;
}

/** A whole tile of which a part is given. */
function inTile(pixels: Uint8Array, part: Rect, column: number, row: number, channels: 1 | 4): Uint8Array {
  const tile = new Uint8Array(TILE_PIXELS * channels);
  for (let y = 0; y < part.height; y++) {
    const from = y * part.width * channels;
    const to = ((part.y + y - row * TILE_SIDE) * TILE_SIDE + part.x - column * TILE_SIDE) * channels;
    tile.set(pixels.subarray(from, from + part.width * channels), to);
  }
  return collapseTile(tile, channels);
}

function hasTileIn(bitmap: Bitmap, rect: Rect): boolean {
  let hasTile = false;
  forEachTileIn(rect, (column, row) => {
    hasTile ||= bitmap.tiles.has(tileKey(column, row));
  });
  return hasTile;
}
