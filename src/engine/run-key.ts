import { createHash } from 'node:crypto';
import { arch, cpus } from 'node:os';
import type { Recipe } from '../shared/recipe.ts';
import type { Provider } from './sessions/runtime.ts';

/**
 * Number of the way in which pictures are painted. It is raised with every change after which the network is run on
 * other values, in another order or another number of times for the same request: stages, windows, crops, steps
 * outwards, noise, samplers, or how conditions are brought to size. What a log of the old way remembers is then not
 * taken for an answer of the new one.
 */
export const PAINTING_FORMAT = 2;

/** Whether a picture can be gone on with: of other providers than the processor the drivers decide too, unnamed. */
export function isResumable(provider: Provider): boolean {
  return provider === 'cpu';
}

/**
 * SHA-256 of everything that decides what the network is asked and what it answers: the recipe of the picture to be,
 * how it is painted, and the machine.
 */
export function runKey(
  recipe: Omit<Recipe, 'noiseHash' | 'pictureHash'>,
  paintingFormat: number = PAINTING_FORMAT,
): Uint8Array {
  // Processors of different kinds round differently, and a data folder can move to another.
  const machine = [arch(), cpus()[0]?.model];
  return createHash('sha256')
    .update(JSON.stringify([recipe, paintingFormat, machine]))
    .digest();
}
