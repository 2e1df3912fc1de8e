import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { samplerNames } from '../../shared/sampler-names.ts';
import { stepsToRun } from '../../shared/steps-to-run.ts';
import { createNoiseStream } from '../noise.ts';
import type { Prediction } from './denoiser.ts';
import { toDenoiser } from './denoiser.ts';
import type { NoiseLevel } from './sampler.ts';
import { planSampling } from './samplers.ts';
import { parseSchedule } from './schedule.ts';

/**
 * Runs of the reference implementation (diffusers 58eb52c, torch 2.13 on a CPU) with a toy network:
 * output = 0.9 tanh(0.7 input + 0.001 t), start linspace(-2, 2, 16) times the initial noise scale.
 */
interface GoldenRun {
  name: string;
  n: number;
  init_noise_sigma: number;
  timesteps: number[];
  sigmas?: number[];
  trace_0_5_15: [number, number, number][];
  final: number[];
}

const goldenRuns = JSON.parse(
  readFileSync(new URL('../../../tests/golden/scheduler-golden.json', import.meta.url), 'utf8'),
) as GoldenRun[];

/** Largest difference allowed, relative to the largest value of the state; the reference computes in float32. */
const TOLERANCE = 2e-6;

const stableDiffusion = {
  num_train_timesteps: 1000,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  _class_name: 'DDIMScheduler',
};
const leading = { ...stableDiffusion, timestep_spacing: 'leading', steps_offset: 1 };
const linspace = { ...stableDiffusion, timestep_spacing: 'linspace' };
const trailing = { ...stableDiffusion, timestep_spacing: 'trailing' };

interface Setting {
  sampler: string;
  config: Record<string, unknown>;
  prediction?: Prediction;
  eta?: number;
  /**
   * Fractional Karras timesteps come from the logarithm of a table that the reference computes with a vector
   * library whose float32 square root is off by one unit in 190 of 1000 entries. They agree within 3e-7.
   */
  hasInexactTimesteps?: true;
}

const settings: Record<string, Setting> = {
  'DDIM leading off1 a1=False': { sampler: 'ddim', config: { ...leading, set_alpha_to_one: false } },
  'DDIM v_pred leading': {
    sampler: 'ddim',
    config: { ...leading, set_alpha_to_one: false },
    prediction: 'v_prediction',
  },
  'DDIM zsnr trailing v': {
    sampler: 'ddim',
    config: { ...trailing, rescale_betas_zero_snr: true },
    prediction: 'v_prediction',
  },
  // DDPM's posterior is DDIM's with eta = 1.
  'DDPM leading': { sampler: 'ddim', config: leading, eta: 1 },
  'Euler leading off1': { sampler: 'euler', config: leading },
  'Euler linspace': { sampler: 'euler', config: linspace },
  'Euler karras linspace': {
    sampler: 'euler',
    config: { ...linspace, use_karras_sigmas: true },
    hasInexactTimesteps: true,
  },
  'Euler karras leading': {
    sampler: 'euler',
    config: { ...leading, use_karras_sigmas: true },
    hasInexactTimesteps: true,
  },
  'Euler trailing': { sampler: 'euler', config: trailing },
  'EulerA trailing': { sampler: 'euler_a', config: trailing },
  'Heun leading': { sampler: 'heun', config: leading },
  'DPM++2M leading': { sampler: 'dpmpp_2m', config: leading },
  'DPM++2M linspace': { sampler: 'dpmpp_2m', config: linspace },
  'DPM++2M karras': { sampler: 'dpmpp_2m_karras', config: linspace },
  'DPM++2M karras 10': { sampler: 'dpmpp_2m_karras', config: linspace },
  'DPM++2M SDE karras': { sampler: 'dpmpp_2m_karras', config: linspace, eta: 1 },
  'UniPC bh2 leading': { sampler: 'unipc', config: leading },
  'UniPC karras': { sampler: 'unipc', config: { ...linspace, use_karras_sigmas: true } },
  LCM: { sampler: 'lcm', config: stableDiffusion },
  'FlowMatchEuler shift3': {
    sampler: 'flow_euler',
    config: { _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3, timestep_spacing: 'linspace' },
    prediction: 'flow',
  },
};

/** Sample with the toy network and record what it was called with. */
async function runToy(run: GoldenRun, setting: Setting) {
  const { sampler, config, prediction = 'epsilon', eta } = setting;
  const plan = planSampling({ schedule: parseSchedule(config), prediction, sampler, steps: run.n });
  const toDenoised = toDenoiser((x, { timestep }) => {
    return Promise.resolve(x.map((value) => 0.9 * Math.tanh(0.7 * value + 0.001 * timestep)));
  }, prediction);
  const calls: { x: Float32Array; level: NoiseLevel }[] = [];
  const denoise: typeof toDenoised = (x, level) => {
    calls.push({ x: x.slice(), level });
    return toDenoised(x, level);
  };
  const start = Float32Array.from({ length: 16 }, (_, i) => (-2 + (4 * i) / 15) * plan.initialNoiseScale);
  const stream = createNoiseStream(0);
  const final = await plan.sampler(denoise, start, plan.levels, { noise: () => stream.normal(16), eta });
  return { plan, calls, final };
}

function relativeDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!))) / scale;
}

/** Not offered: DPM++ 2M does the same work better. */
const leftOut = 'PNDM skip_prk leading off1';

describe('golden runs', () => {
  for (const [name, setting] of Object.entries(settings)) {
    const run = goldenRuns.find((candidate) => candidate.name === name);
    if (!run) throw new Error(`scheduler-golden.json has no run named ${name}`);
    test(`${setting.sampler} agrees with the reference: ${run.name}, ${run.n} steps`, async () => {
      const { plan, calls, final } = await runToy(run, setting);
      const timesteps = calls.map((call) => call.level.timestep);
      if (setting.hasInexactTimesteps) {
        expect(timesteps.length).toBe(run.timesteps.length);
        for (const [i, t] of timesteps.entries()) {
          const expected = run.timesteps[i]!;
          expect(Math.abs(t - expected)).toBeLessThanOrEqual(3e-7 * expected);
        }
      } else {
        expect(timesteps).toEqual(run.timesteps);
      }
      expect(plan.modelCalls).toBe(run.timesteps.length);
      expect(Math.abs(plan.initialNoiseScale / run.init_noise_sigma - 1)).toBeLessThan(2e-7);
      if (run.sigmas) {
        const isFlow = setting.prediction === 'flow';
        const levels = [...calls.map((call) => call.level), plan.levels.at(-1)!];
        const sigmas = levels.map(({ alpha, sigma }) => (isFlow ? sigma : sigma / alpha));
        expect(relativeDifference(sigmas, run.sigmas)).toBeLessThan(2e-7);
      }
      // What the network sees at call i + 1 is the reference's state after call i.
      const states = [...calls.slice(1).map((call) => call.x), final];
      for (const [i, expected] of run.trace_0_5_15.entries()) {
        const actual = [states[i]![0]!, states[i]![5]!, states[i]![15]!];
        expect(relativeDifference(actual, expected), `state after call ${i}`).toBeLessThan(TOLERANCE);
      }
      expect(relativeDifference(final, run.final)).toBeLessThan(TOLERANCE);
    });
  }

  test('none is passed over but the one that is left out', () => {
    const names = goldenRuns.map(({ name }) => name);
    expect(names.sort()).toEqual([...Object.keys(settings), leftOut].sort());
  });

  test('every sampler has one', () => {
    const covered = new Set(Object.values(settings).map((setting) => setting.sampler));
    expect([...covered].sort()).toEqual([...samplerNames].sort());
  });
});

describe('planning', () => {
  const schedule = parseSchedule({ _class_name: 'FlowMatchEulerDiscreteScheduler' });
  const request = { schedule, prediction: 'flow', sampler: 'euler', steps: 20 } as const;

  test('a flow runs evenly from pure noise to the picture', () => {
    const { levels } = planSampling({ ...request, steps: 4 });
    expect(levels.map((level) => level.sigma)).toEqual([1, 0.75, 0.5, 0.25, 0]);
    expect(levels.map((level) => level.timestep)).toEqual([1000, 750, 500, 250, 0]);
    expect(planSampling({ ...request, steps: 4, sampler: 'flow_euler' }).levels).toEqual(levels);
  });

  test('strength keeps the last part of the way, one step at least', () => {
    const half = planSampling({ ...request, strength: 0.5 });
    expect(half).toMatchObject({ steps: 10, modelCalls: 10 });
    expect(half.levels[0]!.sigma).toBe(0.5);
    expect(planSampling({ ...request, steps: 100, strength: 0.29 }).steps).toBe(29);
    expect(planSampling({ ...request, strength: 0.01 }).steps).toBe(1);
    expect(planSampling({ ...request, sampler: 'heun', strength: 0.5 }).modelCalls).toBe(19);
  });

  const table = parseSchedule({ _class_name: 'DDIMScheduler', timestep_spacing: 'leading', steps_offset: 1 });
  const shifted = parseSchedule({ _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 2 });
  const everySampler = samplerNames.flatMap((sampler) => [
    { sampler, schedule: shifted, prediction: 'flow' as const },
    ...(sampler === 'flow_euler' ? [] : [{ sampler, schedule: table, prediction: 'epsilon' as const }]),
  ]);

  test.each(everySampler)(
    'a strength begins at the same level of noise at any number of steps: $sampler on a $schedule.kind schedule',
    (fixed) => {
      for (const strength of [0.05, 0.3, 0.55, 0.97]) {
        const plans = [8, 16, 32].map((steps) => planSampling({ ...fixed, steps, strength }));
        const starts = plans.map(({ levels }) => levels[0]);
        expect(starts[1]).toEqual(starts[0]);
        expect(starts[2]).toEqual(starts[0]);
        for (const [i, { levels, steps }] of plans.entries()) {
          expect(steps).toBe(stepsToRun([8, 16, 32][i]!, strength));
          expect(levels.length).toBe(steps + 1);
          const ratios = levels.map(({ alpha, sigma }) => sigma / alpha);
          for (let k = 1; k < ratios.length; k++) expect(ratios[k]).toBeLessThan(ratios[k - 1]!);
        }
      }
    },
  );

  test('a strength is the share of the way of a flow before its shift, and of the training steps of a table', () => {
    const { levels } = planSampling({ ...request, schedule: shifted, strength: 0.5 });
    expect(levels[0]!.sigma).toBeCloseTo(2 / 3, 6);
    const tabled = planSampling({ ...request, schedule: table, prediction: 'epsilon', strength: 0.25 });
    expect(tabled.levels[0]!.timestep).toBe(249);
  });

  test('a consistency model is asked only for timesteps that it knows', () => {
    const timesteps = planSampling({
      schedule: parseSchedule({ _class_name: 'LCMScheduler' }),
      prediction: 'epsilon',
      sampler: 'lcm',
      steps: 8,
    }).levels.map((level) => level.timestep);
    expect(timesteps.slice(0, -1)).toEqual([999, 879, 759, 639, 499, 379, 259, 139]);
  });

  test.each([
    ['an unknown sampler', { sampler: 'plms' }, 'SAMPLER_UNKNOWN'],
    ['a name from the prototype', { sampler: 'toString' }, 'SAMPLER_UNKNOWN'],
    ['no steps', { steps: 0 }, 'REQUEST_INVALID'],
    ['part of a step', { steps: 2.5 }, 'REQUEST_INVALID'],
    ['more steps than were trained', { steps: 1001 }, 'REQUEST_INVALID'],
    ['no strength', { strength: 0 }, 'REQUEST_INVALID'],
    [
      'flow_euler without a flow',
      {
        sampler: 'flow_euler',
        schedule: parseSchedule({ _class_name: 'DDIMScheduler' }),
        prediction: 'epsilon',
      } as const,
      'REQUEST_INVALID',
    ],
    ['a flow that predicts noise', { prediction: 'epsilon' } as const, 'PACK_MANIFEST_INVALID'],
  ])('%s is refused', (_, wrong, code) => {
    expect(() => planSampling({ ...request, ...wrong })).toThrow(expect.objectContaining({ code }));
  });
});
