import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { NoiseLevel, Sampler } from './sampler.ts';

/** The interval that was predicted last, kept to correct it once x0 at its end is known. */
interface Interval {
  readonly from: NoiseLevel;
  readonly to: NoiseLevel;
  readonly order: number;
  readonly x0: Float32Array;
  /** x0 one level earlier, and the step that led from there, for order 2. */
  readonly earlier: { x0: Float32Array; h: number } | undefined;
}

/**
 * UniPC of order 2, B(h) = expm1(-h): predict, then correct the same interval with the next x0, for free.
 *
 * The predictor is DPM-Solver++(2M)'s. The corrected x is not shown to the network again.
 *
 * @source Zhao et al. 2023, Algorithms 5 to 8 (arXiv:2302.04867)
 */
export const sampleUnipc: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const start = new Float32Array(x.length); // x at the start of the interval
  const steps = levels.length - 1;
  let last: Interval | undefined;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const x0 = await denoise(x, levels[i]!);
    if (last) advance(x, start, last, correctorWeights(last), x0);
    start.set(x);
    const interval: Interval = {
      from: levels[i]!,
      to: levels[i + 1]!,
      order: Math.min(2, i + 1, steps - i),
      x0,
      earlier: last && { x0: last.x0, h: stepOf(last) },
    };
    advance(x, start, interval, predictorWeights(interval), x0);
    last = interval;
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};

/** Integrate one interval: `x0 + slopes[0] * (earlier x0 - x0) + slopes[1] * (next x0 - x0)` is its drift. */
function advance(
  out: Float32Array,
  start: Float32Array,
  { from, to, x0, earlier }: Interval,
  [toEarlier, toNext]: readonly [number, number],
  next: Float32Array,
): void {
  const keep = to.sigma / from.sigma;
  const gain = to.alpha - from.alpha * keep;
  const before = earlier?.x0 ?? x0;
  for (let k = 0; k < out.length; k++) {
    const m = x0[k]!;
    out[k] = keep * start[k]! + gain * (m + toEarlier * (before[k]! - m) + toNext * (next[k]! - m));
  }
}

function predictorWeights({ order, earlier, ...levels }: Interval): [number, number] {
  return order === 1 || !earlier ? [0, 0] : [-stepOf(levels) / (2 * earlier.h), 0];
}

function correctorWeights({ order, earlier, ...levels }: Interval): [number, number] {
  if (order === 1 || !earlier) return [0, 0.5];
  const h = stepOf(levels);
  const r = -earlier.h / h; // -Infinity after a level without signal, which leaves the trapezoid
  const b = Math.expm1(-h);
  const b1 = (b / -h - 1) / b;
  const b2 = (2 * ((b / -h - 1) / -h - 0.5)) / b;
  const rho = (b1 - b2) / (1 - r);
  return [rho / r, b1 - rho];
}

/** The step in lambda = ln(alpha / sigma); infinite from a level without signal or to one without noise. */
function stepOf({ from, to }: { from: NoiseLevel; to: NoiseLevel }): number {
  return -Math.log((to.sigma * from.alpha) / (from.sigma * to.alpha));
}
