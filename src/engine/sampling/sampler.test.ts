import { describe, expect, test } from 'vitest';
import { samplerNames, type SamplerName } from '../../shared/sampler-names.ts';
import { createNoiseStream } from '../noise.ts';
import type { Prediction } from './denoiser.ts';
import { toDenoiser } from './denoiser.ts';
import type { Denoiser, NoiseLevel } from './sampler.ts';
import { planSampling } from './samplers.ts';
import type { Schedule } from './schedule.ts';
import { parseSchedule } from './schedule.ts';

// Data drawn from N(mean, deviation^2), where everything is known: x at a level is
// alpha mean + spread(level) y with y standard normal, and the exact flow keeps y.
const mean = 0.7;
const deviation = 0.6;
const spread = ({ alpha, sigma }: NoiseLevel) => Math.hypot(alpha * deviation, sigma);

/** The exact expectation of x0 given x. */
const posteriorMean: Denoiser = (x, level) => {
  const gain = (level.alpha * deviation ** 2) / spread(level) ** 2;
  return Promise.resolve(x.map((value) => mean + gain * (value - level.alpha * mean)));
};

/** Where the exact flow carries x: what a consistency model is trained to say. */
const flowEnd: Denoiser = (x, level) => {
  return Promise.resolve(x.map((value) => mean + (deviation / spread(level)) * (value - level.alpha * mean)));
};

const flow = parseSchedule({ _class_name: 'FlowMatchEulerDiscreteScheduler' });
const shiftedFlow = parseSchedule({ _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 });
const zeroSnr = parseSchedule({
  _class_name: 'DDIMScheduler',
  beta_schedule: 'scaled_linear',
  beta_start: 0.00085,
  beta_end: 0.012,
  rescale_betas_zero_snr: true,
  timestep_spacing: 'trailing',
});

function plan(sampler: SamplerName, steps: number, schedule: Schedule, prediction: Prediction = 'flow') {
  return planSampling({ schedule, prediction, sampler, steps });
}

/** Largest distance from the exact end of the flow, over some starting points y. */
async function flowError(sampler: SamplerName, steps: number, schedule: Schedule): Promise<number> {
  const { sampler: sample, levels } = plan(sampler, steps, schedule);
  const y = Float32Array.of(-2, -1, -0.3, 0, 0.4, 1.1, 1.9);
  const x = y.map((value) => levels[0]!.alpha * mean + spread(levels[0]!) * value);
  const end = await sample(posteriorMean, x, levels, { noise: () => new Float32Array(y.length) });
  return Math.max(...y.map((value, i) => Math.abs(end[i]! - (mean + deviation * value))));
}

/**
 * Mean and variance of what comes out, exactly: the samplers are linear in x and in the noise, so one run over
 * unit vectors (entry 0 nothing, entry 1 the start, entry k + 2 the noise of draw k) gives all coefficients.
 */
async function moments(sampler: SamplerName, steps: number, denoise: Denoiser, eta?: number) {
  const { sampler: sample, levels } = plan(sampler, steps, flow);
  const start = new Float32Array(steps + 2);
  start[1] = 1;
  let draw = 0;
  const noise = () => {
    const unit = new Float32Array(steps + 2);
    unit[2 + draw++] = 1;
    return unit;
  };
  const [centre, ...ends] = await sample(denoise, start, levels, { noise, eta });
  return { mean: centre!, variance: ends.reduce((sum, end) => sum + (end - centre!) ** 2, 0) };
}

const orders: Partial<Record<SamplerName, number>> = {
  ddim: 1,
  euler: 1,
  flow_euler: 1,
  heun: 2,
  dpmpp_2m: 2,
  unipc: 2,
};

describe('on a flow with Gaussian data', () => {
  for (const [sampler, order] of Object.entries(orders) as [SamplerName, number][]) {
    for (const [name, schedule] of Object.entries({ flow, shiftedFlow })) {
      test(`${sampler} converges with order ${order} (${name})`, async () => {
        const [coarse, middle, fine] = await Promise.all(
          [80, 160, 320].map((steps) => flowError(sampler, steps, schedule)),
        );
        // Multistep orders hold in lambda, which is infinite at both ends: in steps, a logarithm is lost.
        const tolerance = sampler === 'dpmpp_2m' ? 0.6 : 0.25;
        expect(Math.log2(coarse! / middle!)).toBeGreaterThan(order - tolerance);
        expect(Math.log2(middle! / fine!)).toBeGreaterThan(order - tolerance);
        if (order === 1) expect(Math.log2(middle! / fine!)).toBeLessThan(1.25);
        expect(fine!).toBeLessThan(order === 1 ? 0.02 : 0.001);
      });
    }
  }

  test('dpmpp_2m_karras comes close; the gaps at both ends of its range bound how close', async () => {
    expect(await flowError('dpmpp_2m_karras', 20, flow)).toBeLessThan(0.02);
    expect(await flowError('dpmpp_2m_karras', 80, flow)).toBeLessThan(0.003);
  });

  test('ddim, euler and flow_euler are one and the same', async () => {
    const names = ['ddim', 'euler', 'flow_euler'] as const;
    const [ddim, ...others] = await Promise.all(names.map((sampler) => flowError(sampler, 10, shiftedFlow)));
    for (const other of others) expect(other).toBe(ddim);
  });

  test('second order samplers beat Euler at 20 steps by far', async () => {
    const euler = await flowError('euler', 20, flow);
    for (const sampler of ['heun', 'dpmpp_2m', 'dpmpp_2m_karras', 'unipc'] as const) {
      expect(await flowError(sampler, 20, flow), sampler).toBeLessThan(euler / 5);
    }
  });

  for (const [sampler, eta] of [
    ['euler_a', undefined],
    ['ddim', 1],
    ['dpmpp_2m', 1],
  ] as const) {
    test(`${sampler} with fresh noise converges to the distribution`, async () => {
      const errors: number[] = [];
      for (const steps of [20, 40, 80]) {
        const result = await moments(sampler, steps, posteriorMean, eta);
        expect(Math.abs(result.mean - mean)).toBeLessThan(1e-5);
        errors.push(Math.abs(result.variance - deviation ** 2));
      }
      expect(Math.log2(errors[0]! / errors[1]!)).toBeGreaterThan(0.75);
      expect(Math.log2(errors[1]! / errors[2]!)).toBeGreaterThan(0.75);
      expect(errors[2]!).toBeLessThan(0.03);
    });
  }

  test('lcm draws from the distribution at any number of steps, given a consistency function', async () => {
    for (const steps of [1, 2, 4, 20]) {
      const result = await moments('lcm', steps, flowEnd);
      expect(Math.abs(result.mean - mean)).toBeLessThan(1e-4);
      expect(Math.abs(result.variance - deviation ** 2)).toBeLessThan(1e-4);
    }
  });
});

describe('a few steps of a distilled flow', () => {
  for (const sampler of ['lcm', 'euler'] as const) {
    test(`${sampler} asks once a step, at sigma times 1000, and ends in the last x0 exactly`, async () => {
      for (const [steps, timesteps] of [
        [1, [1000]],
        [2, [1000, 500]],
        [4, [1000, 750, 500, 250]],
        // Where latent consistency models' own boundary condition would show: at t = 20.
        [50, Array.from({ length: 50 }, (_, i) => 1000 - 20 * i)],
      ] as const) {
        const { sampler: sample, levels } = plan(sampler, steps, flow);
        const stream = createNoiseStream(steps);
        const answers: Float32Array[] = [];
        const asked: number[] = [];
        const denoise: Denoiser = async (x, level) => {
          const x0 = await flowEnd(x, level);
          answers.push(x0.slice());
          asked.push(level.timestep);
          return x0;
        };
        const end = await sample(denoise, stream.normal(64), levels, { noise: () => stream.normal(64) });
        expect(asked.map((t) => Math.round(1e4 * t) / 1e4)).toEqual(timesteps);
        expect(end).toEqual(answers.at(-1));
      }
    });
  }

  test('lcm puts fresh noise of the next level on what it jumped to', async () => {
    const { sampler: sample, levels } = plan('lcm', 2, flow);
    const seen: Float32Array[] = [];
    const denoise: Denoiser = (x) => {
      seen.push(x.slice());
      return Promise.resolve(Float32Array.of(3, -1));
    };
    const noise = () => Float32Array.of(0.5, 0.25);
    await sample(denoise, Float32Array.of(1, 1), levels, { noise });
    expect(seen).toEqual([Float32Array.of(1, 1), Float32Array.of(1.75, -0.375)]);
  });
});

describe('every sampler', () => {
  for (const sampler of samplerNames) {
    test(`${sampler} starts from pure noise (alpha = 0) and stays finite at 1, 2, 4 and 20 steps`, async () => {
      for (const steps of [1, 2, 4, 20]) {
        const { sampler: sample, levels } = plan(sampler, steps, flow);
        expect(levels.length).toBe(steps + 1);
        expect(levels[0]).toMatchObject({ alpha: 0, sigma: 1 });
        expect(levels.at(-1)).toMatchObject({ alpha: 1, sigma: 0 });
        const stream = createNoiseStream(steps);
        const x = stream.normal(64);
        const end = await sample(posteriorMean, x, levels, { noise: () => stream.normal(64) });
        expect(end.every(Number.isFinite)).toBe(true);
        // Seen from pure noise, the mean is all there is to say.
        if (steps === 1) for (const value of end) expect(value).toBeCloseTo(mean, 6);
        if (steps === 20) expect(Math.max(...end.map((value) => Math.abs(value - mean)))).toBeLessThan(4);
      }
    });

    if (sampler !== 'flow_euler') {
      test(`${sampler} copes with a zero terminal signal-to-noise ratio`, async () => {
        for (const steps of [1, 2, 4, 20]) {
          const {
            sampler: sample,
            levels,
            initialNoiseScale,
          } = plan(sampler, steps, zeroSnr, 'v_prediction');
          const network = async (x: Float32Array, level: NoiseLevel) => {
            const norm = Math.hypot(level.alpha, level.sigma);
            const native = { ...level, alpha: level.alpha / norm, sigma: level.sigma / norm };
            const x0 = await posteriorMean(x, native);
            return x0.map((value, i) => (native.alpha * x[i]! - value) / native.sigma);
          };
          const stream = createNoiseStream(1);
          const x = stream.normal(64).map((value) => value * initialNoiseScale);
          const denoise = toDenoiser(network, 'v_prediction');
          const end = await sample(denoise, x, levels, { noise: () => stream.normal(64) });
          expect(end.every(Number.isFinite)).toBe(true);
          expect(Math.max(...end.map((value) => Math.abs(value - mean)))).toBeLessThan(4);
        }
      });
    }

    test(`${sampler} leaves its start alone, reports each step and calls the network as planned`, async () => {
      const { sampler: sample, levels, modelCalls, drawsNoise } = plan(sampler, 5, flow);
      const x = createNoiseStream(2).normal(32);
      const before = x.slice();
      const buffer = new Float32Array(32);
      let calls = 0;
      let draws = 0;
      const seen: number[] = [];
      const denoise: Denoiser = (state, level) => {
        calls++;
        return posteriorMean(state, level);
      };
      await sample(denoise, x, levels, {
        noise: () => {
          draws++;
          return buffer;
        },
        onStep: ({ step, steps, denoised }) => {
          seen.push(step / steps);
          expect(denoised.length).toBe(x.length);
        },
      });
      expect(x).toEqual(before);
      expect(seen).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
      expect(calls).toBe(modelCalls);
      expect(draws > 0).toBe(drawsNoise);
    });

    test(`${sampler} stops at the next step once cancelled`, async () => {
      const { sampler: sample, levels } = plan(sampler, 6, flow);
      const controller = new AbortController();
      let steps = 0;
      const run = sample(posteriorMean, new Float32Array(16), levels, {
        noise: () => new Float32Array(16),
        signal: controller.signal,
        onStep: () => {
          if (++steps === 2) controller.abort();
        },
      });
      await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(steps).toBe(2);
    });
  }
});
