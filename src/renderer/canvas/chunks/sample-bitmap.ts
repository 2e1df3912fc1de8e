import { mapped, type Bitmap, type Matrix } from '../../../document/index.ts';
import { TILE_SIDE } from '../../../shared/document-format.ts';

/** Regularly spaced points of the canvas: the middle of the first is half a step from (x, y). */
export interface SampleGrid {
  readonly x: number;
  readonly y: number;
  /** Canvas pixels from one sample to the next. */
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
}

/** A layer's pixels and where they lie on the canvas; `map` is on top of that, while the layer is being transformed. */
export interface PlacedBitmap {
  readonly bitmap: Bitmap;
  readonly x: number;
  readonly y: number;
  /** From the canvas as it shall look back to the canvas as it is. */
  readonly inverse?: Matrix | undefined;
}

/** Takes one pixel of a tile; `at` is the index of its first byte. */
type ReadPixel = (tile: Uint8Array, at: number) => number;

const readByte: ReadPixel = (tile, at) => tile[at]!;
const readWord: ReadPixel = (tile, at) =>
  (tile[at]! | (tile[at + 1]! << 8) | (tile[at + 2]! << 16) | (tile[at + 3]! << 24)) >>> 0;

/**
 * The nearest pixel at every point of a grid, into `out` row by row: a byte each for one channel, a little-endian RGBA
 * word for four. Nothing painted is 0. Tells whether anything was found, and leaves `out` alone if not.
 */
export function sampleBitmap(placed: PlacedBitmap, grid: SampleGrid, out: Uint8Array | Uint32Array): boolean {
  if (placed.bitmap.tiles.size === 0) return false;
  return placed.inverse ? sampleMapped(placed, placed.inverse, grid, out) : sampleStraight(placed, grid, out);
}

/** Samples in rows and columns: tiles are looked up once for all of their pixels. */
function sampleStraight(
  { bitmap, x, y }: PlacedBitmap,
  grid: SampleGrid,
  out: Uint8Array | Uint32Array,
): boolean {
  const { columns, rows, step } = grid;
  const { channels, tiles } = bitmap;
  const read = channels === 1 ? readByte : readWord;
  const runs = columnRuns(grid, x);
  const within = new Int32Array(columns);
  for (let column = 0; column < columns; column++) {
    const pixel = Math.floor(grid.x + (column + 0.5) * step) - x;
    within[column] = pixel - Math.floor(pixel / TILE_SIDE) * TILE_SIDE;
  }
  let tileRow = NaN;
  let rowTiles: (Uint8Array | undefined)[] = [];
  let hasAny = false;
  for (let row = 0; row < rows; row++) {
    const pixel = Math.floor(grid.y + (row + 0.5) * step) - y;
    const newTileRow = Math.floor(pixel / TILE_SIDE);
    if (newTileRow !== tileRow) {
      tileRow = newTileRow;
      rowTiles = runs.map((run) => tiles.get(`${run.tileColumn},${newTileRow}`));
      const isFilled = rowTiles.some((tile) => tile !== undefined);
      // Rows above the first tile were passed over: they are nothing.
      if (isFilled && !hasAny) out.fill(0, 0, row * columns);
      hasAny ||= isFilled;
    }
    if (!hasAny) continue;
    const line = (pixel - tileRow * TILE_SIDE) * TILE_SIDE;
    for (let index = 0; index < runs.length; index++) {
      const { from, to } = runs[index]!;
      const tile = rowTiles[index];
      if (!tile || tile.length === channels) {
        out.fill(tile ? read(tile, 0) : 0, row * columns + from, row * columns + to);
      } else if (channels === 1) {
        for (let column = from; column < to; column++) {
          out[row * columns + column] = tile[line + within[column]!]!;
        }
      } else {
        for (let column = from; column < to; column++) {
          out[row * columns + column] = readWord(tile, (line + within[column]!) * 4);
        }
      }
    }
  }
  return hasAny;
}

/** Stretches of a grid's columns that lie in one column of tiles. */
function columnRuns(grid: SampleGrid, x: number): { tileColumn: number; from: number; to: number }[] {
  const runs: { tileColumn: number; from: number; to: number }[] = [];
  for (let column = 0; column < grid.columns; column++) {
    const pixel = Math.floor(grid.x + (column + 0.5) * grid.step) - x;
    const tileColumn = Math.floor(pixel / TILE_SIDE);
    const last = runs.at(-1);
    if (last?.tileColumn === tileColumn) last.to = column + 1;
    else runs.push({ tileColumn, from: column, to: column + 1 });
  }
  return runs;
}

function sampleMapped(
  { bitmap, x, y }: PlacedBitmap,
  inverse: Matrix,
  grid: SampleGrid,
  out: Uint8Array | Uint32Array,
): boolean {
  const { channels, tiles } = bitmap;
  const read = channels === 1 ? readByte : readWord;
  const first = mapped(inverse, { x: grid.x + grid.step / 2, y: grid.y + grid.step / 2 });
  const [a, b, c, d] = inverse;
  let lastColumn = NaN;
  let lastRow = NaN;
  let tile: Uint8Array | undefined;
  let index = 0;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const pixelX = Math.floor(first.x + (a * column + c * row) * grid.step) - x;
      const pixelY = Math.floor(first.y + (b * column + d * row) * grid.step) - y;
      const tileColumn = Math.floor(pixelX / TILE_SIDE);
      const tileRow = Math.floor(pixelY / TILE_SIDE);
      if (tileColumn !== lastColumn || tileRow !== lastRow) {
        lastColumn = tileColumn;
        lastRow = tileRow;
        tile = tiles.get(`${tileColumn},${tileRow}`);
      }
      if (!tile) out[index] = 0;
      else if (tile.length === channels) out[index] = read(tile, 0);
      else {
        const at = (pixelY - tileRow * TILE_SIDE) * TILE_SIDE + pixelX - tileColumn * TILE_SIDE;
        out[index] = read(tile, at * channels);
      }
      index++;
    }
  }
  return true;
}
