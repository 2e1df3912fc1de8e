import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createNoiseStream } from './noise.ts';

interface NoiseGolden {
  tolerance: number;
  cases: { seed: number; draws: NoiseDraw[] }[];
}
interface NoiseDraw {
  length: number;
  first: number[];
  last: number[];
  mean_square: number;
  mean_weighted: number;
}

const golden = JSON.parse(
  readFileSync(new URL('../../tests/golden/noise-golden.json', import.meta.url), 'utf8'),
) as NoiseGolden;

function worstDifference(actual: Float32Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
}

for (const { seed, draws } of golden.cases) {
  const lengths = draws.map((draw) => draw.length).join(', ');
  test(`seed ${seed} draws what PyTorch draws: ${lengths}`, () => {
    const stream = createNoiseStream(seed);
    for (const draw of draws) {
      const values = stream.normal(draw.length);
      expect(values.length).toBe(draw.length);
      expect(worstDifference(values, draw.first)).toBeLessThanOrEqual(golden.tolerance);
      expect(worstDifference(values.slice(-draw.last.length), draw.last)).toBeLessThanOrEqual(
        golden.tolerance,
      );
      const meanSquare = values.reduce((sum, value) => sum + value * value, 0) / draw.length;
      const meanWeighted = values.reduce((sum, value, i) => sum + value * (i + 1), 0) / draw.length ** 2;
      expect(Math.abs(meanSquare - draw.mean_square)).toBeLessThanOrEqual(golden.tolerance);
      expect(Math.abs(meanWeighted - draw.mean_weighted)).toBeLessThanOrEqual(golden.tolerance);
    }
  });
}

test('the same seed gives the same stream, and filling continues it', () => {
  const first = createNoiseStream(3);
  const second = createNoiseStream(3);
  const buffer = new Float32Array(32);
  first.fillNormal(buffer);
  expect(second.normal(32)).toEqual(buffer);
  expect(first.fillNormal(buffer)).toBe(buffer);
  expect(second.normal(32)).toEqual(buffer);
});

test('a draw is standard normal', () => {
  const values = createNoiseStream(11).normal(65536);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length - mean ** 2;
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  expect(values.every(Number.isFinite)).toBe(true);
});
