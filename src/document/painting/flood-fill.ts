import { identity, intersection, mapped, type Point, type Rect } from '../geometry/geometry.ts';
import type { ClassSampler } from './class-sampler.ts';
import type { Paint, PaintTarget } from './paint-target.ts';

/**
 * Fills what is of the same class as the pixel under `seed`: all that hangs together with it by sides, or all there is.
 *
 * @param options.bounds where filling ends; whole pixels of the canvas
 * @returns how many pixels were filled
 */
export function floodFill(
  source: ClassSampler,
  target: PaintTarget,
  seed: Point,
  value: Paint,
  { isContiguous, bounds }: { isContiguous: boolean; bounds: Rect },
): number {
  const area = intersection(bounds, target.bounds);
  if (!area) return 0;
  let filled = 0;
  for (const map of target.copies ?? [identity]) {
    const { x, y } = mapped(map, seed);
    const start = { x: Math.floor(x), y: Math.floor(y) };
    if (!intersection(area, { ...start, width: 1, height: 1 })) continue;
    const sampled = new Uint8Array(1);
    source.readSpan(start.y, start.x, start.x + 1, sampled);
    const open = new OpenPixels(source, area, sampled[0]!);
    filled += isContiguous ? fillRegion(open, target, start, value) : fillEverywhere(open, target, value);
  }
  return filled;
}

/** Which pixels are still to be filled: rows are read when they are first looked at. */
class OpenPixels {
  readonly area: Rect;
  readonly #source: ClassSampler;
  readonly #classId: number;
  readonly #rows: (Uint8Array | undefined)[] = [];

  constructor(source: ClassSampler, area: Rect, classId: number) {
    this.area = area;
    this.#source = source;
    this.#classId = classId;
  }

  /** One byte per pixel from the area's left side on: 0 to be filled, 1 not. Filling makes ones of zeros. */
  row(y: number): Uint8Array {
    const { x, y: top, width } = this.area;
    const known = this.#rows[y - top];
    if (known) return known;
    // Four pixels at a time.
    const words = new Uint32Array(Math.ceil(width / 4));
    const row = new Uint8Array(words.buffer, 0, width);
    this.#source.readSpan(y, x, x + width, row);
    const classId = this.#classId;
    const all = (classId * 0x01010101) >>> 0;
    for (let index = 0; index < words.length; index++) {
      const word = words[index]!;
      words[index] = word === all ? 0 : isOther(word, classId);
    }
    this.#rows[y - top] = row;
    return row;
  }
}

/** A word of a 1 for each of the four bytes that is not the wanted one. */
function isOther(word: number, wanted: number): number {
  return (
    Number((word & 255) !== wanted) |
    (Number(((word >>> 8) & 255) !== wanted) << 8) |
    (Number(((word >>> 16) & 255) !== wanted) << 16) |
    (Number(word >>> 24 !== wanted) << 24)
  );
}

function fillRegion(open: OpenPixels, target: PaintTarget, start: Point, value: Paint): number {
  const { x: left, y: top, width, height } = open.area;
  const stack = new PlaceStack();
  stack.push(start.x - left, start.y);
  let filled = 0;
  while (!stack.isEmpty) {
    const { x, y } = stack.pop();
    const row = open.row(y);
    if (row[x] !== 0) continue;
    // Searching bytes is what engines do fastest.
    const from = x === 0 ? 0 : row.lastIndexOf(1, x - 1) + 1;
    const blocked = row.indexOf(1, x);
    const to = blocked < 0 ? width : blocked;
    row.fill(1, from, to);
    target.fillSpan(y, left + from, left + to, value);
    filled += to - from;
    if (y > top) pushRuns(open.row(y - 1), from, to, y - 1, stack);
    if (y < top + height - 1) pushRuns(open.row(y + 1), from, to, y + 1, stack);
  }
  return filled;
}

/** One place in each run of open pixels. */
function pushRuns(row: Uint8Array, from: number, to: number, y: number, stack: PlaceStack): void {
  const part = row.subarray(from, to);
  let open = part.indexOf(0);
  while (open >= 0) {
    stack.push(from + open, y);
    const blocked = part.indexOf(1, open);
    open = blocked < 0 ? -1 : part.indexOf(0, blocked);
  }
}

function fillEverywhere(open: OpenPixels, target: PaintTarget, value: Paint): number {
  const { x: left, y: top, width, height } = open.area;
  let filled = 0;
  for (let y = top; y < top + height; y++) {
    const row = open.row(y);
    for (let from = row.indexOf(0); from >= 0;) {
      const blocked = row.indexOf(1, from);
      const to = blocked < 0 ? width : blocked;
      target.fillSpan(y, left + from, left + to, value);
      filled += to - from;
      from = blocked < 0 ? -1 : row.indexOf(0, blocked);
    }
  }
  return filled;
}

/** Places to look at, in one growing block of memory: the call stack would not hold a large canvas. */
class PlaceStack {
  #values = new Int32Array(1024);
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  push(x: number, y: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Int32Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = x;
    this.#values[this.#length++] = y;
  }

  pop(): Point {
    const y = this.#values[--this.#length]!;
    const x = this.#values[--this.#length]!;
    return { x, y };
  }
}
