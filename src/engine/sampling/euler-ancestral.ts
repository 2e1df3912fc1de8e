import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import { ancestralSigma } from './ddim.ts';
import type { Sampler } from './sampler.ts';

/**
 * Euler down to sigma_down, then fresh noise of sigma_up, so that the sum has the next level's noise.
 *
 * Draws noise at every step, at the last one too (weighted 0), to leave the stream where k-diffusion does.
 *
 * @source Katherine Crowson, k-diffusion, `sample_euler_ancestral`; Song et al. 2020, section 3
 *         (arXiv:2011.13456)
 */
export const sampleEulerAncestral: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const steps = levels.length - 1;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const from = levels[i]!;
    const to = levels[i + 1]!;
    const x0 = await denoise(x, from);
    const z = options.noise();
    const sigmaUp = ancestralSigma(from, to);
    const sigmaDown = Math.sqrt(to.sigma ** 2 - sigmaUp ** 2);
    const keep = sigmaDown / from.sigma;
    const gain = to.alpha - from.alpha * keep;
    for (let k = 0; k < x.length; k++) x[k] = keep * x[k]! + gain * x0[k]! + sigmaUp * z[k]!;
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};
