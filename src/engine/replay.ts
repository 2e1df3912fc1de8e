import type { GenerationRequest } from '../shared/generation-request.ts';
import type { Recipe } from '../shared/recipe.ts';
import type { Engine } from './engine.ts';
import type { GenerationResult } from './generate.ts';
import type { GenerateOptions } from './painting/painter.ts';
import { comparePictures, hashPixels, type PictureDifference } from './pictures/compare-pictures.ts';
import { decodePng, toRgb } from './png/decode-png.ts';
import { readRecipe, type EmbeddedRecipe } from './pictures/recipe-in-picture.ts';

/** One thing that is not as it was when the picture was painted. */
export interface ReplayDifference {
  field: string;
  recorded: string | number;
  now: string | number;
}

/** Whether a picture could be painted again, how far off it was, and what may be the cause. */
export interface ReplayReport {
  /** The new picture and the one in the file are the same to the byte. */
  isIdentical: boolean;
  /** The file's pixels are no longer those that its recipe names: somebody changed it. */
  isAltered: boolean;
  /** What may explain a difference; may also list things that changed without effect. */
  differences: ReplayDifference[];
  /** How far the file's picture and the new one are apart; undefined where their sizes differ. */
  pictures: PictureDifference | undefined;
  result: GenerationResult;
}

/** The request that a recipe describes, with the pixels that travelled beside it. */
export function requestFromRecipe({ recipe, ...pixels }: EmbeddedRecipe): GenerationRequest {
  const { text, class: scene } = recipe.request.conditions;
  return { ...recipe.request, conditions: { text, class: scene, ...pixels } };
}

/**
 * Paints a picture again from what its PNG carries, and compares.
 *
 * @throws UmberError those of `readRecipe` and of `Engine.generate`
 */
export async function replayPicture(
  engine: Engine,
  pngBytes: Uint8Array,
  options?: GenerateOptions,
): Promise<ReplayReport> {
  const embedded = readRecipe(pngBytes);
  const png = decodePng(pngBytes);
  const recorded = toRgb(png);
  const result = await engine.generate(requestFromRecipe(embedded), options);
  const isSameSize = png.width === result.width && png.height === result.height;
  const pictures = isSameSize ? comparePictures(recorded, result.rgb) : undefined;
  return {
    isIdentical: pictures?.isIdentical ?? false,
    isAltered: hashPixels(recorded) !== embedded.recipe.pictureHash,
    differences: compareRecipes(embedded.recipe, result.recipe),
    pictures,
    result,
  };
}

/** The fields that say how a picture came about, where two recipes of the same request differ. */
export function compareRecipes(recorded: Recipe, now: Recipe): ReplayDifference[] {
  const fields: [string, (recipe: Recipe) => string | number][] = [
    ['pack name', (recipe) => recipe.pack.name],
    ['pack hash', (recipe) => recipe.pack.hash],
    ['provider', (recipe) => recipe.provider],
    ['precision', (recipe) => recipe.precision],
    ['threads', (recipe) => recipe.threads],
    ['runtime version', (recipe) => recipe.runtimeVersion],
    ['Umber version', (recipe) => recipe.umberVersion],
    ['noise', (recipe) => recipe.noiseHash],
  ];
  return fields
    .map(([field, read]) => ({ field, recorded: read(recorded), now: read(now) }))
    .filter((difference) => difference.recorded !== difference.now);
}
