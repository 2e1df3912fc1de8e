import { expect, test } from 'vitest';
import type { Prediction } from './denoiser.ts';
import { addNoise, toDenoiser } from './denoiser.ts';
import type { NoiseLevel } from './sampler.ts';

const x0 = Float32Array.of(-1.5, -0.2, 0, 0.8, 2);
const eps = Float32Array.of(0.3, -1.1, 0.6, 0.1, -0.4);

const ve: NoiseLevel = { alpha: 1, sigma: 3, timestep: 800 };
const vp: NoiseLevel = { alpha: 0.6, sigma: 0.8, timestep: 500 };
const flow: NoiseLevel = { alpha: 0.25, sigma: 0.75, timestep: 750 };
const noise: NoiseLevel = { alpha: 0, sigma: 1, timestep: 999 };

/** A network that knows the answer, and checks that it sees x in its own scale. */
function oracle(prediction: Prediction) {
  return (x: Float32Array, { alpha, sigma }: NoiseLevel) => {
    const norm = prediction === 'flow' ? alpha + sigma : Math.hypot(alpha, sigma);
    const native = { alpha: alpha / norm, sigma: sigma / norm, timestep: 0 };
    for (const [i, value] of addNoise(x0, eps, native).entries()) expect(x[i]).toBeCloseTo(value, 6);
    const answers = {
      epsilon: () => eps,
      v_prediction: () => eps.map((value, i) => native.alpha * value - native.sigma * x0[i]!),
      flow: () => eps.map((value, i) => value - x0[i]!),
    };
    return Promise.resolve(answers[prediction]());
  };
}

test.each([
  ['epsilon', ve],
  ['epsilon', vp],
  ['v_prediction', ve],
  ['v_prediction', vp],
  ['v_prediction', noise],
  ['flow', flow],
  ['flow', noise],
] as const)('a %s network yields x0 at %o', async (prediction, level) => {
  const x = addNoise(x0, eps, level);
  const denoised = await toDenoiser(oracle(prediction), prediction)(x, level);
  for (const [i, value] of denoised.entries()) expect(value).toBeCloseTo(x0[i]!, 5);
});

test('each answer is a fresh array, even when the network uses its buffer again', async () => {
  const denoise = toDenoiser(() => Promise.resolve(eps), 'epsilon');
  const first = await denoise(x0, vp);
  const second = await denoise(x0, vp);
  expect(first).not.toBe(second);
  expect(first).not.toBe(eps);
});
