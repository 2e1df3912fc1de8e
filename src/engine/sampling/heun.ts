import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { Sampler } from './sampler.ts';

/**
 * Heun's method: an Euler step, then the average of the slopes at both ends; two calls per step.
 *
 * The slope is that of the straight line between two levels, `d_alpha * x0 + d_sigma * eps`: Karras' ODE
 * in VE levels, the flow's velocity in flow levels. A last step to sigma = 0 is Euler's.
 *
 * @source Karras et al. 2022, Algorithm 1 (arXiv:2206.00364)
 */
export const sampleHeun: Sampler = async (denoise, initial, levels, options) => {
  const x = initial.slice();
  const predicted = new Float32Array(x.length);
  const steps = levels.length - 1;
  for (let i = 0; i < steps; i++) {
    throwIfCancelled(options.signal);
    const from = levels[i]!;
    const to = levels[i + 1]!;
    let x0 = await denoise(x, from);
    const keep = to.sigma / from.sigma;
    const gain = to.alpha - from.alpha * keep;
    for (let k = 0; k < x.length; k++) predicted[k] = keep * x[k]! + gain * x0[k]!;
    if (to.sigma === 0) {
      x.set(predicted);
    } else {
      // Heun's correction: x + (d1 + d2) / 2, where x + d1 is the prediction.
      x0 = await denoise(predicted, to);
      const slopeX = 1 - from.sigma / to.sigma;
      const slopeX0 = to.alpha * (from.sigma / to.sigma) - from.alpha;
      for (let k = 0; k < x.length; k++) {
        const d2 = slopeX * predicted[k]! + slopeX0 * x0[k]!;
        x[k] = (x[k]! + predicted[k]! + d2) / 2;
      }
    }
    options.onStep?.({ step: i + 1, steps, denoised: x0 });
  }
  return x;
};
