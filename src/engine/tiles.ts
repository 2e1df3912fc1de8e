import { wrapped, type CellRegion } from './cell-region.ts';

/** Part of an axis that one run of a model makes, in cells; positions may lie beyond edges that meet. */
export interface Tile {
  /** What the model is shown. */
  readonly read: Span;
  /** What of its answer is kept. */
  readonly kept: Span;
  /** Over how many cells at its start, and at its end, it takes the place of what other tiles left there. */
  readonly fadesIn: number;
  readonly fadesOut: number;
}

interface Span {
  readonly start: number;
  readonly length: number;
}

/** How a model's answers fit together. */
export interface TilePlan {
  /** How far an answer depends on what surrounds it, in cells; undefined where nobody knows. */
  readonly reach: number | undefined;
  /** Whether the end of the axis is next to its start. */
  readonly isWrapped: boolean;
}

/** The longest axis that is not cut, in cells. */
const LONGEST = 128;
/** The longest part of one that is: with what it sees around it no larger than what is not cut. */
const LONGEST_PART = 96;
/** What a tile is shown around itself, and how far it goes on into the next, where the reach is not known. */
const GUESSED_REACH = 24;
const FADE = 8;

/**
 * The tiles of an axis of `size` cells.
 *
 * With a known reach every tile sees all that its cells depend on, so the parts are what the whole would be. Without
 * one the tiles see a good deal of it and fade into each other in a straight line.
 */
export function planTiles(size: number, { reach, isWrapped }: TilePlan): Tile[] {
  if (size <= LONGEST && !isWrapped) {
    const all = { start: 0, length: size };
    return [{ read: all, kept: all, fadesIn: 0, fadesOut: 0 }];
  }
  const count = Math.ceil(size / LONGEST_PART);
  const halo = reach ?? GUESSED_REACH;
  const fade = reach === undefined && count > 1 ? FADE : 0;
  const within = (from: number, to: number) => {
    const start = isWrapped ? from : Math.max(0, from);
    return { start, length: (isWrapped ? to : Math.min(size, to)) - start };
  };
  return Array.from({ length: count }, (_, i) => {
    const start = Math.round((i * size) / count);
    const end = Math.round(((i + 1) * size) / count);
    return {
      read: within(start - halo, end + halo),
      kept: within(start - fade, end + fade),
      fadesIn: i > 0 ? 2 * fade : 0,
      fadesOut: isWrapped && i === count - 1 ? 2 * fade : 0,
    };
  });
}

/** A whole that is made of tiles: planes one after another, or the channels of each pixel side by side. */
export interface TiledWhole {
  readonly data: Float32Array | Uint8Array;
  /** In values, as is `height`. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly isInterleaved: boolean;
  /** Values per cell along each axis. */
  readonly scale: number;
}

/**
 * Fills a buffer tile by tile.
 *
 * @param run the planes `[C, h, w]` of a region, `scale` values per cell; bytes where the whole is made of bytes
 */
export async function fillTiles(
  whole: TiledWhole,
  columns: readonly Tile[],
  rows: readonly Tile[],
  run: (region: CellRegion) => Promise<ArrayLike<number>>,
): Promise<void> {
  const { height, scale } = whole;
  for (const row of rows) {
    const y = { first: (row.kept.start - row.read.start) * scale, start: row.kept.start * scale };
    const lines = row.kept.length * scale;
    // What other rows of tiles left where this one fades in or out: each of its own tiles is written over it first.
    const left = Array.from({ length: lines }, (_, j) => {
      const weight = weightAt(row, j, scale);
      return weight < 1 ? copyLine(whole, wrapped(y.start + j, height)) : undefined;
    });
    for (const column of columns) {
      const planes = await run({
        ...{ x: column.read.start, width: column.read.length },
        ...{ y: row.read.start, height: row.read.length },
      });
      for (let j = 0; j < lines; j++) {
        const source = { planes, y: y.first + j, height: row.read.length * scale };
        writeLine(whole, wrapped(y.start + j, height), column, source);
      }
    }
    left.forEach((line, j) => {
      if (line) blendLine(whole, wrapped(y.start + j, height), line, weightAt(row, j, scale));
    });
  }
}

/** How much of a kept value is its tile's own. */
function weightAt({ kept, fadesIn, fadesOut }: Tile, position: number, scale: number): number {
  const rise = fadesIn > 0 ? (position + 0.5) / (fadesIn * scale) : 1;
  const fall = fadesOut > 0 ? (kept.length * scale - position - 0.5) / (fadesOut * scale) : 1;
  return Math.min(1, rise, fall);
}

/** One line of a tile, all channels, into line `y` of the whole. */
function writeLine(
  whole: TiledWhole,
  y: number,
  column: Tile,
  source: { planes: ArrayLike<number>; y: number; height: number },
): void {
  const { data, width, height, channels, isInterleaved, scale } = whole;
  const sourceWidth = column.read.length * scale;
  const first = (column.kept.start - column.read.start) * scale;
  const start = column.kept.start * scale;
  for (let channel = 0; channel < channels; channel++) {
    const from = (channel * source.height + source.y) * sourceWidth + first;
    const line = isInterleaved ? channel + y * width * channels : (channel * height + y) * width;
    const stride = isInterleaved ? channels : 1;
    for (let i = 0; i < column.kept.length * scale; i++) {
      const at = line + wrapped(start + i, width) * stride;
      const weight = weightAt(column, i, scale);
      data[at] = blend(data, data[at]!, source.planes[from + i]!, weight);
    }
  }
}

/** The parts of the data that hold line `y`. */
function segments({ width, height, channels, isInterleaved }: TiledWhole, y: number): Span[] {
  if (isInterleaved) return [{ start: y * width * channels, length: width * channels }];
  return Array.from({ length: channels }, (_, channel) => ({
    start: (channel * height + y) * width,
    length: width,
  }));
}

function copyLine(whole: TiledWhole, y: number): (Float32Array | Uint8Array)[] {
  return segments(whole, y).map(({ start, length }) => whole.data.slice(start, start + length));
}

/** Line `y` as a mean of what it was and what it is now. */
function blendLine(
  whole: TiledWhole,
  y: number,
  before: readonly (Float32Array | Uint8Array)[],
  weight: number,
): void {
  const { data } = whole;
  segments(whole, y).forEach(({ start }, part) => {
    before[part]!.forEach((value, i) => {
      data[start + i] = blend(data, value, data[start + i]!, weight);
    });
  });
}

function blend(data: Float32Array | Uint8Array, before: number, now: number, weight: number): number {
  if (weight === 1) return now;
  const mean = before + weight * (now - before);
  return data instanceof Uint8Array ? Math.round(mean) : mean;
}
