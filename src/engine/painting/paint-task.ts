import type { Wrap } from '../../shared/generation-request.ts';
import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import { createBatchedNetwork } from '../batched-network.ts';
import { decodeLatent } from '../decode-latent.ts';
import { encodePixels } from '../encode-pixels.ts';
import { layoutFractions } from '../layouts/layout-fractions.ts';
import type { Layout } from '../layouts/layout-png.ts';
import { previewLatent } from '../preview.ts';
import { addNoise, toDenoiser, type Network } from '../sampling/denoiser.ts';
import { guidedConditions, type GuidedCondition } from '../sampling/guidance.ts';
import type { StepEvent } from '../sampling/sampler.ts';
import { planSampling, type SamplingPlan } from '../sampling/samplers.ts';
import { trainStepsOf } from '../sampling/schedule.ts';
import { blankHole, findHole, keepOutside, withoutHole } from './hole.ts';
import type { Painter } from './painter.ts';

/** Pixels to be made in one go: a whole picture, or a part of it. All pictures and masks in it have its size. */
export interface PaintTask {
  /** In pixels, multiples of the pack's `sizes.multiple`. */
  readonly width: number;
  readonly height: number;
  /** Of any size: the nearest pixel counts. */
  readonly layout?: Layout | undefined;
  /** RGB to begin from; with a strength of 1 nothing of it stays outside of what a mask keeps. */
  readonly source?: { readonly rgb: Uint8Array; readonly strength: number } | undefined;
  /** Coverage per pixel: cells are kept from the source of which, and beside which, all pixels are 0. */
  readonly mask?: Uint8Array | undefined;
  readonly degraded?: { readonly rgb: Uint8Array; readonly degradation: number } | undefined;
  readonly wrap?: Wrap | undefined;
}

/** What came of a task. */
export interface PaintedTask {
  /** RGB, row by row. */
  readonly rgb: Uint8Array;
  /** `[C, h, w]` in the model's scale. */
  readonly latent: Float32Array;
}

/** The steps and levels of a task of this strength. */
export function planTask({ loaded, request }: Painter, strength = 1): SamplingPlan {
  return planSampling({
    schedule: loaded.schedule,
    prediction: loaded.pack.manifest.prediction,
    sampler: request.sampler,
    steps: request.steps,
    strength,
  });
}

/**
 * Samples a latent and decodes it.
 *
 * @throws UmberError `REQUEST_INVALID`, `SAMPLER_UNKNOWN`, `CANCELLED`, `ENGINE_FAILED`, `PACK_CONDITION_MISSING`
 */
export async function paintTask(painter: Painter, task: PaintTask): Promise<PaintedTask> {
  const { loaded, request, options, clock } = painter;
  const { manifest } = loaded.pack;
  const { channels, factor } = manifest.latent;
  const width = task.width / factor;
  const height = task.height / factor;
  const start = performance.now();
  const plan = planTask(painter, task.source?.strength);
  const size = { width: task.width, height: task.height };
  const encode = (rgb: Uint8Array) => encodePixels(loaded, rgb, size);

  const source = task.source && (await encode(task.source.rgb));
  const hole = task.mask && findHole(task.mask, size, factor, task.wrap);
  const network = createBatchedNetwork({
    session: loaded.unet,
    manifest,
    width,
    height,
    conditions: {
      ...painter.conditions,
      layout: task.layout && fractionsOf(painter, task, task.layout),
      inpaint:
        hole && task.source && manifest.conditions.inpaint
          ? {
              mask: hole.cells,
              latent: withoutHole(
                await encode(blankHole(task.source.rgb, size, hole.cells, factor)),
                hole.cells,
              ),
            }
          : undefined,
      degraded: task.degraded && {
        latent: await encode(task.degraded.rgb),
        degradation: task.degraded.degradation,
      },
    },
    guidance: {
      present: presentConditions(painter, task),
      strengths: request.guidance,
      interval: request.guidanceInterval,
    },
    trainSteps: trainStepsOf(loaded.schedule),
  });
  const interruptible: Network = async (x, level) => {
    await painter.letOthersIn();
    return network(x, level);
  };
  const denoise = toDenoiser(painter.remembered(interruptible), manifest.prediction);

  const noise = painter.drawStart(channels * height * width);
  const initial = new Float32Array(noise.length);
  if (source) addNoise(source, noise, plan.levels[0]!, initial);
  else for (let i = 0; i < initial.length; i++) initial[i] = noise[i]! * plan.initialNoiseScale;
  const drawn = plan.drawsNoise ? new Float32Array(initial.length) : undefined;
  const report = ({ denoised }: StepEvent) =>
    painter.stepDone(() => manifest.preview && previewLatent(denoised, width, height, manifest.preview));
  const latent = await plan.sampler(
    source && hole
      ? keepOutside(denoise, source, manifest.conditions.inpaint ? hole.cells : hole.release, plan.levels[0]!)
      : denoise,
    initial,
    plan.levels,
    {
      noise: () => painter.noise.fillNormal(drawn ?? new Float32Array(initial.length)),
      signal: options.signal,
      onStep: report,
    },
  );
  await painter.letOthersIn();
  const sampled = performance.now();
  clock.samplingMs += sampled - start;

  options.onProgress?.({ part: 'decoding' });
  const rgb = await decodeLatent(loaded.decoder, latent, width, height, manifest.latent);
  throwIfCancelled(options.signal);
  clock.decodeMs += performance.now() - sampled;
  return { rgb, latent };
}

function fractionsOf(
  { loaded }: Painter,
  { width, height }: PaintTask,
  layout: Layout,
): Float32Array | undefined {
  const { latent, conditions } = loaded.pack.manifest;
  const classes = conditions.layout?.classes.map(({ id }) => id);
  return classes && layoutFractions(layout, { width, height, factor: latent.factor, classes });
}

/** Conditions that guidance has to tell apart: an empty prompt without a negative one is the same as none. */
function presentConditions({ request }: Painter, task: PaintTask): GuidedCondition[] {
  const { text, class: scene } = request.conditions;
  return guidedConditions.filter((name) => {
    if (name === 'layout') return task.layout !== undefined;
    if (name === 'class') return scene !== undefined;
    return text !== undefined && text.prompt !== (text.negativePrompt ?? '');
  });
}
