import type { Size } from '../../shared/size.ts';
import { neighbours } from './find-holes.ts';

/** Side of the squares in which colours are compared, in pixels: what is finer is texture, and stays. */
const SQUARE = 8;

interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Sums of the difference per channel, and of the pixels it was taken over: `[4, rows, columns]`. */
  readonly sums: Float32Array;
}

/**
 * Brings painted pixels to the colours of the picture around the hole.
 *
 * What was kept went through the autoencoder as well, so that source and painting differ there by its drift alone.
 * That difference, in squares around the hole and spread smoothly into it, is taken off what was painted.
 *
 * @param painted  RGB, changed in place
 * @param source   RGB of the same size
 * @param coverage one byte per pixel: nothing is learned from what is covered, or beside it
 */
export function matchColours(
  painted: Uint8Array,
  source: Uint8Array,
  coverage: Uint8Array,
  size: Size,
): void {
  const finest = compare(painted, source, coverage, size);
  if (!finest) return;
  const levels = [finest];
  while (levels.at(-1)!.columns > 1 || levels.at(-1)!.rows > 1) levels.push(halved(levels.at(-1)!));
  let coarse: Float32Array | undefined;
  for (let i = levels.length - 1; i >= 0; i--) coarse = filled(levels[i]!, coarse, levels[i + 1]);
  addSmoothly(painted, coarse!, finest, size);
}

/** The differences that are known, or undefined where the hole leaves none. */
function compare(
  painted: Uint8Array,
  source: Uint8Array,
  coverage: Uint8Array,
  { width, height }: Size,
): Grid | undefined {
  const columns = Math.ceil(width / SQUARE);
  const rows = Math.ceil(height / SQUARE);
  const squares = columns * rows;
  const squareOf = (x: number, y: number) => Math.floor(y / SQUARE) * columns + Math.floor(x / SQUARE);
  const isCovered = new Uint8Array(squares);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) if (coverage[at]! > 0) isCovered[squareOf(x, y)] = 1;
  }
  // The hole was painted a cell wider than it is.
  const isKnown = isCovered.map((_, square) => {
    const xs = neighbours(square % columns, columns, false);
    const ys = neighbours(Math.floor(square / columns), rows, false);
    return ys.some((y) => xs.some((x) => isCovered[y * columns + x] === 1)) ? 0 : 1;
  });
  if (!isKnown.includes(1)) return undefined;
  const sums = new Float32Array(4 * squares);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const square = squareOf(x, y);
      if (isKnown[square] === 0) continue;
      for (let channel = 0; channel < 3; channel++) {
        sums[channel * squares + square]! += source[3 * at + channel]! - painted[3 * at + channel]!;
      }
      sums[3 * squares + square]! += 1;
    }
  }
  return { columns, rows, sums };
}

/** Four squares in one. */
function halved({ columns, rows, sums }: Grid): Grid {
  const [halfColumns, halfRows] = [Math.ceil(columns / 2), Math.ceil(rows / 2)];
  const halves = new Float32Array(4 * halfColumns * halfRows);
  for (let plane = 0, from = 0; plane < 4; plane++) {
    for (let y = 0; y < rows; y++) {
      const row = (plane * halfRows + (y >> 1)) * halfColumns;
      for (let x = 0; x < columns; x++) halves[row + (x >> 1)]! += sums[from++]!;
    }
  }
  return { columns: halfColumns, rows: halfRows, sums: halves };
}

/** Mean differences `[3, rows, columns]`: known where pixels tell, else as a coarser grid has it. */
function filled(
  { columns, rows, sums }: Grid,
  coarse: Float32Array | undefined,
  coarser: Grid | undefined,
): Float32Array {
  const squares = columns * rows;
  const means = new Float32Array(3 * squares);
  for (let channel = 0; channel < 3; channel++) {
    for (let square = 0; square < squares; square++) {
      const count = sums[3 * squares + square]!;
      const at = channel * squares + square;
      if (count > 0) means[at] = sums[at]! / count;
      else if (coarse && coarser) {
        const x = (square % columns) / 2 - 0.25;
        const y = Math.floor(square / columns) / 2 - 0.25;
        means[at] = between(coarse, channel, coarser, x, y);
      }
    }
  }
  return means;
}

/** Bilinear, with the outermost squares going on beyond the edges. */
function between(planes: Float32Array, plane: number, grid: Grid, x: number, y: number): number {
  const { columns, rows } = grid;
  const clampX = (at: number) => Math.min(Math.max(at, 0), columns - 1);
  const clampY = (at: number) => (plane * rows + Math.min(Math.max(at, 0), rows - 1)) * columns;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [x - left, y - top];
  const [a, b] = [clampX(left), clampX(left + 1)];
  const [above, under] = [clampY(top), clampY(top + 1)];
  const upper = planes[above + a]! * (1 - right) + planes[above + b]! * right;
  const lower = planes[under + a]! * (1 - right) + planes[under + b]! * right;
  return upper * (1 - below) + lower * below;
}

function addSmoothly(painted: Uint8Array, means: Float32Array, grid: Grid, { width, height }: Size): void {
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++, at++) {
        const shift = between(means, channel, grid, (x + 0.5) / SQUARE - 0.5, (y + 0.5) / SQUARE - 0.5);
        painted[at] = Math.min(255, Math.max(0, Math.round(painted[at]! + shift)));
      }
    }
  }
}
