import { mapped, type Matrix, type Point, type Rect } from '../geometry/geometry.ts';

/** Points taken each way for a pixel that shows many, at most. */
const MAX_SAMPLES = 8;

/**
 * The pixels of a part of the transformed bitmap: means of points taken all over each of them, or fine detail would come
 * and go, each point between four pixels by its nearness to them.
 *
 * @param pixels `channels` bytes each, of all that is seen there; around it lies nothing
 * @param back   from the transformed bitmap to the one that it is made of
 */
export function interpolatePixels(
  pixels: Uint8Array,
  channels: 1 | 4,
  seen: Rect,
  back: Matrix,
  part: Rect,
): Uint8Array {
  const [, b, c] = back;
  const smooth = b === 0 && c === 0 ? smoothUpright : smoothPixels;
  return smooth(weightedPixels(pixels, channels), channels, seen, back, part);
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

/** For a map that only scales and moves, in which rows and columns can be taken one after the other. */
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
