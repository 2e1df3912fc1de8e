import type { NoiseLevel } from './sampler.ts';
import type { DiffusionSchedule, FlowSchedule } from './schedule.ts';
import type { Spacing } from './timestep-spacing.ts';
import { roundHalfToEven, spaceTimesteps } from './timestep-spacing.ts';

const { fround, sqrt, log } = Math;

const PICTURE: NoiseLevel = { alpha: 1, sigma: 0, timestep: 0 };

/** Stands in for alpha-bar = 0 where a finite VE sigma (4096) or a division by alpha is needed. */
const SMALLEST_ALPHA_CUMPROD = 2 ** -24;

/** sigma / alpha between which a flow's Karras levels lie: the ends of latent diffusion's table. */
const MAX_FLOW_RATIO = 14.6;
const MIN_FLOW_RATIO = 0.03;

/** Which entries of the table become levels. */
export interface AlphaOptions {
  readonly timesteps: ArrayLike<number>;
  /** Where the last step leads: to the picture, or to the first training step. */
  readonly endsAtOne: boolean;
  /** Leave alpha = 0 of a zero terminal SNR as it is; only where nothing divides by it. */
  readonly keepsZeroAlpha: boolean;
}

/** VP levels straight from the table of alpha-bar. */
export function alphaLevels(schedule: DiffusionSchedule, options: AlphaOptions): NoiseLevel[] {
  const { alphasCumprod } = schedule;
  const level = (timestep: number): NoiseLevel => {
    const floor = options.keepsZeroAlpha ? 0 : SMALLEST_ALPHA_CUMPROD;
    const alphaCumprod = Math.max(alphasCumprod[timestep]!, floor);
    return { alpha: sqrt(alphaCumprod), sigma: sqrt(1 - alphaCumprod), timestep };
  };
  return [...Array.from(options.timesteps, level), options.endsAtOne ? PICTURE : level(0)];
}

/** How levels are spread over the table. */
export interface SigmaOptions {
  readonly steps: number;
  readonly spacing: Spacing;
  readonly isKarras: boolean;
  /** one-step: Euler and its kin, VE levels but for zero SNR. multistep: DPM-Solver and UniPC, VP levels. */
  readonly family: 'one-step' | 'multistep';
}

/**
 * Levels from the table of sigma / alpha, interpolated at the timesteps, or spread by Karras' rule.
 *
 * The two families differ as their references do: multistep ones round timesteps and spread Karras' rule
 * over the whole table, one-step ones keep fractions and spread it over the range that spacing chose.
 *
 * @source Karras et al. 2022, equation 5 (arXiv:2206.00364)
 */
export function sigmaLevels(schedule: DiffusionSchedule, options: SigmaOptions): NoiseLevel[] {
  const { steps, isKarras } = options;
  const isMultistep = options.family === 'multistep';
  // Near sigma = 4096 Heun's slope is only of use in VP levels; to the others the scale is all the same.
  const isVp = isMultistep || schedule.isZeroSnr;
  const table = sigmaTable(schedule);
  let timesteps: Float32Array = spaceTimesteps(options.spacing, {
    trainSteps: table.length,
    steps,
    offset: schedule.stepsOffset,
    dropsLowest: isMultistep,
    isRounded: isMultistep,
  });
  let sigmas: Float64Array = Float64Array.from(timesteps, (t) => interpolate(table, t));
  if (isKarras) {
    const [max, min] = isMultistep ? [table.at(-1)!, table[0]!] : [sigmas[0]!, sigmas.at(-1)!];
    sigmas = karrasSigmas(max, min, steps);
    const logTable = table.map(log);
    timesteps = Float32Array.from(sigmas, (sigma) => {
      const t = timestepOf(sigma, logTable);
      return isMultistep ? roundHalfToEven(t) : t;
    });
  }
  const levels = Array.from(timesteps, (t, i) => sigmaLevel(fround(sigmas[i]!), t, isVp));
  return [...levels, schedule.endsAtZeroSigma ? PICTURE : sigmaLevel(table[0]!, 0, isVp)];
}

function sigmaLevel(sigma: number, timestep: number, isVp: boolean): NoiseLevel {
  const alpha = isVp ? 1 / sqrt(sigma ** 2 + 1) : 1;
  return { alpha, sigma: sigma * alpha, timestep };
}

/**
 * Flow levels, with the schedule's shift; the first is pure noise, or that share of the way to it which a strength
 * names.
 *
 * Karras' rule spreads sigma / alpha over latent diffusion's range, unshifted, the first moved to where the others
 * begin.
 *
 * @param strength above 0 to 1
 * @source Lipman et al. 2022 (arXiv:2210.02747); shift: Esser et al. 2024, equation 23 (arXiv:2403.03206)
 */
export function flowLevels(
  schedule: FlowSchedule,
  steps: number,
  isKarras: boolean,
  strength = 1,
): NoiseLevel[] {
  const { trainSteps, shift } = schedule;
  const shifted = (sigma: number) => (shift * sigma) / (1 + (shift - 1) * sigma);
  const first = shifted(strength);
  const maxRatio = Math.min(MAX_FLOW_RATIO, first / (1 - first));
  const ratios = isKarras ? karrasSigmas(maxRatio, Math.min(MIN_FLOW_RATIO, maxRatio / 2), steps) : undefined;
  // Diffusers' own list starts from a range that was shifted once already.
  const lowest = schedule.spacing === 'linspace' ? strength * shifted(1 / trainSteps) : strength / steps;
  const sigmaAt = (i: number) => {
    if (i === 0) return first;
    return ratios
      ? ratios[i]! / (1 + ratios[i]!)
      : shifted(strength - i * ((strength - lowest) / (steps - 1)));
  };
  const levels = Array.from({ length: steps }, (_, i) => {
    const sigma = fround(sigmaAt(i));
    return { alpha: 1 - sigma, sigma, timestep: fround(sigma * trainSteps) };
  });
  return [...levels, PICTURE];
}

/** sigma / alpha per training step, each operation in float32. */
function sigmaTable({ alphasCumprod, isZeroSnr }: DiffusionSchedule): Float32Array {
  const last = alphasCumprod.length - 1;
  return alphasCumprod.map((tabled, i) => {
    const alphaCumprod = isZeroSnr && i === last ? SMALLEST_ALPHA_CUMPROD : tabled;
    return sqrt(fround(fround(1 - alphaCumprod) / alphaCumprod));
  });
}

function interpolate(table: Float32Array, position: number): number {
  const low = Math.min(Math.floor(position), table.length - 2);
  return table[low]! + (position - low) * (table[low + 1]! - table[low]!);
}

function karrasSigmas(max: number, min: number, steps: number): Float64Array {
  const rho = 7;
  const from = max ** (1 / rho);
  const to = min ** (1 / rho);
  return Float64Array.from({ length: steps }, (_, i) => (from + (i / (steps - 1 || 1)) * (to - from)) ** rho);
}

/** Fractional training step whose sigma this is, linear in log sigma. */
function timestepOf(sigma: number, logTable: Float32Array): number {
  const logSigma = log(Math.max(sigma, 1e-10));
  let low = logTable.findLastIndex((value) => value <= logSigma);
  low = Math.min(Math.max(low, 0), logTable.length - 2);
  const weight = (logTable[low]! - logSigma) / fround(logTable[low]! - logTable[low + 1]!);
  return low + Math.min(Math.max(weight, 0), 1);
}
