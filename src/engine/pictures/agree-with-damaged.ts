import { setImmediate } from 'node:timers/promises';
import type { Wrap } from '../../shared/generation-request.ts';
import { wrapped } from '../cell-region.ts';
import {
  cubicTaps,
  gaussianTaps,
  resampleDown,
  resampleAcross,
  shrinkingTaps,
  type Taps,
} from './resampling.ts';
import type { Size } from '../../shared/size.ts';

/** A picture that is smaller than what was painted of it, blurred or noisy. */
export interface DamagedPicture extends Size {
  /** RGB, row by row; no side is longer than that of what was painted. */
  readonly rgb: Uint8Array;
  /** Deviation of a Gaussian blur, in its own pixels. */
  readonly blur: number;
  /** Deviation of its noise, with pixels from 0 to 1. */
  readonly noise: number;
}

/**
 * How much of what is missing is added in each round. Enlarged and shrunk again the finest detail of the damaged
 * picture keeps less than half of itself, so the middle rounds add more; after these a picture without noise, shrunk
 * again, is the damaged one to a level or two nearly everywhere. In noise every round would add some of it.
 */
const GAINS = [1, 1.6, 1.6, 1] as const;
const GAINS_IN_NOISE = [1] as const;
/**
 * The share of the painting in what the rounds begin with, beside the enlarged picture: what a decoder leaves of its
 * own, a fine mesh where colours are strong, is hardly seen at a little more than half, and most of the new detail is
 * still there. Beside noise the painting counts alone.
 */
const PAINTED_SHARE = 0.6;
/** Noise is told from detail by the power around each pixel, this far to all sides. */
const POWER_REACH = 3;
/** Rows of a band, and how many values it may hold where its rows are short. */
const BAND_ROWS = 128;
const BAND_VALUES = 2 ** 18;
/** How far bicubic interpolation looks, in pixels of the smaller picture. */
const CUBIC_REACH = 2;

/**
 * Makes a painted picture agree with the damaged one that it was painted from, and leaves to the painting only what
 * the damage took.
 *
 * Damaged in the same way, shrunk by area and blurred, the painting should be what is known. What it fails to explain
 * is enlarged and added, a few times over. Of a noisy picture only that part is added which is stronger than the
 * noise (a Wiener filter with the power around each pixel). In bands of rows, so that memory stays bounded.
 *
 * @param painted RGB, row by row; not modified
 * @param wrap    which edges of both pictures meet
 * @param pause   awaited between bands
 * @source Irani and Peleg 1991, Improving resolution by image registration; Lee 1980, Digital image enhancement and
 *         noise filtering by use of local statistics
 */
export async function agreeWithDamaged(
  painted: Uint8Array,
  size: Size,
  damaged: DamagedPicture,
  wrap?: Wrap,
  pause: () => Promise<unknown> = setImmediate,
): Promise<Uint8Array> {
  const damage = describeDamage(size, damaged, wrap);
  const result = new Uint8Array(painted.length);
  const rows = Math.max(BAND_ROWS, Math.floor(BAND_VALUES / (3 * size.width)));
  for (let top = 0; top < size.height; top += rows) {
    const kept = { start: top, end: Math.min(size.height, top + rows) };
    agreeInBand(painted, size, damaged, damage, kept, result);
    await pause();
  }
  return result;
}

/** The damage along both axes, for the whole picture. */
interface Damage {
  readonly shrinkX: Taps;
  readonly shrinkY: Taps;
  readonly enlargeX: Taps;
  readonly enlargeY: Taps;
  readonly blurX: Taps | undefined;
  readonly blurY: Taps | undefined;
  /** Power of the noise, in squares of byte levels. */
  readonly noisePower: number;
  readonly gains: readonly number[];
  readonly wrap: Wrap | undefined;
  /** Rows of the damaged picture that a row of the result depends on, to each side. */
  readonly halo: number;
}

/** Below this a blur changes nothing that bytes could tell. */
const LEAST_BLUR = 0.3;

function describeDamage(
  size: Size,
  { width, height, blur, noise }: DamagedPicture,
  wrap: Wrap | undefined,
): Damage {
  const [isRoundX, isRoundY] = [wrap !== undefined, wrap === 'both'];
  const isBlurred = blur >= LEAST_BLUR;
  const blurX = isBlurred ? gaussianTaps(width, blur, isRoundX) : undefined;
  const blurY = isBlurred ? gaussianTaps(height, blur, isRoundY) : undefined;
  const gains = noise > 0 ? GAINS_IN_NOISE : GAINS;
  const blurReach = blurY ? (blurY.count - 1) / 2 : 0;
  return {
    shrinkX: shrinkingTaps(size.width, width, isRoundX),
    shrinkY: shrinkingTaps(size.height, height, isRoundY),
    enlargeX: cubicTaps(width, size.width, isRoundX),
    enlargeY: cubicTaps(height, size.height, isRoundY),
    ...{ blurX, blurY, gains, wrap, noisePower: (255 * noise) ** 2 },
    halo: gains.length * (blurReach + CUBIC_REACH + (noise > 0 ? POWER_REACH : 0)),
  };
}

function agreeInBand(
  painted: Uint8Array,
  size: Size,
  damaged: DamagedPicture,
  damage: Damage,
  kept: { start: number; end: number },
  result: Uint8Array,
): void {
  const ratio = size.height / damaged.height;
  const isRound = damage.wrap === 'both';
  // Rows of the damaged picture that count, and rows of the painted one that cover them; beyond edges that meet, too.
  const [before, after] = [
    Math.floor(kept.start / ratio) - damage.halo,
    Math.ceil(kept.end / ratio) + damage.halo,
  ];
  const first = isRound ? before : Math.max(0, before);
  const last = isRound ? after : Math.min(damaged.height, after);
  const top = Math.floor(first * ratio);
  const bottom = isRound ? Math.ceil(last * ratio) : Math.min(size.height, Math.ceil(last * ratio));
  const line = 3 * size.width;
  const known = rowsOf(damaged.rgb, damaged, first, last);
  const enlarge = (values: Float32Array) => {
    const wide = resampleAcross(values, last - first, damage.enlargeX);
    return resampleDown(wide, { taps: damage.enlargeY, from: [first, last], to: [top, bottom] });
  };
  const band = rowsOf(painted, size, top, bottom);
  if (damage.noisePower === 0) {
    const plain = enlarge(known);
    for (let i = 0; i < band.length; i++) band[i] = plain[i]! + PAINTED_SHARE * (band[i]! - plain[i]!);
  }
  for (const gain of damage.gains) {
    let seen = resampleAcross(band, bottom - top, damage.shrinkX);
    seen = resampleDown(seen, { taps: damage.shrinkY, from: [top, bottom], to: [first, last] });
    if (damage.blurX && damage.blurY) {
      seen = resampleAcross(seen, last - first, damage.blurX);
      seen = resampleDown(seen, { taps: damage.blurY, from: [first, last], to: [first, last] });
    }
    for (let i = 0; i < seen.length; i++) seen[i] = known[i]! - seen[i]!;
    if (damage.noisePower > 0) keepAboveNoise(seen, damaged.width, damage);
    const missing = enlarge(seen);
    for (let i = 0; i < band.length; i++) band[i] = band[i]! + gain * missing[i]!;
  }
  const offset = (kept.start - top) * line;
  const values = (kept.end - kept.start) * line;
  for (let i = 0; i < values; i++) {
    result[kept.start * line + i] = Math.max(0, Math.min(255, Math.round(band[offset + i]!)));
  }
}

/** Rows of RGB, of which those beyond the edges are the ones at the other side. */
function rowsOf(rgb: Uint8Array, { width, height }: Size, first: number, last: number): Float32Array {
  const line = 3 * width;
  const rows = new Float32Array((last - first) * line);
  for (let row = first; row < last; row++) {
    const from = wrapped(row, height) * line;
    rows.set(rgb.subarray(from, from + line), (row - first) * line);
  }
  return rows;
}

/** Scales each pixel of a difference by the share of the power around it that is not noise. */
function keepAboveNoise(
  difference: Float32Array,
  width: number,
  { noisePower, wrap }: Pick<Damage, 'noisePower' | 'wrap'>,
): void {
  const height = difference.length / (3 * width);
  const power = new Float32Array(width * height);
  for (let pixel = 0; pixel < power.length; pixel++) {
    const at = 3 * pixel;
    power[pixel] = (difference[at]! ** 2 + difference[at + 1]! ** 2 + difference[at + 2]! ** 2) / 3;
  }
  const around = meanAround(
    meanAround(power, width, 1, width, wrap !== undefined),
    height,
    width,
    width,
    false,
  );
  for (let pixel = 0; pixel < power.length; pixel++) {
    const share = Math.max(0, 1 - noisePower / Math.max(around[pixel]!, Number.MIN_VALUE));
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) difference[at] = difference[at]! * share;
  }

  /** Mean over `POWER_REACH` to both sides, along lines of `length` values that are `step` apart. */
  function meanAround(
    values: Float32Array,
    length: number,
    step: number,
    lines: number,
    isRound: boolean,
  ): Float32Array {
    const means = new Float32Array(values.length);
    const count = values.length / length;
    for (let index = 0; index < count; index++) {
      const start = step === 1 ? index * lines : index;
      for (let i = 0; i < length; i++) {
        const from = isRound ? i - POWER_REACH : Math.max(0, i - POWER_REACH);
        const to = isRound ? i + POWER_REACH : Math.min(length - 1, i + POWER_REACH);
        let sum = 0;
        for (let k = from; k <= to; k++)
          sum += values[start + (k < 0 || k >= length ? wrapped(k, length) : k) * step]!;
        means[start + i * step] = sum / (to - from + 1);
      }
    }
    return means;
  }
}
