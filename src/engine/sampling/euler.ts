import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { Sampler } from './sampler.ts';

/**
 * One deterministic Euler step per noise level: keep the predicted noise, change its share.
 *
 * In VE levels this is Algorithm 2 of Karras et al., in flow levels the Euler step of flow matching.
 *
 * @source Karras et al. 2022, Algorithm 2 with S_churn = 0 (arXiv:2206.00364);
 *         Lipman et al. 2022, section 5 (arXiv:2210.02747)
 */
export const sampleEuler: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const steps = levels.length - 1;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const from = levels[i]!;
    const to = levels[i + 1]!;
    const x0 = await denoise(x, from);
    const keep = to.sigma / from.sigma;
    const gain = to.alpha - from.alpha * keep;
    for (let k = 0; k < x.length; k++) x[k] = keep * x[k]! + gain * x0[k]!;
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};
