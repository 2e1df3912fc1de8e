import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { NoiseLevel, Sampler } from './sampler.ts';

/**
 * DDIM: predict x0 and eps, recombine them at the next level; `eta` replaces part of eps by fresh noise.
 *
 * With eta = 0 it draws no noise; with eta = 1 it is ancestral sampling (DDPM on VP levels).
 *
 * @source Song, Meng and Ermon 2020, equations 12 and 16 (arXiv:2010.02502)
 */
export const sampleDdim: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const steps = levels.length - 1;
  const eta = options.eta ?? 0;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const from = levels[i]!;
    const to = levels[i + 1]!;
    const x0 = await denoise(x, from);
    const sigmaUp = eta * ancestralSigma(from, to);
    const sigmaDown = Math.sqrt(to.sigma ** 2 - sigmaUp ** 2);
    const keep = sigmaDown / from.sigma;
    const gain = to.alpha - from.alpha * keep;
    for (let k = 0; k < x.length; k++) x[k] = keep * x[k]! + gain * x0[k]!;
    if (eta > 0) {
      const z = options.noise();
      for (let k = 0; k < x.length; k++) x[k] = x[k]! + sigmaUp * z[k]!;
    }
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};

/** Fresh noise of a fully ancestral step: the posterior deviation of `to` given x0 and `from`. */
export function ancestralSigma(from: NoiseLevel, to: NoiseLevel): number {
  const ratio = (from.alpha * to.sigma) / (to.alpha * from.sigma);
  return to.sigma * Math.sqrt(1 - ratio ** 2);
}
