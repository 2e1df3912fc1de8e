import { TILE_SIDE, type Tile } from '../../shared/document-format.ts';
import { intersection, union, type Rect } from '../geometry/geometry.ts';

/**
 * An unbounded picture in tiles of `TILE_SIDE`² pixels, of class ids or coverage (one channel) or RGBA (four, not
 * premultiplied). Keys are `${column},${row}`; where there is no tile, everything is 0. A tile holds one pixel's bytes,
 * then all of it is like that, or the bytes of all its pixels row by row. Neither the map nor a tile is ever changed.
 */
export interface Bitmap {
  readonly channels: 1 | 4;
  readonly tiles: ReadonlyMap<string, Uint8Array>;
}

/** Pixels of a tile. */
export const TILE_PIXELS = TILE_SIDE * TILE_SIDE;

/** A bitmap in which nothing is painted. */
export function emptyBitmap(channels: 1 | 4): Bitmap {
  return { channels, tiles: new Map() };
}

/** Where a tile is kept. */
export function tileKey(column: number, row: number): string {
  return `${column},${row}`;
}

/** The tile coordinates of a key. */
export function tilePlace(key: string): { column: number; row: number } {
  const comma = key.indexOf(',');
  return { column: Number(key.slice(0, comma)), row: Number(key.slice(comma + 1)) };
}

/** Whether all of a tile is 0, and it need not be kept. */
export function isZeroTile(tile: Uint8Array, channels: 1 | 4): boolean {
  return tile.length === channels && tile.every((byte) => byte === 0);
}

/** The bitmap of some tiles, which it keeps: they must not be changed afterwards. Later ones replace earlier ones. */
export function bitmapFromTiles(channels: 1 | 4, tiles: readonly Tile[]): Bitmap {
  return withTiles(emptyBitmap(channels), tiles);
}

/** The bitmap with some tiles in place of its own. */
export function withTiles(bitmap: Bitmap, changes: readonly Tile[]): Bitmap {
  const tiles = new Map(bitmap.tiles);
  for (const { column, row, pixels } of changes) {
    if (isZeroTile(pixels, bitmap.channels)) tiles.delete(tileKey(column, row));
    else tiles.set(tileKey(column, row), pixels);
  }
  return { channels: bitmap.channels, tiles };
}

/** All tiles in which something is painted, the bitmap's own bytes. */
export function tilesOf(bitmap: Bitmap): Tile[] {
  return Array.from(bitmap.tiles, ([key, pixels]) => ({ ...tilePlace(key), pixels }));
}

/** The tiles that make `after` of `before`. */
export function tilesBetween(before: Bitmap, after: Bitmap): Tile[] {
  const changed: Tile[] = [];
  for (const [key, pixels] of after.tiles) {
    const old = before.tiles.get(key);
    if (old !== pixels && !isSameTile(old, pixels)) changed.push({ ...tilePlace(key), pixels });
  }
  for (const [key, old] of before.tiles) {
    if (after.tiles.has(key) || isSameTile(undefined, old)) continue;
    changed.push({ ...tilePlace(key), pixels: new Uint8Array(before.channels) });
  }
  return changed;
}

/** One pixel: a class id, a coverage, or a colour as 0xRRGGBBAA. */
export function pixelAt(bitmap: Bitmap, x: number, y: number): number {
  const column = Math.floor(x / TILE_SIDE);
  const row = Math.floor(y / TILE_SIDE);
  const tile = bitmap.tiles.get(tileKey(column, row));
  if (!tile) return 0;
  const { channels } = bitmap;
  const index =
    tile.length === channels ? 0 : ((y - row * TILE_SIDE) * TILE_SIDE + x - column * TILE_SIDE) * channels;
  return channels === 1 ? tile[index]! : packColour(tile, index);
}

/** Four bytes as 0xRRGGBBAA. */
export function packColour(bytes: ArrayLike<number>, index = 0): number {
  return (
    ((bytes[index]! << 24) | (bytes[index + 1]! << 16) | (bytes[index + 2]! << 8) | bytes[index + 3]!) >>> 0
  );
}

/** The smallest box around everything that is not 0; `undefined` where there is nothing. */
export function boundsOf(bitmap: Bitmap): Rect | undefined {
  let bounds: Rect | undefined;
  for (const [key, tile] of bitmap.tiles) {
    const { column, row } = tilePlace(key);
    const whole = { x: column * TILE_SIDE, y: row * TILE_SIDE, width: TILE_SIDE, height: TILE_SIDE };
    const overlap = bounds && intersection(whole, bounds);
    // A tile inside of what is known tells nothing new.
    if (overlap && overlap.width === TILE_SIDE && overlap.height === TILE_SIDE) continue;
    const own =
      tile.length === bitmap.channels ? solidBounds(tile, whole) : tightBounds(tile, bitmap.channels, whole);
    bounds = union(bounds, own);
  }
  return bounds;
}

function solidBounds(tile: Uint8Array, whole: Rect): Rect | undefined {
  return tile.some((byte) => byte !== 0) ? whole : undefined;
}

function tightBounds(tile: Uint8Array, channels: 1 | 4, whole: Rect): Rect | undefined {
  const line = TILE_SIDE * channels;
  let left = line;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < TILE_SIDE; y++) {
    const from = y * line;
    let first = 0;
    while (first < line && tile[from + first] === 0) first++;
    if (first === line) continue;
    let last = line - 1;
    while (tile[from + last] === 0) last--;
    if (top < 0) top = y;
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, last);
  }
  if (top < 0) return undefined;
  const x = Math.floor(left / channels);
  return {
    x: whole.x + x,
    y: whole.y + top,
    width: Math.floor(right / channels) - x + 1,
    height: bottom - top + 1,
  };
}

/**
 * The one pixel that all tiles of a box are made of, 0 where there are none; `undefined` where they differ, or one of
 * them has pixels that do.
 */
export function uniformPixel({ channels, tiles }: Bitmap, rect: Rect): Uint8Array | undefined {
  let pixel: Uint8Array | undefined;
  const lastRow = Math.floor((rect.y + rect.height - 1) / TILE_SIDE);
  const lastColumn = Math.floor((rect.x + rect.width - 1) / TILE_SIDE);
  for (let row = Math.floor(rect.y / TILE_SIDE); row <= lastRow; row++) {
    for (let column = Math.floor(rect.x / TILE_SIDE); column <= lastColumn; column++) {
      const tile = tiles.get(tileKey(column, row)) ?? nothing[channels];
      pixel ??= tile;
      if (tile.length !== channels || !isSameTile(tile, pixel)) return undefined;
    }
  }
  return pixel;
}

const nothing = { 1: new Uint8Array(1), 4: new Uint8Array(4) } as const;

/** The pixels of a box, row by row: `channels · width · height` bytes. */
export function readRegion(bitmap: Bitmap, rect: Rect): Uint8Array {
  const { channels } = bitmap;
  const pixels = new Uint8Array(rect.width * rect.height * channels);
  forEachTileIn(rect, (column, row, part) => {
    const tile = bitmap.tiles.get(tileKey(column, row));
    if (!tile) return;
    const length = part.width * channels;
    for (let y = part.y; y < part.y + part.height; y++) {
      const to = ((y - rect.y) * rect.width + part.x - rect.x) * channels;
      if (tile.length === channels) fillPixels(pixels, to, to + length, tile);
      else {
        const from = ((y - row * TILE_SIDE) * TILE_SIDE + part.x - column * TILE_SIDE) * channels;
        copyBytes(tile, from, pixels, to, length);
      }
    }
  });
  return pixels;
}

/** The bitmap with the pixels of a box replaced. */
export function writeRegion(bitmap: Bitmap, rect: Rect, pixels: Uint8Array): Bitmap {
  const { channels } = bitmap;
  const tiles = new Map(bitmap.tiles);
  forEachTileIn(rect, (column, row, part) => {
    const key = tileKey(column, row);
    const tile = expandTile(tiles.get(key), channels);
    const length = part.width * channels;
    for (let y = part.y; y < part.y + part.height; y++) {
      const from = ((y - rect.y) * rect.width + part.x - rect.x) * channels;
      const to = ((y - row * TILE_SIDE) * TILE_SIDE + part.x - column * TILE_SIDE) * channels;
      copyBytes(pixels, from, tile, to, length);
    }
    const collapsed = collapseTile(tile, channels);
    if (isZeroTile(collapsed, channels)) tiles.delete(key);
    else tiles.set(key, collapsed);
  });
  return { channels, tiles };
}

/** The bitmap moved by whole pixels. */
export function shiftBitmap(bitmap: Bitmap, dx: number, dy: number): Bitmap {
  if (dx === 0 && dy === 0) return bitmap;
  const { channels } = bitmap;
  if (dx % TILE_SIDE === 0 && dy % TILE_SIDE === 0) {
    const moved = tilesOf(bitmap).map(({ column, row, pixels }) => ({
      column: column + dx / TILE_SIDE,
      row: row + dy / TILE_SIDE,
      pixels,
    }));
    return bitmapFromTiles(channels, moved);
  }
  const keys = new Set<string>();
  for (const key of bitmap.tiles.keys()) {
    const { column, row } = tilePlace(key);
    const rect = { x: column * TILE_SIDE + dx, y: row * TILE_SIDE + dy, width: TILE_SIDE, height: TILE_SIDE };
    forEachTileIn(rect, (c, r) => keys.add(tileKey(c, r)));
  }
  const tiles: Tile[] = Array.from(keys, (key) => {
    const { column, row } = tilePlace(key);
    const rect = { x: column * TILE_SIDE - dx, y: row * TILE_SIDE - dy, width: TILE_SIDE, height: TILE_SIDE };
    const pixels = uniformPixel(bitmap, rect) ?? collapseTile(readRegion(bitmap, rect), channels);
    return { column, row, pixels };
  });
  return bitmapFromTiles(channels, tiles);
}

/** Calls back for every tile that a box of whole pixels touches, with the part of the box that lies in it. */
export function forEachTileIn(rect: Rect, visit: (column: number, row: number, part: Rect) => void): void {
  if (rect.width <= 0 || rect.height <= 0) return;
  const firstColumn = Math.floor(rect.x / TILE_SIDE);
  const lastColumn = Math.floor((rect.x + rect.width - 1) / TILE_SIDE);
  const firstRow = Math.floor(rect.y / TILE_SIDE);
  const lastRow = Math.floor((rect.y + rect.height - 1) / TILE_SIDE);
  for (let row = firstRow; row <= lastRow; row++) {
    const y = Math.max(rect.y, row * TILE_SIDE);
    const height = Math.min(rect.y + rect.height, (row + 1) * TILE_SIDE) - y;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = Math.max(rect.x, column * TILE_SIDE);
      const width = Math.min(rect.x + rect.width, (column + 1) * TILE_SIDE) - x;
      visit(column, row, { x, y, width, height });
    }
  }
}

/** All pixels of a tile, in bytes that may be changed. */
export function expandTile(tile: Uint8Array | undefined, channels: 1 | 4): Uint8Array {
  if (tile && tile.length !== channels) return new Uint8Array(tile);
  const pixels = new Uint8Array(TILE_PIXELS * channels);
  if (tile) fillPixels(pixels, 0, pixels.length, tile);
  return pixels;
}

/** One pixel's bytes if all pixels are alike, or else the tile itself. */
export function collapseTile(tile: Uint8Array, channels: 1 | 4): Uint8Array {
  if (tile.length === channels) return tile;
  const words = wordsOf(tile);
  const first = words[0];
  if (channels === 1 && !isOneByte(first!)) return tile;
  for (let index = 1; index < words.length; index++) if (words[index] !== first) return tile;
  return new Uint8Array(tile.subarray(0, channels));
}

/** The bytes of a whole tile, four at a time: looking at them is four times as fast. */
function wordsOf(tile: Uint8Array): Uint32Array {
  const { buffer, byteOffset, length } = tile;
  return byteOffset % 4 === 0
    ? new Uint32Array(buffer, byteOffset, length / 4)
    : new Uint32Array(new Uint8Array(tile).buffer);
}

/** Whether the four bytes of a word are alike. */
function isOneByte(word: number): boolean {
  return ((word >>> 8) | (word << 24)) >>> 0 === word;
}

/** Writes one pixel's bytes from index to index. */
export function fillPixels(bytes: Uint8Array, from: number, to: number, pixel: Uint8Array): void {
  if (pixel.length === 1) {
    bytes.fill(pixel[0]!, from, to);
    return;
  }
  if (to <= from) return;
  bytes.set(pixel, from);
  // Doubling what is there is many times faster than pixel by pixel.
  for (let filled = pixel.length; filled < to - from; filled *= 2) {
    bytes.copyWithin(from + filled, from, from + Math.min(filled, to - from - filled));
  }
}

/** Short copies are cheaper without a view. */
function copyBytes(source: Uint8Array, from: number, target: Uint8Array, to: number, length: number): void {
  if (length < 24) {
    for (let index = 0; index < length; index++) target[to + index] = source[from + index]!;
  } else {
    target.set(source.subarray(from, from + length), to);
  }
}

/** Whether two tiles show the same, uniform or not; absent ones are all 0. */
export function isSameTile(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return isAllLike((a ?? b)!, zero);
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  if (longer.length !== shorter.length || longer.length <= 4) return isAllLike(longer, shorter);
  const [words, others] = [wordsOf(longer), wordsOf(shorter)];
  for (let index = 0; index < words.length; index++) if (words[index] !== others[index]) return false;
  return true;
}

const zero = new Uint8Array(1);

/** Whether all pixels of a tile have the bytes of one. */
function isAllLike(tile: Uint8Array, pixel: Uint8Array): boolean {
  if (tile.length <= 4) return tile.every((byte, index) => byte === pixel[index % pixel.length]);
  const wanted = new Uint8Array(4);
  fillPixels(wanted, 0, 4, pixel);
  const words = wordsOf(tile);
  const word = new Uint32Array(wanted.buffer)[0];
  for (let index = 0; index < words.length; index++) if (words[index] !== word) return false;
  return true;
}
