import { TILE_SIDE, type LayerKind, type Tile } from '../../shared/document-format.ts';
import {
  grown,
  intersection,
  inverted,
  mapped,
  mappedBounds,
  wholePixels,
  type Matrix,
  type Point,
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
  const [, b, c] = back;
  const smooth = b === 0 && c === 0 ? smoothUpright : smoothPixels;
  return smooth(weightedPixels(pixels, bitmap.channels), bitmap.channels, seen, back, part);
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

/** What is interpolated: coverages as they are, colours as much as they are seen. */
function weightedPixels(pixels: Uint8Array, channels: 1 | 4): Float32Array {
  const weighted = new Float32Array(pixels);
  if (channels === 1) return weighted;
  for (let index = 0; index < weighted.length; index += 4) {
    const alpha = weighted[index + 3]!;
    weighted[index]! *= alpha;
    weighted[index + 1]! *= alpha;
    weighted[index + 2]! *= alpha;
  }
  return weighted;
}

/**
 * The means of points taken all over each pixel, or fine detail would come and go, each point between four pixels by its
 * nearness to them.
 */
function smoothPixels(
  pixels: Float32Array,
  channels: 1 | 4,
  seen: Rect,
  back: Matrix,
  part: Rect,
): Uint8Array {
  const [a, b, c, d] = back;
  const reach = Math.max(Math.hypot(a, b), Math.hypot(c, d));
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.ceil(reach - 0.01)));
  const sums = new Float32Array(part.width * part.height * channels);
  const add = channels === 1 ? addCoverage : addColour;
  for (let y = 0; y < part.height; y++) {
    const middle = mapped(back, { x: part.x + 0.5, y: part.y + y + 0.5 });
    // Between the middles of pixels lies what is interpolated.
    const firstX = middle.x - 0.5 - seen.x;
    const firstY = middle.y - 0.5 - seen.y;
    for (let down = 0; down < samples; down++) {
      const stepY = (down + 0.5) / samples - 0.5;
      for (let across = 0; across < samples; across++) {
        const stepX = (across + 0.5) / samples - 0.5;
        const from = { x: firstX + a * stepX + c * stepY, y: firstY + b * stepX + d * stepY };
        add(sums, y * part.width, part.width, pixels, seen, from, { x: a, y: b });
      }
    }
  }
  return meansOf(sums, channels, samples * samples);
}

/** The same for a map that only scales and moves, in which rows and columns can be taken one after the other. */
function smoothUpright(
  pixels: Float32Array,
  channels: 1 | 4,
  seen: Rect,
  [a, , , d, e, f]: Matrix,
  part: Rect,
): Uint8Array {
  const columns = tapsOf(a, a * part.x + e - seen.x, part.width, seen.width);
  const rows = tapsOf(d, d * part.y + f - seen.y, part.height, seen.height);
  const line = part.width * channels;
  const level = new Float32Array(seen.height * line);
  for (let y = 0; y < seen.height; y++) {
    for (let x = 0; x < part.width; x++) {
      const from = (y * seen.width + columns.first[x]!) * channels;
      const to = y * line + x * channels;
      addTaps(level, to, channels, pixels, from, channels, columns, x);
    }
  }
  const sums = new Float32Array(part.height * line);
  for (let y = 0; y < part.height; y++) {
    addTaps(sums, y * line, line, level, rows.first[y]! * line, line, rows, y);
  }
  return meansOf(sums, channels, 1);
}

/** Sums of the taps of one place, for so many numbers beside each other; the next tap lies `step` farther on. */
function addTaps(
  sums: Float32Array,
  to: number,
  length: number,
  numbers: Float32Array,
  from: number,
  step: number,
  { count, weights }: Taps,
  place: number,
): void {
  const start = place * count;
  for (let index = 0; index < length; index++) {
    let sum = 0;
    for (let tap = 0; tap < count; tap++) sum += weights[start + tap]! * numbers[from + tap * step + index]!;
    sums[to + index] = sum;
  }
}

/** Of which pixels of a side each new one is made: the first of them, and how much of each. */
interface Taps {
  readonly count: number;
  readonly first: Int32Array;
  readonly weights: Float32Array;
}

/** @param scale  old pixels for a new one, from `start` on */
function tapsOf(scale: number, start: number, length: number, seen: number): Taps {
  const samples = Math.min(MAX_SAMPLES, Math.max(1, Math.ceil(Math.abs(scale) - 0.01)));
  const reach = (Math.abs(scale) * (samples - 1)) / samples;
  const count = Math.min(seen, Math.ceil(reach) + 2);
  const first = new Int32Array(length);
  const weights = new Float32Array(length * count);
  for (let index = 0; index < length; index++) {
    const middle = start + scale * (index + 0.5) - 0.5;
    const lowest = Math.floor(middle - reach / 2);
    first[index] = Math.min(Math.max(0, lowest), seen - count);
    for (let sample = 0; sample < samples; sample++) {
      const at = middle + scale * ((sample + 0.5) / samples - 0.5);
      const left = Math.floor(at);
      for (const [pixel, nearness] of [
        [left, 1 - at + left],
        [left + 1, at - left],
      ] as const) {
        const tap = pixel - first[index]!;
        // Around what is seen lies nothing.
        if (tap >= 0 && tap < count) weights[index * count + tap]! += nearness / samples;
      }
    }
  }
  return { count, first, weights };
}

/** Adds a row of points, each between four pixels. Around what is seen lies nothing. */
function addCoverage(
  sums: Float32Array,
  to: number,
  count: number,
  pixels: Float32Array,
  { width, height }: Rect,
  from: Point,
  step: Point,
): void {
  for (let index = 0; index < count; index++) {
    const x = from.x + step.x * index;
    const y = from.y + step.y * index;
    const left = Math.floor(x);
    const top = Math.floor(y);
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
    const right = x - left;
    const below = y - top;
    const at = top * width + left;
    const above = pixels[at]! + right * (pixels[at + 1]! - pixels[at]!);
    const under = pixels[at + width]! + right * (pixels[at + width + 1]! - pixels[at + width]!);
    sums[to + index]! += above + below * (under - above);
  }
}

/** The same for colours. */
function addColour(
  sums: Float32Array,
  to: number,
  count: number,
  pixels: Float32Array,
  { width, height }: Rect,
  from: Point,
  step: Point,
): void {
  const line = width * 4;
  for (let index = 0; index < count; index++) {
    const x = from.x + step.x * index;
    const y = from.y + step.y * index;
    const left = Math.floor(x);
    const top = Math.floor(y);
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
    const right = x - left;
    const below = y - top;
    const nw = (1 - right) * (1 - below);
    const ne = right * (1 - below);
    const sw = (1 - right) * below;
    const se = right * below;
    const upper = top * line + left * 4;
    const lower = upper + line;
    const sum = (to + index) * 4;
    // Written out: a loop over the channels takes twice as long.
    sums[sum]! +=
      nw * pixels[upper]! + ne * pixels[upper + 4]! + sw * pixels[lower]! + se * pixels[lower + 4]!;
    sums[sum + 1]! +=
      nw * pixels[upper + 1]! + ne * pixels[upper + 5]! + sw * pixels[lower + 1]! + se * pixels[lower + 5]!;
    sums[sum + 2]! +=
      nw * pixels[upper + 2]! + ne * pixels[upper + 6]! + sw * pixels[lower + 2]! + se * pixels[lower + 6]!;
    sums[sum + 3]! +=
      nw * pixels[upper + 3]! + ne * pixels[upper + 7]! + sw * pixels[lower + 3]! + se * pixels[lower + 7]!;
  }
}

/** Bytes of sums of so many points. */
function meansOf(sums: Float32Array, channels: 1 | 4, count: number): Uint8Array {
  const bytes = new Uint8Array(sums.length);
  if (channels === 1) {
    for (let index = 0; index < sums.length; index++) bytes[index] = Math.round(sums[index]! / count);
    return bytes;
  }
  for (let index = 0; index < sums.length; index += 4) {
    const alpha = sums[index + 3]!;
    bytes[index + 3] = Math.round(alpha / count);
    if (bytes[index + 3] === 0) continue;
    for (let channel = index; channel < index + 3; channel++)
      bytes[channel] = Math.round(sums[channel]! / alpha);
  }
  return bytes;
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
