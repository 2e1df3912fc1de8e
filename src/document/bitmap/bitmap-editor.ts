import { TILE_SIDE, type LayerKind, type Tile } from '../../shared/document-format.ts';
import { intersection, shifted, type Rect } from '../geometry/geometry.ts';
import { paintBytes, type Paint, type PaintTarget } from '../painting/paint-target.ts';
import {
  collapseTile,
  expandTile,
  forEachTileIn,
  isSameTile,
  isZeroTile,
  TILE_PIXELS,
  tileKey,
  type Bitmap,
} from './bitmap.ts';
import { coverPixel } from './cover-pixel.ts';

/** Tile coordinates reach from minus this to this. */
const MAX_TILE = 2048;

/** A tile of the editor's own, which it may change. `words` are the same bytes, a pixel each, where there are four. */
interface OwnTile {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array | undefined;
}

/** How the editor's bitmap lies on the canvas, and what of it may be painted. */
export interface BitmapEditorOptions {
  /** Where the origin of the bitmap lies on the canvas; 0 where absent. */
  x?: number;
  y?: number;
  /** In canvas pixels; everywhere where absent. */
  bounds?: Rect;
  /** Of the layer. On a semantic one soft painting is hard: a pixel is of one class or the other. */
  kind?: LayerKind;
}

/**
 * The buffer in which one gesture paints. All coordinates are those of the canvas. The bitmap that it began with stays
 * as it is; only tiles that are painted on are copied.
 */
export class BitmapEditor implements PaintTarget {
  readonly bounds: Rect;
  readonly #before: Bitmap;
  readonly #x: number;
  readonly #y: number;
  readonly #isHard: boolean;
  #tiles: Map<string, Uint8Array>;
  /** What was handed out last, while it is still true. Its map and tiles are not ours any more. */
  #shown: Bitmap | undefined;
  readonly #own = new Map<number, OwnTile>();
  readonly #touched = new Set<number>();
  /** How far the gesture covers each pixel, in whole tiles. */
  readonly #coverage = new Map<number, Uint8Array>();
  #value: Paint | undefined;
  #pixel: Uint8Array;
  #word = 0;
  #left = Infinity;
  #top = Infinity;
  #right = -Infinity;
  #bottom = -Infinity;

  constructor(bitmap: Bitmap, { x = 0, y = 0, bounds, kind }: BitmapEditorOptions = {}) {
    const reach = MAX_TILE * TILE_SIDE;
    const all = { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach };
    this.bounds = bounds ? (intersection(all, bounds) ?? { x, y, width: 0, height: 0 }) : all;
    this.#before = bitmap;
    this.#x = x;
    this.#y = y;
    this.#isHard = kind === 'semantic';
    this.#shown = bitmap;
    this.#tiles = new Map();
    this.#pixel = new Uint8Array(bitmap.channels);
  }

  /** The present state. It stays as it is while painting goes on, and costs a copy of what is painted after. */
  get bitmap(): Bitmap {
    if (!this.#shown) {
      this.#shown = { channels: this.#before.channels, tiles: this.#tiles };
      this.#own.clear();
    }
    return this.#shown;
  }

  /** The box of what was painted since the last call, in canvas pixels; `undefined` for nothing. */
  takeDirty(): Rect | undefined {
    if (this.#left >= this.#right) return undefined;
    const dirty = {
      x: this.#left,
      y: this.#top,
      width: this.#right - this.#left,
      height: this.#bottom - this.#top,
    };
    this.#left = this.#top = Infinity;
    this.#right = this.#bottom = -Infinity;
    return dirty;
  }

  setPixel(x: number, y: number, value: Paint): void {
    this.fillSpan(y, x, x + 1, value);
  }

  fillSpan(y: number, x0: number, x1: number, value: Paint): void {
    const { bounds } = this;
    const from = Math.max(x0, bounds.x);
    const to = Math.min(x1, bounds.x + bounds.width);
    if (from >= to || y < bounds.y || y >= bounds.y + bounds.height) return;
    this.#choose(value);
    this.#markDirty(from, y, to, y + 1);
    this.#fillRow(y - this.#y, from - this.#x, to - this.#x);
  }

  coverSpan(y: number, x0: number, coverage: Uint8Array, value: Paint): void {
    const { bounds } = this;
    const from = Math.max(x0, bounds.x);
    const to = Math.min(x0 + coverage.length, bounds.x + bounds.width);
    if (from >= to || y < bounds.y || y >= bounds.y + bounds.height) return;
    if (this.#isHard) {
      this.#fillCovered(y, from, to, coverage, x0, value);
      return;
    }
    this.#choose(value);
    this.#markDirty(from, y, to, y + 1);
    const row = Math.floor((y - this.#y) / TILE_SIDE);
    const line = (y - this.#y - row * TILE_SIDE) * TILE_SIDE;
    for (let x = from; x < to;) {
      const column = Math.floor((x - this.#x) / TILE_SIDE);
      const origin = column * TILE_SIDE + this.#x;
      const end = Math.min(to, origin + TILE_SIDE);
      this.#coverRow(column, row, line + x - origin, coverage, x - x0, end - x);
      x = end;
    }
  }

  /** Makes every pixel of a box be `value`; tiles that lie in it wholly cost next to nothing. */
  fillRect(rect: Rect, value: Paint): void {
    const part = intersection(rect, this.bounds);
    if (!part) return;
    this.#choose(value);
    this.#markDirty(part.x, part.y, part.x + part.width, part.y + part.height);
    forEachTileIn(shifted(part, -this.#x, -this.#y), (column, row, inTile) => {
      if (inTile.width === TILE_SIDE && inTile.height === TILE_SIDE) this.#fillTile(column, row);
      else {
        for (let y = inTile.y; y < inTile.y + inTile.height; y++) {
          this.#fillRow(y, inTile.x, inTile.x + inTile.width);
        }
      }
    });
  }

  /** The tiles that the gesture changed, as small as they can be: for a patch. */
  tiles(): Tile[] {
    const { channels, tiles: before } = this.#before;
    const now = this.#shown ? this.#shown.tiles : this.#tiles;
    const changed: Tile[] = [];
    for (const number of this.#touched) {
      const column = (number % (2 * MAX_TILE + 1)) - MAX_TILE;
      const row = Math.floor(number / (2 * MAX_TILE + 1)) - MAX_TILE;
      const key = tileKey(column, row);
      const tile = now.get(key);
      if (isSameTile(before.get(key), tile)) continue;
      const collapsed = tile ? collapseTile(tile, channels) : new Uint8Array(channels);
      // What leaves is no longer ours to change.
      const isOwn = collapsed === tile && this.#own.has(number);
      changed.push({ column, row, pixels: isOwn ? new Uint8Array(collapsed) : collapsed });
    }
    return changed;
  }

  #choose(value: Paint): void {
    if (value === this.#value) return;
    this.#value = value;
    this.#pixel = paintBytes(value, this.#before.channels);
    if (this.#before.channels === 4) this.#word = new Uint32Array(this.#pixel.slice().buffer)[0]!;
  }

  #markDirty(left: number, top: number, right: number, bottom: number): void {
    if (left < this.#left) this.#left = left;
    if (top < this.#top) this.#top = top;
    if (right > this.#right) this.#right = right;
    if (bottom > this.#bottom) this.#bottom = bottom;
  }

  /** Coordinates of the bitmap from here on. */
  #fillRow(y: number, from: number, to: number): void {
    const row = Math.floor(y / TILE_SIDE);
    const line = (y - row * TILE_SIDE) * TILE_SIDE;
    for (let x = from; x < to;) {
      const column = Math.floor(x / TILE_SIDE);
      const origin = column * TILE_SIDE;
      const end = Math.min(to, origin + TILE_SIDE);
      const tile = this.#own.get(tileNumber(column, row)) ?? this.#ownTile(column, row, true);
      if (tile?.words) tile.words.fill(this.#word, line + x - origin, line + end - origin);
      else tile?.bytes.fill(this.#pixel[0]!, line + x - origin, line + end - origin);
      x = end;
    }
  }

  #fillTile(column: number, row: number): void {
    const number = tileNumber(column, row);
    this.#edit();
    this.#own.delete(number);
    this.#touched.add(number);
    if (isZeroTile(this.#pixel, this.#before.channels)) this.#tiles.delete(tileKey(column, row));
    else this.#tiles.set(tileKey(column, row), this.#pixel);
  }

  #fillCovered(y: number, from: number, to: number, coverage: Uint8Array, x0: number, value: Paint): void {
    for (let x = from; x < to; x++) {
      if (coverage[x - x0]! < 128) continue;
      const start = x;
      while (x < to && coverage[x - x0]! >= 128) x++;
      this.fillSpan(y, start, x, value);
    }
  }

  #coverRow(
    column: number,
    row: number,
    index: number,
    coverage: Uint8Array,
    from: number,
    length: number,
  ): void {
    const number = tileNumber(column, row);
    const { channels } = this.#before;
    const before = this.#before.tiles.get(tileKey(column, row));
    const isUniform = before?.length === channels;
    let covered = this.#coverage.get(number);
    let bytes: Uint8Array | undefined;
    for (let offset = 0; offset < length; offset++) {
      const cover = coverage[from + offset]!;
      const at = index + offset;
      if (cover === 0 || (covered && covered[at]! >= cover)) continue;
      if (!covered) {
        covered = new Uint8Array(TILE_PIXELS);
        this.#coverage.set(number, covered);
      }
      covered[at] = cover;
      bytes ??= (this.#own.get(number) ?? this.#ownTile(column, row, false))!.bytes;
      coverPixel(bytes, at * channels, before, isUniform ? 0 : at * channels, this.#pixel, cover);
    }
  }

  /** A tile that may be changed; `undefined` where it is all like the pixel already, and that is what is wanted. */
  #ownTile(column: number, row: number, isFill: boolean): OwnTile | undefined {
    const key = tileKey(column, row);
    const { channels } = this.#before;
    const present = (this.#shown ? this.#shown.tiles : this.#tiles).get(key);
    if (isFill && (present === undefined || present.length === channels)) {
      if (isSameTile(present, this.#pixel)) return undefined;
    }
    this.#edit();
    const bytes = expandTile(present, channels);
    const tile = { bytes, words: channels === 4 ? new Uint32Array(bytes.buffer) : undefined };
    this.#tiles.set(key, bytes);
    const number = tileNumber(column, row);
    this.#own.set(number, tile);
    this.#touched.add(number);
    return tile;
  }

  #edit(): void {
    if (!this.#shown) return;
    this.#tiles = new Map(this.#shown.tiles);
    this.#shown = undefined;
  }
}

/** One small number for a tile, which is found faster than a name. */
function tileNumber(column: number, row: number): number {
  return (row + MAX_TILE) * (2 * MAX_TILE + 1) + column + MAX_TILE;
}
