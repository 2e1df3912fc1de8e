import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { Sampler } from './sampler.ts';

/** With fewer steps than this the last step is first order, which is steadier. */
const FEW_STEPS = 15;

/**
 * DPM-Solver++(2M): exponential integrator in lambda = ln(alpha / sigma), second order from the last two x0.
 *
 * With eta = 1 it is the SDE form. `q = exp(-h)` is computed without logarithms, so a level without signal
 * (alpha = 0, h infinite) or without noise (sigma = 0) needs no special case: both take first order steps.
 *
 * @source Lu et al. 2022, Algorithm 2 (arXiv:2211.01095); eta as in k-diffusion's `sample_dpmpp_2m_sde`
 */
export const sampleDpmpp2m: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const steps = levels.length - 1;
  const eta = options.eta ?? 0;
  let last: { x0: Float32Array; h: number } | undefined;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const from = levels[i]!;
    const to = levels[i + 1]!;
    const x0 = await denoise(x, from);
    const q = (to.sigma * from.alpha) / (from.sigma * to.alpha);
    const h = -Math.log(q);
    const keep = (to.sigma / from.sigma) * q ** eta;
    const gain = to.alpha * (1 - q ** (1 + eta));
    const isLowOrder = to.sigma === 0 || (i === steps - 1 && steps < FEW_STEPS);
    const slope = last === undefined || isLowOrder ? 0 : h / (2 * last.h);
    const previous = last?.x0 ?? x0;
    for (let k = 0; k < x.length; k++) {
      const d = x0[k]! + slope * (x0[k]! - previous[k]!);
      x[k] = keep * x[k]! + gain * d;
    }
    if (eta > 0) {
      const z = options.noise();
      const sigmaUp = to.sigma * Math.sqrt(1 - q ** (2 * eta));
      for (let k = 0; k < x.length; k++) x[k] = x[k]! + sigmaUp * z[k]!;
    }
    last = { x0, h };
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};
