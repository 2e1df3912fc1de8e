import { wrapped } from '../cell-region.ts';

/** How each place of an axis is made of places of another: `count` weighted values each. */
export interface Taps {
  readonly size: number;
  /** Length of the axis that it is made of. */
  readonly from: number;
  readonly count: number;
  /** Places, `count` for each of `size`. Where ends meet they go on beyond them: `from` is 0 again. */
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Shrinks an axis by area: every value is the mean of those it covers, in parts where need be.
 *
 * @param isRound the ends of the axis meet, here and below
 */
export function shrinkingTaps(from: number, to: number, isRound = false): Taps {
  const ratio = from / to;
  return makeTaps({ size: to, from, isRound }, Math.ceil(ratio) + 1, (place) => {
    const start = place * ratio;
    const end = start + ratio;
    return {
      first: Math.floor(start),
      weight: (at) => Math.max(0, Math.min(end, at + 1) - Math.max(start, at)) / ratio,
    };
  });
}

/**
 * Bicubic interpolation with a slope of half the difference (Catmull and Rom): of four places, or of more where the
 * axis gets shorter.
 */
export function cubicTaps(from: number, to: number, isRound = false): Taps {
  const scale = Math.max(1, from / to);
  const count = 2 * Math.ceil(2 * scale);
  return makeTaps({ size: to, from, isRound }, count, (place) => {
    const centre = ((place + 0.5) * from) / to - 0.5;
    return {
      first: Math.floor(centre) + 1 - count / 2,
      weight: (at) => catmullRom(Math.abs(at - centre) / scale),
    };
  });
}

/** Blurs an axis; as training/degrade.py it stops at two and a half deviations. */
export function gaussianTaps(size: number, deviation: number, isRound = false): Taps {
  const reach = Math.max(1, Math.ceil(2.5 * deviation));
  return makeTaps({ size, from: size, isRound }, 2 * reach + 1, (place) => ({
    first: place - reach,
    weight: (at) => Math.exp(-((at - place) ** 2) / (2 * deviation ** 2)),
  }));
}

/** Weights that sum to 1; the first and last values go on beyond ends that do not meet. */
function makeTaps(
  { size, from, isRound }: { size: number; from: number; isRound: boolean },
  count: number,
  at: (place: number) => { first: number; weight: (at: number) => number },
): Taps {
  const places = new Int32Array(size * count);
  const weights = new Float32Array(size * count);
  for (let place = 0; place < size; place++) {
    const { first, weight } = at(place);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) sum += weight(first + tap);
    for (let tap = 0; tap < count; tap++) {
      places[place * count + tap] = isRound ? first + tap : Math.max(0, Math.min(from - 1, first + tap));
      weights[place * count + tap] = weight(first + tap) / sum;
    }
  }
  return { size, from, count, places, weights };
}

/** Weight of what is this far away, in places. */
function catmullRom(distance: number): number {
  if (distance >= 2) return 0;
  if (distance >= 1) return 2 - distance * (4 - distance * (2.5 - 0.5 * distance));
  return 1 - distance * distance * (2.5 - 1.5 * distance);
}

/** Rows of RGB values with another number of pixels each. */
export function resampleAcross(
  values: Float32Array,
  rows: number,
  { size, from, count, places, weights }: Taps,
): Float32Array {
  const columns = places.map((place) => wrapped(place, from));
  const line = 3 * from;
  const result = new Float32Array(3 * size * rows);
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < size; place++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = place * count; tap < (place + 1) * count; tap++) {
        const weight = weights[tap]!;
        const at = row * line + 3 * columns[tap]!;
        red += weight * values[at]!;
        green += weight * values[at + 1]!;
        blue += weight * values[at + 2]!;
      }
      const at = 3 * (row * size + place);
      result[at] = red;
      result[at + 1] = green;
      result[at + 2] = blue;
    }
  }
  return result;
}

/**
 * Another number of rows, of which a part is there and a part is wanted: places beyond what is there count as its
 * first or last row. Where ends meet, rows go on beyond them, before 0 too.
 *
 * @param from first row of `values`, and the one after its last
 * @param to   the same of the result
 */
export function resampleDown(
  values: Float32Array,
  { taps, from, to }: { taps: Taps; from: readonly [number, number]; to: readonly [number, number] },
): Float32Array {
  const { size, count, places, weights } = taps;
  const line = values.length / (from[1] - from[0]);
  const result = new Float32Array((to[1] - to[0]) * line);
  for (let place = to[0]; place < to[1]; place++) {
    const target = (place - to[0]) * line;
    const turns = Math.floor(place / size);
    const first = (place - turns * size) * count;
    for (let tap = first; tap < first + count; tap++) {
      const weight = weights[tap]!;
      if (weight === 0) continue;
      const row = places[tap]! + turns * taps.from;
      const source = (Math.max(from[0], Math.min(from[1] - 1, row)) - from[0]) * line;
      for (let i = 0; i < line; i++) result[target + i] = result[target + i]! + weight * values[source + i]!;
    }
  }
  return result;
}
