import { randomInt } from 'node:crypto';
import { completeRequest, encodePng } from '../engine/index.ts';
import type { Engine, GenerationResult } from '../engine/index.ts';
import { paintedBytes } from '../files/check-disk-room.ts';
import type { GenerationRequest, RequestConditions } from '../shared/generation-request.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import { say } from '../shared/sentence.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import type { EngineChoice } from './open-engine.ts';
import type { FittedTask, MadeFile, PreparedTask, WhichFile } from './prepared-task.ts';
import type { PaintingOptions } from './task-options.ts';

/** What a command brings to its request; what the options say goes before it. */
export interface PaintingParts extends Partial<Omit<GenerationRequest, 'pack' | 'conditions'>> {
  readonly conditions: RequestConditions;
}

/** A command that paints: where it has its size and its pixels from. */
export interface PaintingTask {
  readonly options: PaintingOptions;
  readonly details: object;
  /** Where another pack than the first is to be taken by itself. */
  readonly engine?: EngineChoice;
  /** Once a pack is loaded; whatever there is to say is said here. */
  readonly parts: (manifest: PackManifest, context: CommandContext) => PaintingParts | Promise<PaintingParts>;
  /** Lines about a picture that are part of the result. */
  readonly describe?: (result: GenerationResult) => readonly string[];
}

/** Prepares a command that paints, one picture per seed. */
export function preparePainting(task: PaintingTask): PreparedTask {
  const { options, details, engine: choice = options, parts, describe } = task;
  return {
    details,
    engine: choice,
    async fit(engine, context): Promise<FittedTask> {
      const { manifest } = engine.pack;
      const request = createRequest(manifest, options, await parts(manifest, context));
      return {
        largestFile: paintedBytes(request),
        async make(which): Promise<MadeFile> {
          const seed = request.seed + which.index;
          const { result, steps, remembered } = await generate(engine, { ...request, seed }, which, context);
          return {
            png: options.plain ? await encodePng(result.rgb, result) : result.png,
            label: seed,
            text: describePicture(seed, steps, result) + describeRemembered(remembered),
            details: { ...describeForScripts(seed, result), remembered },
            remembered,
            lines: describe?.(result) ?? [],
            notes: result.warnings.map(({ message }) => say(message)),
          };
        },
      };
    },
  };
}

function createRequest(
  manifest: PackManifest,
  options: PaintingOptions,
  { conditions, ...parts }: PaintingParts,
): GenerationRequest {
  const { prompt, negative, class: scene } = options;
  const hasText = prompt !== undefined || negative !== undefined;
  return completeRequest(manifest, {
    ...parts,
    seed: options.seed ?? parts.seed ?? randomInt(2 ** 32),
    sampler: options.sampler ?? parts.sampler,
    steps: options.steps ?? parts.steps,
    guidance: options.guidance ?? parts.guidance,
    conditions: {
      ...conditions,
      ...(hasText && { text: { prompt: prompt ?? '', negativePrompt: negative } }),
      ...(scene !== undefined && { class: { scene } }),
    },
  });
}

/** @returns beside the picture, its steps: other than asked where it begins from another picture */
async function generate(
  engine: Engine,
  request: GenerationRequest,
  { index, count, runLog }: WhichFile,
  { output, signal }: CommandContext,
): Promise<{ result: GenerationResult; steps: number; remembered: number | undefined }> {
  const which = { picture: index + 1, pictures: count };
  let { steps } = request;
  let remembered: number | undefined;
  output.progress({ ...which, part: 'sampling', step: 0, steps });
  const result = await engine.generate(request, {
    signal,
    resume: runLog === undefined ? undefined : { file: runLog },
    onProgress(progress) {
      if (progress.part === 'sampling') {
        steps = progress.steps;
        remembered = progress.remembered || undefined;
      }
      const step = progress.part === 'sampling' ? progress.step : steps;
      output.progress({ ...which, part: progress.part, step, steps });
    },
  });
  output.endProgress();
  return { result, steps, remembered };
}

function describePicture(seed: number, steps: number, { width, height, timings }: GenerationResult): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  const parts = [
    `text ${seconds(timings.textMs)}`,
    `${counted(steps, 'step')} ${seconds(timings.samplingMs)}`,
    `decoding ${seconds(timings.decodeMs)}`,
    `file ${seconds(timings.encodeMs)}`,
  ];
  return `${width}×${height}, seed ${seed}, ${seconds(timings.totalMs)} (${parts.join(', ')})`;
}

/** What is added to the words about a picture that was gone on with. */
export function describeRemembered(remembered: number | undefined): string {
  return remembered === undefined ? '' : `, went on after step ${remembered}`;
}

function describeForScripts(seed: number, result: GenerationResult): object {
  const { width, height, recipe, timings, warnings, edit } = result;
  return {
    seed,
    width,
    height,
    pictureHash: recipe.pictureHash,
    timings,
    edit,
    warnings: warnings.map(({ code, message }) => ({ code, message: say(message) })),
  };
}
