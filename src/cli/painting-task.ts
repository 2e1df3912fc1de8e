import { randomInt } from 'node:crypto';
import { completeRequest } from '../engine/index.ts';
import type { Engine, GenerationResult } from '../engine/index.ts';
import type { GenerationRequest, RequestConditions, Wrap } from '../shared/generation-request.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import type { FittedTask, MadeFile, PreparedTask, WhichFile } from './prepared-task.ts';
import type { PaintingOptions } from './task-options.ts';

/** What a command adds to the words and settings that all of them share. */
export interface PaintingParts {
  readonly width?: number;
  readonly height?: number;
  /** Where none is asked for. */
  readonly seed?: number;
  readonly wrap?: Wrap | undefined;
  readonly conditions: Omit<RequestConditions, 'text' | 'class'>;
}

/** A command that paints: where it has its size and its pixels from. */
export interface PaintingTask {
  readonly options: PaintingOptions;
  readonly details: object;
  /** Once a pack is loaded; whatever there is to say is said here. */
  readonly parts: (manifest: PackManifest, context: CommandContext) => PaintingParts | Promise<PaintingParts>;
  /** Lines about a picture that are part of the result. */
  readonly describe?: (result: GenerationResult) => readonly string[];
}

/** Prepares a command that paints, one picture per seed. */
export function preparePainting({ options, details, parts, describe }: PaintingTask): PreparedTask {
  return {
    details,
    async fit(engine, context): Promise<FittedTask> {
      const { manifest } = engine.pack;
      const request = createRequest(manifest, options, await parts(manifest, context));
      return {
        async make(which): Promise<MadeFile> {
          const seed = request.seed + which.index;
          const { result, steps } = await generate(engine, { ...request, seed }, which, context);
          return {
            png: result.png,
            label: seed,
            text: describePicture(seed, steps, result),
            details: describeForScripts(seed, result),
            lines: describe?.(result) ?? [],
            notes: result.warnings.map(({ message }) => message),
          };
        },
      };
    },
  };
}

function createRequest(
  manifest: PackManifest,
  options: PaintingOptions,
  { conditions, seed, ...parts }: PaintingParts,
): GenerationRequest {
  const { prompt, negative, class: scene } = options;
  const hasText = prompt !== undefined || negative !== undefined;
  return completeRequest(manifest, {
    ...parts,
    seed: options.seed ?? seed ?? randomInt(2 ** 32),
    sampler: options.sampler,
    steps: options.steps,
    guidance: options.guidance,
    conditions: {
      ...(hasText && { text: { prompt: prompt ?? '', negativePrompt: negative } }),
      ...(scene !== undefined && { class: { scene } }),
      ...conditions,
    },
  });
}

/** @returns the steps that ran beside the picture: other than asked where it begins from another picture */
async function generate(
  engine: Engine,
  request: GenerationRequest,
  { index, count }: WhichFile,
  { output, signal }: CommandContext,
): Promise<{ result: GenerationResult; steps: number }> {
  const which = { picture: index + 1, pictures: count };
  let { steps } = request;
  output.progress({ ...which, part: 'sampling', step: 0, steps });
  const result = await engine.generate(request, {
    signal,
    onProgress(progress) {
      if (progress.part === 'sampling') {
        steps = progress.steps;
        output.progress({ ...which, part: 'sampling', step: progress.step, steps });
      } else {
        output.progress({ ...which, part: 'decoding', step: steps, steps });
      }
    },
  });
  output.endProgress();
  return { result, steps };
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

function describeForScripts(seed: number, result: GenerationResult): object {
  const { width, height, recipe, timings, warnings, edit } = result;
  return { seed, width, height, pictureHash: recipe.pictureHash, timings, warnings, edit };
}
