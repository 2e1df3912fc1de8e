import type { GenerationRequest } from '../../src/shared/generation-request.ts';
import { createRandom } from './create-random.ts';
import { tinyRequest } from './tiny-pack.ts';

const STEPS = 40;
const size = { width: 64, height: 64 };
const random = createRandom(5);
const rgb = Uint8Array.from({ length: 3 * 64 * 64 }, () => 256 * random());
const coverage = new Uint8Array(64 * 64).fill(255, 64 * 16, 64 * 48);

/** Pictures of forty steps and more that are to come out the same however often their process is killed. */
export const resumeCases: Readonly<Record<string, GenerationRequest>> = {
  euler: tinyRequest({ steps: STEPS }),
  'two answers a step': tinyRequest({ steps: STEPS, sampler: 'heun' }),
  'several steps remembered': tinyRequest({ steps: STEPS, sampler: 'dpmpp_2m' }),
  'noise in each step': tinyRequest({ steps: STEPS, sampler: 'euler_a' }),
  'a mask': tinyRequest({
    ...{ steps: STEPS, sampler: 'euler_a' },
    conditions: {
      source: { ...size, rgb, strength: 1 },
      mask: { ...size, coverage, feather: 4, context: 16 },
    },
  }),
  'windows that go around': tinyRequest({ steps: STEPS, wrap: 'horizontal' }),
  'a degraded picture': tinyRequest({
    ...{ steps: STEPS, sampler: 'dpmpp_2m' },
    conditions: { degraded: { width: 64, height: 64, rgb, degradation: 0.3 } },
  }),
};

/** The same for a toy pack that reads pictures: painted at 64×64 pixels, and then over again at 160×160 in windows. */
export const stagedCases: Readonly<Record<string, GenerationRequest>> = Object.fromEntries(
  ['euler', 'euler_a', 'dpmpp_2m'].map((sampler) => [
    sampler,
    tinyRequest({ ...{ sampler, pack: 'toy', width: 160, height: 160, steps: 20 }, conditions: {} }),
  ]),
);
