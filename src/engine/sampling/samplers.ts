import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { samplerNames, type SamplerName } from '../../shared/sampler-names.ts';
import { stepsToRun } from '../../shared/steps-to-run.ts';
import { sampleDdim } from './ddim.ts';
import type { Prediction } from './denoiser.ts';
import { sampleDpmpp2m } from './dpmpp-2m.ts';
import { sampleEulerAncestral } from './euler-ancestral.ts';
import { sampleEuler } from './euler.ts';
import { sampleHeun } from './heun.ts';
import { sampleFlowLcm, sampleLcm } from './lcm.ts';
import { alphaLevels, flowLevels, sigmaLevels } from './noise-levels.ts';
import type { NoiseLevel, Sampler } from './sampler.ts';
import { trainStepsOf, type DiffusionSchedule, type Schedule } from './schedule.ts';
import { spaceTimesteps } from './timestep-spacing.ts';
import { sampleUnipc } from './unipc.ts';

interface SamplerEntry {
  readonly sample: Sampler;
  /** What takes its place where the pack is a flow. */
  readonly flowSample?: Sampler;
  /** Which noise levels it runs on where the pack is not a flow. */
  readonly levels: 'alphas' | 'consistency' | 'one-step' | 'multistep' | 'flow-only';
  /** Karras spacing: fixed by the name, or as the pack says. */
  readonly isKarras?: boolean;
  readonly callsPerStep?: 2;
  readonly drawsNoise?: true;
}

const samplers = {
  ddim: { sample: sampleDdim, levels: 'alphas' },
  euler: { sample: sampleEuler, levels: 'one-step' },
  euler_a: { sample: sampleEulerAncestral, levels: 'one-step', drawsNoise: true },
  heun: { sample: sampleHeun, levels: 'one-step', callsPerStep: 2 },
  dpmpp_2m: { sample: sampleDpmpp2m, levels: 'multistep', isKarras: false },
  dpmpp_2m_karras: { sample: sampleDpmpp2m, levels: 'multistep', isKarras: true },
  unipc: { sample: sampleUnipc, levels: 'multistep' },
  lcm: { sample: sampleLcm, flowSample: sampleFlowLcm, levels: 'consistency', drawsNoise: true },
  flow_euler: { sample: sampleEuler, levels: 'flow-only' },
} as const satisfies Record<SamplerName, SamplerEntry>;

/** Training steps that a distilled consistency model knows. */
const CONSISTENCY_STEPS = 50;

/** What to sample with, on what schedule, in how many steps. */
export interface SamplingRequest {
  readonly schedule: Schedule;
  readonly prediction: Prediction;
  readonly sampler: string;
  readonly steps: number;
  /**
   * How much of the way to redo when starting from a picture, above 0 to 1; 1 starts from noise. It names a level of
   * noise, the same at any number of steps.
   */
  readonly strength?: number | undefined;
}

/** A sampler with the levels that it is to run on. */
export interface SamplingPlan {
  readonly sampler: Sampler;
  readonly levels: readonly NoiseLevel[];
  /** Steps that will run, `stepsToRun`: fewer than asked with a strength below 1. */
  readonly steps: number;
  /** Factor on standard normal noise that makes it a start at `levels[0]`, without a picture. */
  readonly initialNoiseScale: number;
  readonly modelCalls: number;
  /** Whether each step draws fresh noise. */
  readonly drawsNoise: boolean;
}

/**
 * Choose sampler and noise levels for a request.
 *
 * With a strength below 1 the start is `addNoise(x0, noise, levels[0])`, and at least one step runs.
 *
 * @throws UmberError `SAMPLER_UNKNOWN`; `REQUEST_INVALID` for steps or a strength out of range, and for
 *         `flow_euler` on a pack that is not a flow; `PACK_MANIFEST_INVALID` when schedule and prediction differ
 */
export function planSampling(request: SamplingRequest): SamplingPlan {
  const { schedule, steps, strength = 1 } = request;
  const entry = findSampler(request.sampler);
  const maxSteps = trainStepsOf(schedule);
  if (!Number.isInteger(steps) || steps < 1 || steps > maxSteps) {
    throw new UmberError('REQUEST_INVALID', sentence`${steps} steps cannot be sampled.`, {
      advice: sentence`Ask for a whole number of steps from 1 to ${maxSteps}; 20 is a good start.`,
    });
  }
  if (!(strength > 0 && strength <= 1)) {
    throw new UmberError('REQUEST_INVALID', sentence`The strength ${strength} is out of range.`, {
      advice: sentence`Give a strength above 0, up to 1.`,
    });
  }
  if ((schedule.kind === 'flow') !== (request.prediction === 'flow')) {
    throw new UmberError(
      'PACK_MANIFEST_INVALID',
      sentence`The pack's prediction and its scheduler do not fit.`,
      {
        advice: sentence`A flow needs a FlowMatchEulerDiscreteScheduler, and nothing else does; get the pack again.`,
      },
    );
  }
  const kept = stepsToRun(steps, strength);
  const levels = levelsFor(entry, request, kept);
  const corrected = entry.callsPerStep === 2 ? levels.slice(1).filter((level) => level.sigma > 0).length : 0;
  return {
    sampler: (schedule.kind === 'flow' && entry.flowSample) || entry.sample,
    levels,
    steps: kept,
    initialNoiseScale: initialNoiseScale(entry, schedule, levels[0]!),
    modelCalls: kept + corrected,
    drawsNoise: entry.drawsNoise ?? false,
  };
}

function findSampler(name: string): SamplerEntry {
  if (Object.hasOwn(samplers, name)) return samplers[name as SamplerName];
  throw new UmberError('SAMPLER_UNKNOWN', sentence`There is no sampler "${name}".`, {
    advice: sentence`Use one of ${samplerNames}.`,
  });
}

function levelsFor(
  entry: SamplerEntry,
  { schedule: whole, prediction, strength = 1 }: SamplingRequest,
  steps: number,
): NoiseLevel[] {
  if (whole.kind === 'flow') return flowLevels(whole, steps, entry.isKarras ?? false, strength);
  const schedule = strength < 1 && entry.levels !== 'consistency' ? cleanPart(whole, strength) : whole;
  const keepsZeroAlpha = prediction === 'v_prediction';
  switch (entry.levels) {
    case 'alphas':
      return alphaLevels(schedule, {
        timesteps: ddimTimesteps(schedule, steps),
        endsAtOne: schedule.endsAtOne,
        keepsZeroAlpha,
      });
    case 'consistency':
      return alphaLevels(schedule, {
        timesteps: consistencyTimesteps(schedule, steps, strength),
        endsAtOne: true,
        keepsZeroAlpha,
      });
    case 'one-step':
    case 'multistep':
      return sigmaLevels(schedule, {
        steps,
        spacing: schedule.spacing ?? 'linspace',
        isKarras: entry.isKarras ?? schedule.usesKarras,
        family: entry.levels,
      });
    case 'flow-only':
      throw new UmberError('REQUEST_INVALID', sentence`flow_euler needs a pack trained on a flow.`, {
        advice: sentence`Use the sampler euler with this pack.`,
      });
  }
}

/**
 * The clean part of a schedule, up to the training step nearest to a strength. Trailing spacing alone begins at the
 * noisiest level there is however many steps follow.
 */
function cleanPart(schedule: DiffusionSchedule, strength: number): DiffusionSchedule {
  const trainSteps = Math.max(2, Math.round(strength * schedule.alphasCumprod.length));
  const alphasCumprod = schedule.alphasCumprod.subarray(0, trainSteps);
  return { ...schedule, alphasCumprod, spacing: 'trailing', isZeroSnr: false };
}

function ddimTimesteps(schedule: DiffusionSchedule, steps: number): Float32Array {
  return spaceTimesteps(schedule.spacing ?? 'leading', {
    trainSteps: schedule.alphasCumprod.length,
    steps,
    offset: schedule.stepsOffset,
    dropsLowest: false,
    isRounded: true,
  });
}

/** Evenly chosen among the steps of the distillation; beyond 50 among as many as are asked for. */
function consistencyTimesteps(
  { alphasCumprod }: DiffusionSchedule,
  steps: number,
  strength: number,
): number[] {
  const known = Math.max(CONSISTENCY_STEPS, steps);
  const stride = Math.floor(alphasCumprod.length / known);
  const first = Math.max(1, Math.round(strength * known));
  return Array.from({ length: steps }, (_, i) => {
    const fromNoisiest = Math.floor(i * (first / steps));
    return (first - fromNoisiest) * stride - 1;
  });
}

function initialNoiseScale(entry: SamplerEntry, schedule: Schedule, { alpha, sigma }: NoiseLevel): number {
  const isVe = schedule.kind === 'diffusion' && entry.levels === 'one-step' && alpha === 1;
  if (!isVe) return 1;
  // Leading spacing starts below the noisiest level: the noise then stands for the picture as well.
  return (schedule.spacing ?? 'linspace') === 'leading'
    ? Math.fround(Math.sqrt(Math.fround(Math.fround(sigma * sigma) + 1)))
    : sigma;
}
