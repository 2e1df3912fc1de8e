import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';
import type { Region } from '../pictures/cut-region.ts';

/** Which squares of a picture hold something to be painted, and which of them hang together. */
export interface Holes {
  /** Side of a square, in pixels. */
  readonly square: number;
  readonly columns: number;
  readonly rows: number;
  /** Number of the hole per square, from 1; 0 where there is none. */
  readonly labels: Int32Array;
  /** Around each hole, in whole squares but for the edges of the picture; one around all where there are very many. */
  readonly boxes: readonly Region[];
}

/** Beyond this many they are taken as one: looking for the cheapest way to share them out would take longer. */
const MOST_HOLES = 64;

/**
 * Finds what a mask covers, in squares; squares that touch, also at a corner, are one hole.
 *
 * @param isCovered asked once per square, with its first pixel and the pixels that it has
 */
export function findHoles(
  size: Size,
  square: number,
  wrap: Wrap | undefined,
  isCovered: (region: Region) => boolean,
): Holes {
  const columns = Math.ceil(size.width / square);
  const rows = Math.ceil(size.height / square);
  const labels = new Int32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [column * square, row * square];
      const width = Math.min(square, size.width - x);
      const height = Math.min(square, size.height - y);
      if (isCovered({ x, y, width, height })) labels[row * columns + column] = -1;
    }
  }
  const flags = () => ({ columns: new Uint8Array(columns), rows: new Uint8Array(rows) });
  const all = flags();
  const parts: { columns: Uint8Array; rows: Uint8Array }[] = [];
  let count = 0;
  for (let first = 0; first < labels.length; first++) {
    if (labels[first] !== -1) continue;
    count++;
    const part = count > MOST_HOLES ? all : flags();
    if (count <= MOST_HOLES) parts.push(part);
    const waiting = [first];
    labels[first] = count;
    while (waiting.length > 0) {
      const at = waiting.pop()!;
      const [column, row] = [at % columns, Math.floor(at / columns)];
      for (const flagged of [part, all]) {
        flagged.columns[column] = 1;
        flagged.rows[row] = 1;
      }
      for (const y of neighbours(row, rows, wrap === 'both')) {
        for (const x of neighbours(column, columns, wrap !== undefined)) {
          const next = y * columns + x;
          if (labels[next] !== -1) continue;
          labels[next] = count;
          waiting.push(next);
        }
      }
    }
  }
  const boxes = (count > MOST_HOLES ? [all] : parts).map((part) => {
    const across = span(part.columns, square, size.width, wrap !== undefined);
    const down = span(part.rows, square, size.height, wrap === 'both');
    return { x: across.start, y: down.start, width: across.length, height: down.length };
  });
  return { square, columns, rows, labels, boxes };
}

/** The position itself and those beside it. */
export function neighbours(at: number, length: number, isWrapped: boolean): number[] {
  const around = [at - 1, at, at + 1];
  if (!isWrapped) return around.filter((index) => index >= 0 && index < length);
  return [...new Set(around.map((index) => (index + length) % length))];
}

/** The shortest stretch of an axis that holds all flagged squares, in pixels. */
function span(
  flags: Uint8Array,
  square: number,
  size: number,
  isWrapped: boolean,
): { start: number; length: number } {
  const count = flags.length;
  const first = flags.indexOf(1);
  let [start, end] = [first, flags.lastIndexOf(1) + 1];
  if (isWrapped) {
    // Around the longest stretch without a flag, which may go over the edge.
    let longest = first + count - end;
    let last = first;
    for (let i = first + 1; i < count; i++) {
      if (flags[i] !== 1) continue;
      if (i - last - 1 > longest) {
        longest = i - last - 1;
        [start, end] = [i, last + 1 + count];
      }
      last = i;
    }
  }
  const pixel = (index: number) =>
    index >= count ? size + Math.min((index - count) * square, size) : Math.min(index * square, size);
  return { start: pixel(start), length: Math.min(pixel(end) - pixel(start), size) };
}
