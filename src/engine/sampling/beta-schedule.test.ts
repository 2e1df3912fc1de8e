import { expect, test } from 'vitest';
import { cumulativeAlphas } from './beta-schedule.ts';

const latent = {
  trainSteps: 1000,
  betaStart: 0.00085,
  betaEnd: 0.012,
  shape: 'scaled_linear',
  rescaleToZeroSnr: false,
} as const;

// Expected values: entries and sums of torch.cumprod(1 - betas), float32.
const float32 = Math.fround;

test('the latent diffusion table is that of PyTorch, bit for bit', () => {
  const table = cumulativeAlphas(latent);
  expect(table.length).toBe(1000);
  expect(table[0]).toBe(float32(0.9991499781608582));
  expect(table[499]).toBe(float32(0.27766942977905273));
  expect(table[999]).toBe(float32(0.00466009508818388));
  expect(sumOf(table)).toBe(373.3764712619595);
});

test('so is the linear one', () => {
  expect(sumOf(cumulativeAlphas({ ...latent, shape: 'linear', betaStart: 0.0001, betaEnd: 0.02 }))).toBe(
    275.5131952870579,
  );
});

test('and the cosine one', () => {
  expect(sumOf(cumulativeAlphas({ ...latent, shape: 'squaredcos_cap_v2' }))).toBe(495.5774839997695);
});

test('rescaled to zero terminal SNR, the last step holds no signal and the first is unchanged', () => {
  const table = cumulativeAlphas({ ...latent, rescaleToZeroSnr: true });
  expect(table[999]).toBe(0);
  expect(table[0]).toBeCloseTo(0.9991499781608582, 6);
  // PyTorch's vectorised float32 square root is off by one unit in some entries.
  expect(sumOf(table)).toBeCloseTo(352.1792236073836, 3);
});

test('explicit betas take the place of the shape', () => {
  const table = cumulativeAlphas({ ...latent, trainedBetas: [0.1, 0.2] });
  expect([...table]).toEqual([float32(0.9), float32(float32(0.9) * float32(0.8))]);
});

function sumOf(table: Float32Array): number {
  return table.reduce((sum, value) => sum + value, 0);
}
