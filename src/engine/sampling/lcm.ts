import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import type { NoiseLevel, Sampler } from './sampler.ts';

const SIGMA_DATA = 0.5;
const TIMESTEP_SCALING = 10;

/**
 * Latent consistency sampling: jump to x0, add fresh noise of the next level, jump again.
 *
 * Meant for networks distilled into consistency models. Noise is drawn for every step but the last.
 *
 * @source Luo et al. 2023, Algorithm 3 and appendix (arXiv:2310.04378)
 */
export const sampleLcm: Sampler = consistencySampler(({ timestep }) => {
  const t = timestep * TIMESTEP_SCALING;
  const square = t ** 2 + SIGMA_DATA ** 2;
  return { skip: SIGMA_DATA ** 2 / square, out: t / Math.sqrt(square) };
});

/**
 * The same for a network distilled from a flow, which is the identity at t = 0 as it is (`x0 = x - sigma v`): its
 * jumps are taken whole, so that the last one is x0 itself.
 */
export const sampleFlowLcm: Sampler = consistencySampler(() => ({ skip: 0, out: 1 }));

/** Boundary condition: how much of `x` a jump keeps, so that at t = 0 it is the identity. */
type Boundary = (level: NoiseLevel) => { skip: number; out: number };

function consistencySampler(boundary: Boundary): Sampler {
  return async (denoise, initial, levels, options) => {
    const x = initial.slice();
    const steps = levels.length - 1;
    for (let i = 0; i < steps; i++) {
      throwIfCancelled(options.signal);
      const from = levels[i]!;
      const to = levels[i + 1]!;
      const x0 = await denoise(x, from);
      const { skip, out } = boundary(from);
      for (let k = 0; k < x.length; k++) x[k] = to.alpha * (skip * x[k]! + out * x0[k]!);
      if (i < steps - 1) {
        const z = options.noise();
        for (let k = 0; k < x.length; k++) x[k] = x[k]! + to.sigma * z[k]!;
      }
      options.onStep?.({ step: i + 1, steps, denoised: x0 });
    }
    return x;
  };
}
