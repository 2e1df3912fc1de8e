import { sentence } from '../shared/sentence.ts';
import type { GenerationRequest } from '../shared/generation-request.ts';
import { recipeVersionOf, type Recipe } from '../shared/recipe.ts';
import { throwIfCancelled } from '../shared/throw-if-cancelled.ts';
import { umberVersion } from '../shared/version.ts';
import type { PreparedConditions } from './batched-network.ts';
import { checkRequest, type RequestWarning } from './check-request.ts';
import type { LoadedPack } from './load-pack.ts';
import { createPainter, type GenerateOptions, type Painter } from './painting/painter.ts';
import { paintMasked, type EditReport } from './painting/paint-masked.ts';
import { paintRestored } from './painting/paint-restored.ts';
import { paintWhole } from './painting/paint-whole.ts';
import { nameConditions } from './pictures/carried-pictures.ts';
import { hashPixels } from './pictures/compare-pictures.ts';
import { encodePicture } from './pictures/recipe-in-picture.ts';
import { isResumable, runKey } from './run-key.ts';
import { openRunLog } from './run-log.ts';
import { runtimeVersion, type RuntimeOptions } from './sessions/runtime.ts';

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
  timings: Omit<GenerationTimings, 'encodeMs'>;
  warnings: RequestWarning[];
  /** Where a mask was given: what it left as it was. */
  edit?: EditReport;
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
  const { request, noiseHash, ...painting } = await paint(loaded, runtime, asked, options);
  const { rgb, timings } = painting;
  const start = performance.now();
  const recipe = makeRecipe(loaded, runtime, request, noiseHash, hashPixels(rgb));
  const size = { width: request.width, height: request.height };
  const { layout, source, mask, degraded } = request.conditions;
  const png = await encodePicture(rgb, size, { recipe, layout, source, mask, degraded });
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
  runtime: RuntimeOptions,
  asked: GenerationRequest,
  options: GenerateOptions = {},
): Promise<Painting & { request: GenerationRequest; noiseHash: string }> {
  const start = performance.now();
  const { request, sceneId, warnings } = checkRequest(asked, loaded.pack.manifest);
  throwIfCancelled(options.signal);
  const { conditions, droppedTokens } = await prepareWords(loaded, request, sceneId);
  if (droppedTokens > 0) {
    warnings.push({
      code: 'PROMPT_TRUNCATED',
      message: sentence`The prompt is ${droppedTokens} tokens too long for this pack; its end was left out.`,
    });
  }
  const textDone = performance.now();
  const { unet, decoder } = loaded;
  const before = { unet: { ...unet.clock }, decoderMs: decoder.clock.ms };
  const resume = isResumable(runtime.provider) ? options.resume : undefined;
  const log = resume && (await openRunLog(resume, () => runKey(whatDecides(loaded, runtime, request))));
  const painter = createPainter(loaded, request, conditions, options, warnings, log);
  const painted = await paintWith(painter).finally(() => log?.close());
  const timings = {
    textMs: textDone - start,
    ...painter.clock,
    samplingRunMs: unet.clock.ms - before.unet.ms,
    samplingRuns: unet.clock.runs - before.unet.runs,
    decodeRunMs: decoder.clock.ms - before.decoderMs,
    totalMs: performance.now() - start,
  };
  const { width, height } = request;
  return { width, height, ...painted, timings, warnings, request, noiseHash: painter.noiseHash() };
}

async function paintWith(painter: Painter): Promise<Pick<Painting, 'rgb' | 'edit'>> {
  const { mask, degraded } = painter.request.conditions;
  if (mask) return paintMasked(painter);
  return { rgb: await (degraded ? paintRestored(painter) : paintWhole(painter)) };
}

async function prepareWords(
  loaded: LoadedPack,
  request: GenerationRequest,
  sceneId: number | undefined,
): Promise<{ conditions: Painter['conditions']; droppedTokens: number }> {
  const { conditions: known } = loaded.pack.manifest;
  const { text } = request.conditions;
  const conditions: PreparedConditions = {};
  let droppedTokens = 0;
  if (loaded.text) {
    const present = await loaded.text.encode(text?.prompt ?? '');
    const dropped = await loaded.text.encode(text?.negativePrompt ?? '');
    droppedTokens = Math.max(present.droppedTokens, dropped.droppedTokens);
    conditions.text = { present: present.data, dropped: dropped.data };
  }
  if (known.class) {
    const dropped = BigInt(known.class.nullId);
    conditions.class = { present: sceneId === undefined ? dropped : BigInt(sceneId), dropped };
  }
  return { conditions, droppedTokens };
}

function makeRecipe(
  loaded: LoadedPack,
  runtime: RuntimeOptions,
  request: GenerationRequest,
  noiseHash: string,
  pictureHash: string,
): Recipe {
  return { ...whatDecides(loaded, runtime, request), noiseHash, pictureHash };
}

/** A recipe without what is known only of a picture that is painted. */
function whatDecides(
  { pack }: LoadedPack,
  { provider, threads }: RuntimeOptions,
  request: GenerationRequest,
): Omit<Recipe, 'noiseHash' | 'pictureHash'> {
  return {
    format: 'umber-recipe',
    version: recipeVersionOf(request),
    // The pack by its name, never the folder somebody typed.
    request: { ...request, pack: pack.manifest.name, conditions: nameConditions(request.conditions) },
    pack: { name: pack.manifest.name, hash: pack.hash },
    provider,
    precision: pack.manifest.precision ?? 'fp32',
    threads,
    runtimeVersion: runtimeVersion(),
    umberVersion,
  };
}
