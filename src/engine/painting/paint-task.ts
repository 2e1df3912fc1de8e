import type { Wrap } from '../../shared/generation-request.ts';
import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import { createBatchedNetwork, type SpatialConditions } from '../batched-network.ts';
import { cutCells, type CellRegion } from '../cell-region.ts';
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
import { createWindowedNetwork } from './windowed-network.ts';
import { planWindows } from './windows.ts';

/**
 * Pixels to be made in one go: a whole picture, or a part of it, of any size. All pictures and masks in it have its
 * size. What is larger than the network can paint is painted in windows.
 */
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
 * Samples a latent and decodes it: RGB, row by row.
 *
 * @throws UmberError `REQUEST_INVALID`, `SAMPLER_UNKNOWN`, `CANCELLED`, `ENGINE_FAILED`, `PACK_CONDITION_MISSING`
 */
export async function paintTask(painter: Painter, task: PaintTask): Promise<Uint8Array> {
  const { loaded, options, clock } = painter;
  const { manifest } = loaded.pack;
  const { channels, factor } = manifest.latent;
  const width = task.width / factor;
  const height = task.height / factor;
  const start = performance.now();
  const plan = planTask(painter, task.source?.strength);
  const size = { width: task.width, height: task.height };
  const { wrap } = task;
  const letOthersIn = () => painter.letOthersIn();
  const encode = (rgb: Uint8Array) => encodePixels(loaded, rgb, size, wrap, letOthersIn);

  const source = task.source && (await encode(task.source.rgb));
  const hole = task.mask && findHole(task.mask, size, factor, wrap);
  const known = {
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
  };
  // Elsewhere the source takes the place of every answer.
  const predict = predictorOf(painter, task, known, source && hole?.cells);
  const denoise = toDenoiser(painter.remembered(predict), manifest.prediction);

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
  const rgb = await decodeLatent(loaded.decoder, latent, width, height, manifest.latent, wrap, letOthersIn);
  throwIfCancelled(options.signal);
  clock.decodeMs += performance.now() - sampled;
  return rgb;
}

/** The one place where a latent is predicted, guidance included: at once, or in windows. */
function predictorOf(
  painter: Painter,
  task: PaintTask,
  { inpaint, degraded }: Omit<SpatialConditions, 'layout'>,
  wanted: Float32Array | undefined,
): Network {
  const { loaded, request } = painter;
  const { manifest } = loaded.pack;
  const { factor } = manifest.latent;
  const size = { width: task.width / factor, height: task.height / factor };
  const gridAt = (phase?: number) => planWindows(size, manifest, task.wrap, phase);
  const classes = manifest.conditions.layout?.classes.map(({ id }) => id);
  const pixels = { width: task.width, height: task.height, factor };
  const cut = (planes: Float32Array, region: CellRegion) => cutCells(planes, size, region);
  const conditionsOf = (region: CellRegion): SpatialConditions => ({
    layout: task.layout && classes && layoutFractions(task.layout, { ...pixels, classes }, region),
    inpaint: inpaint && { mask: cut(inpaint.mask, region), latent: cut(inpaint.latent, region) },
    degraded: degraded && { ...degraded, latent: cut(degraded.latent, region) },
  });
  const { columns, rows } = gridAt();
  const isWhole = columns.windows.length === 1 && rows.windows.length === 1;
  const network = createBatchedNetwork({
    session: loaded.unet,
    manifest,
    width: columns.length,
    height: rows.length,
    conditions: { ...painter.conditions, ...(isWhole && conditionsOf({ x: 0, y: 0, ...size })) },
    guidance: {
      present: presentConditions(painter, task),
      strengths: request.guidance,
      interval: request.guidanceInterval,
    },
    trainSteps: trainStepsOf(loaded.schedule),
  });
  const beforeWindow = () => painter.letOthersIn();
  if (!isWhole) {
    return createWindowedNetwork({ size, gridAt, network, conditionsOf, beforeWindow, wanted });
  }
  return async (x, level) => {
    await beforeWindow();
    return network(x, level);
  };
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
