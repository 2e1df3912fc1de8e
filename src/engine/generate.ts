import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { GenerationRequest } from '../shared/generation-request.ts';
import type { Recipe } from '../shared/recipe.ts';
import { throwIfCancelled } from '../shared/throw-if-cancelled.ts';
import { umberVersion } from '../shared/version.ts';
import { createBatchedNetwork, type PreparedConditions } from './batched-network.ts';
import { checkRequest, type RequestWarning } from './check-request.ts';
import { decodeLatent } from './decode-latent.ts';
import { layoutFractions } from './layouts/layout-fractions.ts';
import { hashLayout } from './layouts/layout-png.ts';
import type { LoadedPack } from './load-pack.ts';
import { createNoiseStream } from './noise.ts';
import { hashPicture } from './pictures/compare-pictures.ts';
import { encodePicture } from './pictures/recipe-in-picture.ts';
import { previewLatent, type Preview } from './preview.ts';
import { toDenoiser, type Network } from './sampling/denoiser.ts';
import { guidedConditions, type GuidedCondition } from './sampling/guidance.ts';
import type { StepEvent } from './sampling/sampler.ts';
import { planSampling } from './sampling/samplers.ts';
import { trainStepsOf } from './sampling/schedule.ts';
import { runtimeVersion, type RuntimeOptions } from './sessions/runtime.ts';

/** Where a picture is on its way. */
export type GenerationProgress =
  | {
      part: 'sampling';
      /** Steps done, 1 to `steps`. */
      step: number;
      steps: number;
      /**
       * A small picture of what is there so far, made when asked for; call it before the callback returns.
       * Undefined where the pack has no preview.
       */
      preview: () => Preview | undefined;
    }
  | { part: 'decoding' };

/** How to follow a picture that is being painted, and how to stop it. */
export interface GenerateOptions {
  /** Checked before each run of the network; one that has begun is finished first. */
  signal?: AbortSignal;
  onProgress?: (progress: GenerationProgress) => void;
  /** Awaited before each run of a network, so that something more urgent can be painted in between. */
  beforeRun?: () => Promise<void>;
}

/** Wall times in milliseconds. */
export interface GenerationTimings {
  textMs: number;
  samplingMs: number;
  /** Part of `samplingMs` spent inside the runtime, and in how many runs. */
  samplingRunMs: number;
  samplingRuns: number;
  decodeMs: number;
  decodeRunMs: number;
  encodeMs: number;
  totalMs: number;
}

/** A picture without a file. */
export interface Painting {
  width: number;
  height: number;
  /** RGB, row by row. */
  rgb: Uint8Array;
  /** The sampled latent, `[C, h, w]` in the model's scale. */
  latent: Float32Array;
  timings: Omit<GenerationTimings, 'encodeMs'>;
  warnings: RequestWarning[];
}

/** A picture, and how it came about. */
export interface GenerationResult extends Painting {
  /** The picture as a file, with recipe and layout inside. */
  png: Uint8Array;
  recipe: Recipe;
  timings: GenerationTimings;
}

/**
 * Paints one picture and makes its file. The same request on the same pack, provider, threads and runtime gives the
 * same bytes.
 *
 * @throws UmberError `REQUEST_INVALID`, `SAMPLER_UNKNOWN`, `SCENE_UNKNOWN`, `LAYOUT_EMPTY`,
 * `PACK_CONDITION_MISSING`, `CANCELLED`, `ENGINE_FAILED`
 */
export async function generate(
  loaded: LoadedPack,
  runtime: RuntimeOptions,
  asked: GenerationRequest,
  options: GenerateOptions = {},
): Promise<GenerationResult> {
  const { request, noiseHash, ...painting } = await paint(loaded, asked, options);
  const { rgb, timings } = painting;
  const start = performance.now();
  const recipe = makeRecipe(loaded, runtime, request, noiseHash, hashPicture(rgb));
  const size = { width: request.width, height: request.height };
  const png = await encodePicture(rgb, size, { recipe, layout: request.conditions.layout });
  const encodeMs = performance.now() - start;
  return { ...painting, png, recipe, timings: { ...timings, encodeMs, totalMs: timings.totalMs + encodeMs } };
}

/**
 * Paints the pixels of one picture; `request` is what was asked, parsed.
 *
 * @throws UmberError as `generate`
 */
export async function paint(
  loaded: LoadedPack,
  asked: GenerationRequest,
  options: GenerateOptions = {},
): Promise<Painting & { request: GenerationRequest; noiseHash: string }> {
  const { manifest } = loaded.pack;
  const { signal, onProgress } = options;
  const start = performance.now();
  const { request, sceneId, warnings } = checkRequest(asked, manifest);
  const plan = planSampling({
    schedule: loaded.schedule,
    prediction: manifest.prediction,
    sampler: request.sampler,
    steps: request.steps,
  });
  throwIfCancelled(signal);

  const { conditions, droppedTokens } = await prepareConditions(loaded, request, sceneId);
  if (droppedTokens > 0) {
    warnings.push({
      code: 'PROMPT_TRUNCATED',
      message: `The prompt is ${droppedTokens} tokens too long for this pack; its end was left out.`,
    });
  }
  const textDone = performance.now();

  const { channels, factor } = manifest.latent;
  const width = request.width / factor;
  const height = request.height / factor;
  const network = createBatchedNetwork({
    session: loaded.unet,
    manifest,
    width,
    height,
    conditions,
    guidance: {
      present: presentConditions(request),
      strengths: request.guidance,
      interval: request.guidanceInterval,
    },
    trainSteps: trainStepsOf(loaded.schedule),
  });
  const interruptible: Network = async (x, level) => {
    await letOthersIn(options);
    return network(x, level);
  };
  const noise = createNoiseStream(request.seed);
  const initial = noise.normal(channels * height * width);
  const noiseHash = hashFloats(initial);
  for (let i = 0; i < initial.length; i++) initial[i] = initial[i]! * plan.initialNoiseScale;
  const drawn = plan.drawsNoise ? new Float32Array(initial.length) : undefined;
  const unetBefore = { ...loaded.unet.clock };
  const report = ({ step, steps, denoised }: StepEvent) =>
    onProgress?.({
      part: 'sampling',
      step,
      steps,
      preview: () => manifest.preview && previewLatent(denoised, width, height, manifest.preview),
    });
  const latent = await plan.sampler(toDenoiser(interruptible, manifest.prediction), initial, plan.levels, {
    noise: () => noise.fillNormal(drawn ?? new Float32Array(initial.length)),
    signal,
    onStep: onProgress && report,
  });
  await letOthersIn(options);
  const samplingDone = performance.now();

  onProgress?.({ part: 'decoding' });
  const decoderBefore = loaded.decoder.clock.ms;
  const rgb = await decodeLatent(loaded.decoder, latent, width, height, manifest.latent);
  throwIfCancelled(signal);
  const end = performance.now();
  const timings = {
    textMs: textDone - start,
    samplingMs: samplingDone - textDone,
    samplingRunMs: loaded.unet.clock.ms - unetBefore.ms,
    samplingRuns: loaded.unet.clock.runs - unetBefore.runs,
    decodeMs: end - samplingDone,
    decodeRunMs: loaded.decoder.clock.ms - decoderBefore,
    totalMs: end - start,
  };
  return { width: request.width, height: request.height, rgb, latent, timings, warnings, request, noiseHash };
}

/**
 * A run blocks the thread and the next would follow at once: between them the event loop gets a turn, or a cancel that
 * came during a run would be read only after the one that follows.
 */
async function letOthersIn({ signal, beforeRun }: GenerateOptions): Promise<void> {
  if (!signal && !beforeRun) return;
  await setImmediate();
  throwIfCancelled(signal);
  if (!beforeRun) return;
  await beforeRun();
  throwIfCancelled(signal);
}

/** Conditions that guidance has to tell apart: an empty prompt without a negative one is the same as none. */
function presentConditions({ conditions }: GenerationRequest): GuidedCondition[] {
  return guidedConditions.filter((name) => {
    if (name !== 'text') return conditions[name] !== undefined;
    return conditions.text !== undefined && conditions.text.prompt !== (conditions.text.negativePrompt ?? '');
  });
}

async function prepareConditions(
  loaded: LoadedPack,
  request: GenerationRequest,
  sceneId: number | undefined,
): Promise<{ conditions: PreparedConditions; droppedTokens: number }> {
  const { conditions: known, latent } = loaded.pack.manifest;
  const { text, layout } = request.conditions;
  const prepared: PreparedConditions = {};
  let droppedTokens = 0;
  if (loaded.text) {
    const present = await loaded.text.encode(text?.prompt ?? '');
    const dropped = await loaded.text.encode(text?.negativePrompt ?? '');
    droppedTokens = Math.max(present.droppedTokens, dropped.droppedTokens);
    prepared.text = { present: present.data, dropped: dropped.data };
  }
  if (known.class) {
    const dropped = BigInt(known.class.nullId);
    prepared.class = { present: sceneId === undefined ? dropped : BigInt(sceneId), dropped };
  }
  if (known.layout && layout) {
    prepared.layout = layoutFractions(layout, {
      width: request.width,
      height: request.height,
      factor: latent.factor,
      classes: known.layout.classes.map(({ id }) => id),
    });
  }
  return { conditions: prepared, droppedTokens };
}

function makeRecipe(
  { pack }: LoadedPack,
  { provider, threads }: RuntimeOptions,
  request: GenerationRequest,
  noiseHash: string,
  pictureHash: string,
): Recipe {
  const { layout, ...conditions } = request.conditions;
  return {
    format: 'umber-recipe',
    version: 1,
    request: {
      ...request,
      // The name, never the folder somebody typed.
      pack: pack.manifest.name,
      conditions: {
        ...conditions,
        ...(layout && { layout: { width: layout.width, height: layout.height, hash: hashLayout(layout) } }),
      },
    },
    pack: { name: pack.manifest.name, hash: pack.hash },
    provider,
    precision: pack.manifest.precision ?? 'fp32',
    threads,
    runtimeVersion: runtimeVersion(),
    umberVersion,
    noiseHash,
    pictureHash,
  };
}

function hashFloats(values: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}
