import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scoreLayout } from '../document/index.ts';
import {
  comparePictures,
  readPictureFile,
  readRecipe,
  structuralSimilarity,
  type Engine,
  type Layout,
} from '../engine/index.ts';
import { isUmberError, toUmberError, UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { RgbPicture } from '../shared/events.ts';
import { palette } from '../shared/palette.ts';
import type { CommandContext } from './command-context.ts';
import { layoutAtSize } from './layout-at-size.ts';
import { namingFileLater } from './naming-file.ts';
import { openEngine, type EngineChoice } from './open-engine.ts';
import { pictureEndings } from './picture-endings.ts';
import { readInputFile } from './read-input-file.ts';
import { table } from './table.ts';

/** What `umber evaluate` may be asked for. */
export interface EvaluateOptions extends EngineChoice {
  readonly reference?: string;
}

/** What is found of one picture; what cannot be told of it is left out. */
interface Evaluation {
  readonly file: string;
  /** Peak signal to noise ratio to its reference, in dB; undefined where they are the same, too. */
  readonly psnr?: number;
  readonly isIdentical?: boolean;
  /** Structural similarity to its reference, up to 1. */
  readonly ssim?: number | undefined;
  readonly fidelity?: Fidelity;
  readonly error?: { readonly code: string; readonly message: string; readonly advice: string };
}

/** How well a picture keeps to the layout that it carries, shares from 0 to 1. */
interface Fidelity {
  readonly agreement: number;
  readonly meanIou: number;
  readonly classes: readonly { readonly name: string; readonly pixels: number; readonly iou: number }[];
}

/** Exit status where some pictures could not be read and the rest are evaluated. */
const someFailed = 8;

/**
 * Measures every picture of a folder: against the one of the same name in another folder, and against the layout that
 * it carries.
 *
 * @returns the exit status
 * @throws UmberError `FILE_NOT_FOUND`, `REQUEST_INVALID` where there is nothing to measure, the `PACK_…` codes
 */
export async function evaluate(
  folder: string,
  { reference, ...choice }: EvaluateOptions,
  context: CommandContext,
): Promise<number> {
  const { output, signal } = context;
  const files = await picturesIn(folder);
  const references = reference === undefined ? undefined : await picturesIn(reference);
  let engine: Engine | undefined;
  const evaluations: Evaluation[] = [];
  try {
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted();
      const path = join(folder, file);
      let compared: Compared | undefined;
      try {
        const bytes = await readInputFile(path);
        const picture = await namingFileLater(path, () => readPictureFile(bytes));
        const twin = references && twinOf(file, references);
        if (reference !== undefined && twin) compared = await compare(picture, join(reference, twin));
        const layout = carriedLayout(bytes);
        // Only what carries a layout needs a pack.
        if (layout) engine ??= await openEngine(choice, context);
        const seen = layout && (await engine?.segment(picture));
        const fidelity = layout && seen && measureFidelity(layout, seen);
        evaluations.push({ file, ...compared, ...(fidelity && { fidelity }) });
      } catch (error) {
        const failure = toUmberError(error);
        if (failure.code === 'CANCELLED') throw failure;
        // Without a pack that can see, nothing is to be learned from the next picture either.
        if (failure.code.startsWith('PACK_') && !references) throw failure;
        output.note(`${failure.message} (${failure.code})`);
        // What was measured before the fault stays.
        evaluations.push({ file, ...compared, error: failure.toJSON() });
      }
      output.progress({ part: 'sampling', picture: 1, pictures: 1, step: index + 1, steps: files.length });
    }
  } finally {
    output.endProgress();
    await engine?.dispose();
  }
  const isMeasured = ({ isIdentical, fidelity, error }: Evaluation) =>
    isIdentical !== undefined || fidelity !== undefined || error !== undefined;
  if (!evaluations.some(isMeasured)) {
    throw new UmberError('REQUEST_INVALID', sentence`None of the ${files.length} pictures can be measured.`, {
      advice:
        reference === undefined
          ? sentence`None carries a layout; name a folder of pictures to compare them with: --reference FOLDER.`
          : sentence`None carries a layout, and none has the name of a picture in “${reference}”.`,
    });
  }
  const means = meansOf(evaluations);
  output.result({ command: 'evaluate', folder, reference, pictures: evaluations, means });
  for (const line of describe(evaluations, means)) output.print(line);
  return evaluations.some(({ error }) => error) ? someFailed : 0;
}

async function picturesIn(folder: string): Promise<string[]> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const isFile = (error as NodeJS.ErrnoException).code === 'ENOTDIR';
    throw new UmberError(
      isFile ? 'FILE_UNREADABLE' : 'FILE_NOT_FOUND',
      isFile ? sentence`“${folder}” is a file, and no folder.` : sentence`There is no folder “${folder}”.`,
      { cause: error, advice: sentence`Name a folder with pictures in it.` },
    );
  }
  const files = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && pictureEndings.test(entry.name))
    .map(({ name }) => name)
    .sort();
  if (files.length > 0) return files;
  throw new UmberError('REQUEST_INVALID', sentence`The folder “${folder}” holds no pictures.`, {
    advice: sentence`Name a folder with pictures in it.`,
  });
}

/** The file of the same name, or else of the same name but for the ending. */
function twinOf(file: string, others: readonly string[]): string | undefined {
  const stem = (name: string) => name.replace(pictureEndings, '');
  return others.find((other) => other === file) ?? others.find((other) => stem(other) === stem(file));
}

type Compared = Pick<Evaluation, 'psnr' | 'ssim' | 'isIdentical'>;

async function compare(picture: RgbPicture, path: string): Promise<Compared> {
  const bytes = await readInputFile(path);
  const other = await namingFileLater(path, () => readPictureFile(bytes));
  const { width, height } = picture;
  if (other.width !== width || other.height !== height) {
    throw new UmberError(
      'PICTURE_SIZE',
      sentence`“${path}” is ${other.width}×${other.height} pixels, and the picture ${width}×${height}: they cannot be compared.`,
      { advice: sentence`Bring both to one size first.` },
    );
  }
  const { isIdentical, psnr } = comparePictures(other.rgb, picture.rgb);
  const ssim = structuralSimilarity(other.rgb, picture.rgb, picture);
  return { isIdentical, ...(!isIdentical && { psnr }), ssim };
}

/** The layout inside a picture of ours; undefined for every other picture. */
function carriedLayout(bytes: Uint8Array): Layout | undefined {
  try {
    return readRecipe(bytes, ['layout']).layout;
  } catch (error) {
    if (isUmberError(error, 'RECIPE_MISSING') || isUmberError(error, 'PICTURE_NOT_PNG')) return undefined;
    throw error;
  }
}

function measureFidelity(asked: Layout, seen: Layout): Fidelity | undefined {
  const score = scoreLayout(layoutAtSize(asked, seen), seen);
  return (
    score && {
      agreement: score.agreement,
      meanIou: score.meanIou,
      classes: score.classes.map(({ classId, pixels, iou }) => ({
        name: palette[classId]?.name ?? String(classId),
        pixels,
        iou,
      })),
    }
  );
}

interface Means {
  readonly psnr: number | undefined;
  readonly ssim: number | undefined;
  readonly agreement: number | undefined;
  readonly meanIou: number | undefined;
  /** Per class, over the pictures that were to show it. */
  readonly classes: readonly { readonly name: string; readonly pictures: number; readonly iou: number }[];
}

function meansOf(evaluations: readonly Evaluation[]): Means {
  const meanOf = (of: (evaluation: Evaluation) => number | undefined) =>
    mean(evaluations.map(of).filter((value) => value !== undefined));
  const perClass = new Map<string, number[]>();
  for (const { name, iou } of evaluations.flatMap(({ fidelity }) => fidelity?.classes ?? [])) {
    perClass.set(name, [...(perClass.get(name) ?? []), iou]);
  }
  return {
    psnr: meanOf(({ psnr }) => psnr),
    ssim: meanOf(({ ssim }) => ssim),
    agreement: meanOf(({ fidelity }) => fidelity?.agreement),
    meanIou: meanOf(({ fidelity }) => fidelity?.meanIou),
    classes: [...perClass]
      .map(([name, ious]) => ({ name, pictures: ious.length, iou: mean(ious) ?? 0 }))
      .sort((first, second) => second.pictures - first.pictures || first.name.localeCompare(second.name)),
  };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function describe(evaluations: readonly Evaluation[], means: Means): string[] {
  const number = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '';
  const percent = (share: number | undefined) => (share === undefined ? '' : `${(100 * share).toFixed(1)} %`);
  const rows = evaluations.map(({ file, psnr, ssim, isIdentical, fidelity, error }) => [
    file,
    isIdentical ? 'identical' : number(psnr, 2),
    number(ssim, 4),
    percent(fidelity?.agreement),
    percent(fidelity?.meanIou),
    error?.code ?? '',
  ]);
  const last = [
    'mean',
    number(means.psnr, 2),
    number(means.ssim, 4),
    percent(means.agreement),
    percent(means.meanIou),
    '',
  ];
  const lines = table(['picture', 'PSNR dB', 'SSIM', 'layout kept', 'mean IoU', ''], [...rows, last]);
  if (means.classes.length === 0) return lines;
  const classes = means.classes.map(({ name, pictures, iou }) => [name, percent(iou), String(pictures)]);
  return [...lines, '', ...table(['class', 'IoU', 'pictures'], classes)];
}
