import { readRecipe, replayPicture, supportedProviders } from '../engine/index.ts';
import type { ReplayReport } from '../engine/index.ts';
import type { Recipe } from '../shared/recipe.ts';
import type { CommandContext } from './command-context.ts';
import { describeConditions } from './describe-conditions.ts';
import { namingFile } from './naming-file.ts';
import { openEngine } from './open-engine.ts';
import type { EngineChoice } from './open-engine.ts';
import { openDestination, savePicture } from './picture-paths.ts';
import { readInputFile } from './read-input-file.ts';

export interface ReplayOptions extends EngineChoice {
  readonly out?: string;
}

/** Exit status where the new picture is not the old one. */
const differs = 7;

/** Paints a picture again from its recipe, compares, and returns the exit status. */
export async function replay(file: string, options: ReplayOptions, context: CommandContext): Promise<number> {
  const { output, signal } = context;
  const bytes = await readInputFile(file);
  const { recipe } = namingFile(file, () => readRecipe(bytes, []));
  const destination = options.out === undefined ? undefined : await openDestination(options.out, [file]);
  const engine = await openEngine(chooseEngine(recipe, options, context), context);
  for (const [name, text] of describeConditions(recipe)) output.note(`It was painted from: ${name} ${text}.`);
  let { steps } = recipe.request;
  const which = { picture: 1, pictures: 1 };
  let report;
  try {
    output.progress({ ...which, part: 'sampling', step: 0, steps });
    report = await replayPicture(engine, bytes, {
      signal,
      onProgress(progress) {
        if (progress.part === 'sampling') steps = progress.steps;
        const step = progress.part === 'sampling' ? progress.step : steps;
        output.progress({ ...which, part: progress.part, step, steps });
      },
    });
  } finally {
    output.endProgress();
    await engine.dispose();
  }
  const { seed } = recipe.request;
  const out =
    destination &&
    (await savePicture(destination, { png: report.result.png, label: seed, count: 1, signal }));
  const { isIdentical, isAltered, differences, pictures, result } = report;
  output.result({
    ...{ command: 'replay', file, isIdentical, isAltered, differences },
    // JSON has no infinity.
    pictures: pictures && { ...pictures, psnr: isIdentical ? undefined : pictures.psnr },
    recorded: recipe,
    now: result.recipe,
    out,
  });
  for (const line of describe(file, recipe, report)) output.print(line);
  if (out !== undefined) output.print(`The new picture is ${out}.`);
  return isIdentical ? 0 : differs;
}

/** As it was painted, where this machine can and nothing else was asked for. */
function chooseEngine(recipe: Recipe, options: ReplayOptions, { output }: CommandContext): EngineChoice {
  const pack = options.pack ?? recipe.pack.name;
  const packHash = options.pack === undefined ? recipe.pack.hash : undefined;
  const threads = options.threads ?? (recipe.threads > 0 ? recipe.threads : undefined);
  if (options.provider !== undefined) return { pack, packHash, threads, provider: options.provider };
  const isHere = supportedProviders().some((provider) => provider === recipe.provider);
  if (!isHere) {
    output.note(`The picture was painted with ${recipe.provider}, which is not available here: using cpu.`, {
      provider: 'cpu',
    });
  }
  return { pack, packHash, threads, provider: isHere ? recipe.provider : 'cpu' };
}

function describe(file: string, recipe: Recipe, report: ReplayReport): string[] {
  const { isIdentical, isAltered, differences, pictures, result } = report;
  const changes = differences.map(({ field, recorded, now }) => `  ${field}: ${recorded} then, ${now} now`);
  if (isIdentical) {
    const lines = [`${file}: identical, all ${result.width * result.height} pixels.`];
    return changes.length > 0 ? [...lines, 'What is different without effect:', ...changes] : lines;
  }
  const lines = [`${file}: different.`];
  if (pictures) {
    const { differentPixels, maxDifference, meanDifference, psnr } = pictures;
    const total = result.width * result.height;
    lines.push(
      `  ${differentPixels} of ${total} pixels, by at most ${maxDifference} of 255, ${meanDifference.toFixed(3)} on average; PSNR ${psnr.toFixed(1)} dB`,
    );
  } else {
    lines.push('  The file’s picture has another size than its recipe says.');
  }
  if (isAltered) {
    const isReproduced = result.recipe.pictureHash === recipe.pictureHash;
    lines.push(
      isReproduced
        ? 'Why: the file’s pixels were changed after it was painted. The recipe still gives the original picture.'
        : 'Why: the file’s pixels were changed after it was painted.',
    );
  }
  if (changes.length > 0)
    lines.push(isAltered ? 'Also different:' : 'Why, or among the reasons:', ...changes);
  if (!isAltered && changes.length === 0) {
    lines.push(
      'Nothing that the recipe records differs: another processor, or another system library, rounds otherwise.',
    );
  }
  return lines;
}
