import { damageLevel, damagePart } from '../../shared/damage-level.ts';
import { cutRegion } from './cut-region.ts';
import { gaussianTaps, resampleAcross, resampleDown } from './resampling.ts';
import type { Size } from '../../shared/size.ts';

/** What is wrong with a picture, as far as it can be told from the picture alone. */
export interface Damage {
  /** Deviation of a Gaussian blur, in pixels; 0 where the sharpest edges are sharp, or there are none. */
  readonly blur: number;
  /** Deviation of the noise, with pixels from 0 to 1. */
  readonly noise: number;
  /** Both as the level that a request asks for, at the size that the picture has. */
  readonly degradation: number;
}

/**
 * How blurred and how noisy a picture seems to be.
 *
 * Noise is read where the picture is flattest, blur where its edges are strongest, so that texture counts as neither.
 * A picture that is texture all over may seem noisy, one that is soft by intent blurred: the artist has the last word.
 *
 * @param rgb row by row
 */
export function estimateDamage(rgb: Uint8Array, { width, height }: Size): Damage {
  const region = damagePart({ width, height });
  const part = cutRegion(rgb, { width, height }, region, 3);
  const noise = estimateNoise(part, region);
  const blur = estimateBlur(part, region, noise);
  return { blur, noise, degradation: damageLevel(blur, noise) };
}

/** Side of the blocks among which the flattest are looked for, in pixels. */
const BLOCK = 8;
/** Among fewer blocks none may be flat. */
const LEAST_BLOCKS = 20;
/** The share of blocks that is taken to be flat. */
const FLAT_SHARE = 0.1;
/** What noise alone gives in the flattest tenth of all blocks, over its deviation. */
const FLAT_BIAS = 0.87;

/**
 * The deviation of the noise, from how a mask answers that is blind to slopes and curves.
 *
 * @source Immerkær 1996, Fast noise variance estimation; in blocks, of which the flattest count
 */
function estimateNoise(rgb: Uint8Array, { width, height }: Size): number {
  const deviations: number[] = [];
  for (let top = 1; top + BLOCK < height; top += BLOCK) {
    for (let left = 1; left + BLOCK < width; left += BLOCK) {
      const deviation = deviationOfBlock(rgb, width, left, top);
      if (deviation !== undefined) deviations.push(deviation);
    }
  }
  if (deviations.length < LEAST_BLOCKS) return 0;
  deviations.sort((a, b) => a - b);
  return deviations[Math.floor(FLAT_SHARE * deviations.length)]! / FLAT_BIAS / 255;
}

/** In levels, over all channels; undefined where the block is so dark or bright that noise was cut off. */
function deviationOfBlock(rgb: Uint8Array, width: number, left: number, top: number): number | undefined {
  let squares = 0;
  let cut = 0;
  for (let y = top; y < top + BLOCK; y++) {
    for (let x = left; x < left + BLOCK; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = 3 * (y * width + x) + channel;
        const line = 3 * width;
        if (rgb[at] === 0 || rgb[at] === 255) cut++;
        const sides = rgb[at - 3]! + rgb[at + 3]! + rgb[at - line]! + rgb[at + line]!;
        const corners = rgb[at - line - 3]! + rgb[at - line + 3]! + rgb[at + line - 3]! + rgb[at + line + 3]!;
        squares += (4 * rgb[at]! - 2 * sides + corners) ** 2;
      }
    }
  }
  const samples = 3 * BLOCK * BLOCK;
  // The weights of the mask have squares that sum to 36.
  return cut > samples / 16 ? undefined : Math.sqrt(squares / samples / 36);
}

/** Blurs under which edges are compared, in pixels; more of it where noise would pass for edges. */
const FINE = 1;
const FINE_NOISY = 2;
const NOISY = 0.02;
/** The share of pixels, by the strength of their edge, that is looked at. */
const EDGE_SHARE = 0.02;
/** Slopes below this, in levels per pixel, are no edges. */
const LEAST_SLOPE = 1;
/** Even a sharp edge is as soft as this once it is made of pixels. */
const OF_PIXELS = 0.55;

/**
 * The blur of the strongest edges. Blurred a little and blurred more, the slope at the middle of an edge of deviation b
 * falls as the root of b² plus the square of what was added: two slopes give b.
 *
 * @source Zhuo and Sim 2011, Defocus map estimation from a single image, with both blurs of known width
 */
function estimateBlur(rgb: Uint8Array, { width, height }: Size, noise: number): number {
  const fine = noise > NOISY ? FINE_NOISY : FINE;
  const coarse = 2 * fine;
  const margin = Math.ceil(2.5 * coarse);
  if (width <= 2 * margin || height <= 2 * margin) return 0;
  const sharper = slopes(rgb, { width, height }, fine);
  const softer = slopes(rgb, { width, height }, coarse);
  const strongest: { slope: number; ratio: number }[] = [];
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      const slope = sharper[y * width + x]!;
      const isCrest = isLargest(sharper, width, x, y);
      if (isCrest && slope > LEAST_SLOPE) strongest.push({ slope, ratio: slope / softer[y * width + x]! });
    }
  }
  if (strongest.length === 0) return 0;
  strongest.sort((a, b) => b.slope - a.slope);
  const count = Math.max(1, Math.min(strongest.length, Math.ceil(EDGE_SHARE * width * height * 0.1)));
  const ratios = strongest
    .slice(0, count)
    .map(({ ratio }) => ratio)
    .sort((a, b) => a - b);
  const ratio = Math.max(ratios[Math.floor(ratios.length / 2)]!, 1 + 1e-6);
  const squared = (coarse ** 2 - ratio ** 2 * fine ** 2) / (ratio ** 2 - 1);
  return Math.sqrt(Math.max(0, squared - OF_PIXELS ** 2));
}

/** Whether a slope is the largest of its row or its column, one pixel to each side. */
function isLargest(slopes: Float32Array, width: number, x: number, y: number): boolean {
  const at = y * width + x;
  const here = slopes[at]!;
  return (
    (here >= slopes[at - 1]! && here >= slopes[at + 1]!) ||
    (here >= slopes[at - width]! && here >= slopes[at + width]!)
  );
}

/** How steep the brightness is at each pixel of a picture blurred by `deviation`, in levels per pixel. */
function slopes(rgb: Uint8Array, { width, height }: Size, deviation: number): Float32Array {
  let values = resampleAcross(Float32Array.from(rgb), height, gaussianTaps(width, deviation));
  const rows = { from: [0, height], to: [0, height] } as const;
  values = resampleDown(values, { taps: gaussianTaps(height, deviation), ...rows });
  const luma = new Float32Array(width * height);
  for (let pixel = 0; pixel < luma.length; pixel++) {
    luma[pixel] =
      0.299 * values[3 * pixel]! + 0.587 * values[3 * pixel + 1]! + 0.114 * values[3 * pixel + 2]!;
  }
  const result = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      result[at] = Math.hypot(luma[at + 1]! - luma[at - 1]!, luma[at + width]! - luma[at - width]!) / 2;
    }
  }
  return result;
}
