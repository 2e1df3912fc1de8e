/** How each place of an axis is made of places of another: `count` weighted values each. */
export interface Taps {
  readonly size: number;
  readonly count: number;
  /** Places, `count` for each of `size`. */
  readonly places: Int32Array;
  readonly weights: Float32Array;
}

/** Shrinks an axis by area: every value is the mean of those it covers, in parts where need be. */
export function shrinkingTaps(from: number, to: number): Taps {
  const ratio = from / to;
  return makeTaps(to, Math.ceil(ratio) + 1, from, (place) => {
    const start = place * ratio;
    const end = start + ratio;
    return {
      first: Math.floor(start),
      weight: (at) => Math.max(0, Math.min(end, at + 1) - Math.max(start, at)) / ratio,
    };
  });
}

/** Enlarges an axis by bicubic interpolation with a slope of half the difference (Catmull and Rom). */
export function enlargingTaps(from: number, to: number): Taps {
  return makeTaps(to, 4, from, (place) => {
    const centre = ((place + 0.5) * from) / to - 0.5;
    return { first: Math.floor(centre) - 1, weight: (at) => cubic(Math.abs(at - centre)) };
  });
}

/** Blurs an axis; as training/degrade.py it stops at two and a half deviations. */
export function gaussianTaps(size: number, deviation: number): Taps {
  const reach = Math.max(1, Math.ceil(2.5 * deviation));
  return makeTaps(size, 2 * reach + 1, size, (place) => ({
    first: place - reach,
    weight: (at) => Math.exp(-((at - place) ** 2) / (2 * deviation ** 2)),
  }));
}

/** Weights that sum to 1; the first and last values go on beyond the edges. */
function makeTaps(
  size: number,
  count: number,
  from: number,
  at: (place: number) => { first: number; weight: (at: number) => number },
): Taps {
  const places = new Int32Array(size * count);
  const weights = new Float32Array(size * count);
  for (let place = 0; place < size; place++) {
    const { first, weight } = at(place);
    let sum = 0;
    for (let tap = 0; tap < count; tap++) sum += weight(first + tap);
    for (let tap = 0; tap < count; tap++) {
      places[place * count + tap] = Math.max(0, Math.min(from - 1, first + tap));
      weights[place * count + tap] = weight(first + tap) / sum;
    }
  }
  return { size, count, places, weights };
}

function cubic(distance: number): number {
  if (distance < 1) return 1.5 * distance ** 3 - 2.5 * distance ** 2 + 1;
  if (distance < 2) return -0.5 * distance ** 3 + 2.5 * distance ** 2 - 4 * distance + 2;
  return 0;
}

/** Rows of RGB values with another number of pixels each. */
export function resampleAcross(
  values: Float32Array,
  rows: number,
  { size, count, places, weights }: Taps,
): Float32Array {
  const from = values.length / rows;
  const result = new Float32Array(3 * size * rows);
  for (let row = 0; row < rows; row++) {
    for (let place = 0; place < size; place++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = place * count; tap < (place + 1) * count; tap++) {
        const weight = weights[tap]!;
        const at = row * from + 3 * places[tap]!;
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
 * first or last row.
 *
 * @param from first row of `values`, and the one after its last
 * @param to   the same of the result
 */
export function resampleDown(
  values: Float32Array,
  { taps, from, to }: { taps: Taps; from: readonly [number, number]; to: readonly [number, number] },
): Float32Array {
  const { count, places, weights } = taps;
  const line = values.length / (from[1] - from[0]);
  const result = new Float32Array((to[1] - to[0]) * line);
  for (let place = to[0]; place < to[1]; place++) {
    const target = (place - to[0]) * line;
    for (let tap = place * count; tap < (place + 1) * count; tap++) {
      const weight = weights[tap]!;
      if (weight === 0) continue;
      const source = (Math.max(from[0], Math.min(from[1] - 1, places[tap]!)) - from[0]) * line;
      for (let i = 0; i < line; i++) result[target + i] = result[target + i]! + weight * values[source + i]!;
    }
  }
  return result;
}
