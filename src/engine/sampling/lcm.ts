import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { Sampler } from './sampler.ts';

const SIGMA_DATA = 0.5;
const TIMESTEP_SCALING = 10;

/**
 * Latent consistency sampling: jump to x0, add fresh noise of the next level, jump again.
 *
 * Meant for networks distilled into consistency models. Noise is drawn for every step but the last.
 *
 * @source Luo et al. 2023, Algorithm 3 and appendix (arXiv:2310.04378)
 */
export const sampleLcm: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const steps = levels.length - 1;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const from = levels[i]!;
    const to = levels[i + 1]!;
    const x0 = await denoise(x, from);
    // Boundary condition: at t = 0 the consistency function is the identity.
    const t = from.timestep * TIMESTEP_SCALING;
    const cSkip = SIGMA_DATA ** 2 / (t ** 2 + SIGMA_DATA ** 2);
    const cOut = t / Math.sqrt(t ** 2 + SIGMA_DATA ** 2);
    for (let k = 0; k < x.length; k++) x[k] = to.alpha * (cSkip * x[k]! + cOut * x0[k]!);
    if (i < steps - 1) {
      const z = options.noise();
      for (let k = 0; k < x.length; k++) x[k] = x[k]! + to.sigma * z[k]!;
    }
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};
