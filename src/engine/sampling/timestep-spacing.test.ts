import { expect, test } from 'vitest';
import type { Spacing } from './timestep-spacing.ts';
import { roundHalfToEven, spaceTimesteps } from './timestep-spacing.ts';

function space(spacing: Spacing, steps: number, options: { offset?: number; dropsLowest?: boolean } = {}) {
  const { offset = 0, dropsLowest = false } = options;
  return [...spaceTimesteps(spacing, { trainSteps: 1000, steps, offset, dropsLowest, isRounded: true })];
}

test('leading counts up from the offset', () => {
  const timesteps = space('leading', 20, { offset: 1 });
  expect([timesteps[0], timesteps[1], timesteps.at(-1)]).toEqual([951, 901, 1]);
  const multistep = space('leading', 20, { offset: 1, dropsLowest: true });
  expect([multistep[0], multistep[1], multistep.at(-1)]).toEqual([941, 894, 48]);
});

test('trailing counts down from the noisiest', () => {
  expect(space('trailing', 4)).toEqual([999, 749, 499, 249]);
  expect(space('trailing', 1)).toEqual([999]);
  // Exact arithmetic would round 937.5 to 938 here.
  expect(space('trailing', 48)[3]).toBe(936);
  expect(space('trailing', 16)[1]).toBe(937);
});

test('linspace takes in both ends, halves rounded to even', () => {
  expect(space('linspace', 7)).toEqual([999, 832, 666, 500, 333, 166, 0]);
  expect(space('linspace', 6, { dropsLowest: true })).toEqual([999, 832, 666, 500, 333, 166]);
  const fractional = spaceTimesteps('linspace', {
    trainSteps: 1000,
    steps: 20,
    offset: 0,
    dropsLowest: false,
    isRounded: false,
  });
  expect(fractional[1]).toBe(Math.fround(946.421052631579));
});

test('a single step starts at the noisiest timestep', () => {
  for (const spacing of ['leading', 'linspace', 'trailing'] as const) {
    expect(space(spacing, 1, { offset: 1 })).toEqual([999]);
    expect(space(spacing, 1, { dropsLowest: true })).toEqual([999]);
  }
});

test('there are as many timesteps as steps, in range and descending, whatever their number', () => {
  for (const spacing of ['leading', 'linspace', 'trailing'] as const) {
    for (let steps = 1; steps <= 1000; steps += 1) {
      for (const dropsLowest of [false, true]) {
        const timesteps = space(spacing, steps, { offset: 1, dropsLowest });
        const isFine = timesteps.every((t, i) => t >= 0 && t <= 999 && (i === 0 || t <= timesteps[i - 1]!));
        if (timesteps.length !== steps || !isFine) expect.fail(`${spacing} with ${steps} steps`);
      }
    }
  }
});

test('halves round to even', () => {
  expect([0.5, 1.5, 2.5, 832.5, 2.4, 2.6].map(roundHalfToEven)).toEqual([0, 2, 2, 832, 2, 3]);
});
