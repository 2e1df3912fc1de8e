import { randomInt } from 'node:crypto';
import { completeRequest, readLayout } from '../engine/index.ts';
import type { Engine, GenerationResult, Layout, LayoutReport } from '../engine/index.ts';
import type { GenerationRequest } from '../shared/generation-request.ts';
import { checkAsked } from './check-asked.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import { describeLayout } from './describe-layout.ts';
import { namingFile } from './naming-file.ts';
import { openEngine } from './open-engine.ts';
import type { PaintOptions } from './paint-options.ts';
import { openDestination, savePicture } from './picture-paths.ts';
import { sizeForLayout } from '../shared/size-for-layout.ts';
import { readInputFile } from './read-input-file.ts';

/** A layout's shape may change by a tenth before it is worth a word: sizes are multiples of something. */
const noticedStretch = Math.log(1.1);

/** Paints `count` pictures and says where they are. */
export async function paint(
  layoutPath: string | undefined,
  options: PaintOptions,
  context: CommandContext,
): Promise<void> {
  const { output, signal } = context;
  const { count } = options;
  checkAsked(layoutPath, options);
  const painted = layoutPath === undefined ? undefined : await openLayout(layoutPath, options);
  if (painted) {
    for (const line of describeLayout(painted.report, options)) output.note(line);
  }
  const destination = await openDestination(options.out, layoutPath);
  const engine = await openEngine(options, context);
  const pictures: object[] = [];
  try {
    const request = createRequest(engine, options, painted?.layout);
    tellSize(request, options, painted?.layout, context);
    for (let index = 0; index < count; index++) {
      const seed = request.seed + index;
      const result = await generate(
        engine,
        { ...request, seed },
        { picture: index + 1, pictures: count },
        context,
      );
      const file = await savePicture(destination, { png: result.png, seed, count, signal });
      pictures.push(describeForScripts(file, seed, result));
      output.print(describe(file, seed, request.steps, result));
      if (index === 0) for (const { message } of result.warnings) output.note(message);
    }
  } finally {
    // Also when it was cancelled half-way: what has been painted is there.
    output.result({
      command: 'paint',
      pack: { name: engine.pack.manifest.name, hash: engine.pack.hash },
      provider: engine.provider,
      threads: engine.threads,
      runtimeVersion: engine.runtimeVersion,
      loadTimings: engine.loadTimings,
      ...(painted && { layout: { file: layoutPath, ...painted.report } }),
      pictures,
    });
    await engine.dispose();
  }
}

async function openLayout(
  path: string,
  { classes }: PaintOptions,
): Promise<{ layout: Layout; report: LayoutReport }> {
  const bytes = await readInputFile(path);
  return namingFile(path, () => readLayout(bytes, { classes }));
}

function createRequest(engine: Engine, options: PaintOptions, layout: Layout | undefined): GenerationRequest {
  const { manifest } = engine.pack;
  const size = options.size ?? (layout && sizeForLayout(layout, manifest.sizes));
  const hasText = options.prompt !== undefined || options.negative !== undefined;
  return completeRequest(manifest, {
    ...size,
    seed: options.seed ?? randomInt(2 ** 32),
    sampler: options.sampler,
    steps: options.steps,
    guidance: options.guidance,
    conditions: {
      ...(hasText && { text: { prompt: options.prompt ?? '', negativePrompt: options.negative } }),
      ...(options.class !== undefined && { class: { scene: options.class } }),
      ...(layout && { layout }),
    },
  });
}

function tellSize(
  { width, height }: GenerationRequest,
  { size }: PaintOptions,
  layout: Layout | undefined,
  { output }: CommandContext,
): void {
  if (!layout || (layout.width === width && layout.height === height)) return;
  const stretch = Math.abs(Math.log((width * layout.height) / (height * layout.width)));
  const shapes = `the layout is ${layout.width}×${layout.height}`;
  const stretched = stretch > noticedStretch ? ' and is stretched' : '';
  if (size === undefined) {
    const note = `Painting ${width}×${height}, which suits the pack; ${shapes}${stretched}. Choose with --size.`;
    output.note(note, { width, height });
  } else if (stretched !== '') {
    output.note(`Painting ${width}×${height}; ${shapes}${stretched}.`, { width, height });
  }
}

async function generate(
  engine: Engine,
  request: GenerationRequest,
  which: { picture: number; pictures: number },
  { output, signal }: CommandContext,
): Promise<GenerationResult> {
  const { steps } = request;
  output.progress({ ...which, part: 'sampling', step: 0, steps });
  const result = await engine.generate(request, {
    signal,
    onProgress: (progress) =>
      output.progress(
        progress.part === 'sampling'
          ? { ...which, part: 'sampling', step: progress.step, steps: progress.steps }
          : { ...which, part: 'decoding', step: steps, steps },
      ),
  });
  output.endProgress();
  return result;
}

function describe(
  file: string,
  seed: number,
  steps: number,
  { width, height, timings }: GenerationResult,
): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
  const parts = [
    `text ${seconds(timings.textMs)}`,
    `${counted(steps, 'step')} ${seconds(timings.samplingMs)}`,
    `decoding ${seconds(timings.decodeMs)}`,
    `file ${seconds(timings.encodeMs)}`,
  ];
  return `${file}: ${width}×${height}, seed ${seed}, ${seconds(timings.totalMs)} (${parts.join(', ')})`;
}

function describeForScripts(file: string, seed: number, result: GenerationResult): object {
  const { width, height, recipe, timings, warnings } = result;
  return { file, seed, width, height, pictureHash: recipe.pictureHash, timings, warnings };
}
