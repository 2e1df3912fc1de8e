import { z } from 'zod';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { cumulativeAlphas } from './beta-schedule.ts';
import type { Spacing } from './timestep-spacing.ts';

/** Noise as a table over training steps: `x = sqrt(alpha-bar) x0 + sqrt(1 - alpha-bar) eps`. */
export interface DiffusionSchedule {
  readonly kind: 'diffusion';
  readonly alphasCumprod: Float32Array; // [train steps]
  /** Spacing the pack asks for; each sampler has its own otherwise. */
  readonly spacing: Spacing | undefined;
  readonly stepsOffset: number;
  readonly isZeroSnr: boolean;
  readonly usesKarras: boolean;
  /** DDIM ends at the picture (true) or at the first training step. */
  readonly endsAtOne: boolean;
  readonly endsAtZeroSigma: boolean;
}

/** Noise on a straight line: `x = (1 - sigma) x0 + sigma eps`. */
export interface FlowSchedule {
  readonly kind: 'flow';
  readonly trainSteps: number;
  readonly shift: number;
  /** trailing: sigma = 1 ... 1/n; linspace: sigma = 1 ... 1/trainSteps. */
  readonly spacing: 'trailing' | 'linspace';
}

/** How noise was added in training. */
export type Schedule = DiffusionSchedule | FlowSchedule;

/** Number of training steps: what timesteps count up to. */
export function trainStepsOf(schedule: Schedule): number {
  return schedule.kind === 'flow' ? schedule.trainSteps : schedule.alphasCumprod.length;
}

const diffusionDefaults = { betaStart: 0.0001, betaEnd: 0.02, shape: 'linear' } as const;
const latentDefaults = { betaStart: 0.00085, betaEnd: 0.012, shape: 'linear' } as const;

/** What a missing key means depends on the class that wrote the file. */
const defaultsByClass: Record<
  string,
  { betaStart: number; betaEnd: number; shape: 'linear' | 'scaled_linear' }
> = {
  DDIMScheduler: diffusionDefaults,
  DDPMScheduler: diffusionDefaults,
  PNDMScheduler: diffusionDefaults,
  EulerDiscreteScheduler: diffusionDefaults,
  EulerAncestralDiscreteScheduler: diffusionDefaults,
  DPMSolverMultistepScheduler: diffusionDefaults,
  DPMSolverSinglestepScheduler: diffusionDefaults,
  UniPCMultistepScheduler: diffusionDefaults,
  HeunDiscreteScheduler: latentDefaults,
  DPMSolverSDEScheduler: latentDefaults,
  LCMScheduler: { ...latentDefaults, shape: 'scaled_linear' },
};

const trainSteps = z.int().min(2).max(100_000).nullish();
const spacing = z.enum(['leading', 'linspace', 'trailing']).nullish();
const beta = z.number().gt(0).lt(1);

const diffusionConfigSchema = z.object({
  num_train_timesteps: trainSteps,
  beta_start: beta.nullish(),
  beta_end: beta.nullish(),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).nullish(),
  trained_betas: z.array(beta).min(2).max(100_000).nullish(),
  timestep_spacing: spacing,
  steps_offset: z.int().min(0).max(1000).nullish(),
  rescale_betas_zero_snr: z.boolean().nullish(),
  use_karras_sigmas: z.boolean().nullish(),
  set_alpha_to_one: z.boolean().nullish(),
  final_sigmas_type: z.enum(['zero', 'sigma_min']).nullish(),
});

const flowConfigSchema = z.object({
  num_train_timesteps: trainSteps,
  shift: z.number().positive().max(100).nullish(),
  use_dynamic_shifting: z.literal(false).nullish(),
  timestep_spacing: z.enum(['trailing', 'linspace']).nullish(),
});

/**
 * Read a `scheduler_config.json` as diffusers writes it; keys that do not concern us are passed over.
 *
 * A flow config has no spacing key in diffusers. Without one we take sigma = 1 ... 1/n, because ending at
 * 1/1000 as diffusers does by itself spends the last model call on nothing; `"timestep_spacing": "linspace"`
 * gives diffusers' list. Clipping and thresholding of x0 are for pixel models and are not applied.
 *
 * @throws UmberError `PACK_MANIFEST_INVALID`
 */
export function parseSchedule(config: unknown): Schedule {
  const { _class_name: name } = parse(z.object({ _class_name: z.string() }), config);
  if (name === 'FlowMatchEulerDiscreteScheduler') {
    const flow = parse(flowConfigSchema, config);
    return {
      kind: 'flow',
      trainSteps: flow.num_train_timesteps ?? 1000,
      shift: flow.shift ?? 1,
      spacing: flow.timestep_spacing ?? 'trailing',
    };
  }
  const defaults = Object.hasOwn(defaultsByClass, name) ? defaultsByClass[name] : undefined;
  if (!defaults) {
    throw new UmberError(
      'PACK_MANIFEST_INVALID',
      sentence`The scheduler "${name.slice(0, 64)}" is not known.`,
      {
        advice: sentence`Use a pack whose scheduler_config.json names a DDIM, Euler, DPM-Solver, UniPC, LCM or flow scheduler.`,
      },
    );
  }
  const table = parse(diffusionConfigSchema, config);
  const isZeroSnr = table.rescale_betas_zero_snr ?? false;
  return {
    kind: 'diffusion',
    alphasCumprod: cumulativeAlphas({
      trainSteps: table.num_train_timesteps ?? 1000,
      betaStart: table.beta_start ?? defaults.betaStart,
      betaEnd: table.beta_end ?? defaults.betaEnd,
      shape: table.beta_schedule ?? defaults.shape,
      trainedBetas: table.trained_betas ?? undefined,
      rescaleToZeroSnr: isZeroSnr,
    }),
    spacing: table.timestep_spacing ?? undefined,
    stepsOffset: table.steps_offset ?? 0,
    isZeroSnr,
    usesKarras: table.use_karras_sigmas ?? false,
    endsAtOne: table.set_alpha_to_one ?? name !== 'PNDMScheduler',
    endsAtZeroSigma: table.final_sigmas_type !== 'sigma_min',
  };
}

function parse<T>(schema: z.ZodType<T>, config: unknown): T {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UmberError(
    'PACK_MANIFEST_INVALID',
    sentence`The pack's scheduler configuration is not usable: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    { advice: sentence`Get the pack again, or correct its scheduler_config.json.`, cause: result.error },
  );
}
