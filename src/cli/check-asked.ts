import { UmberError } from '../shared/errors.ts';
import { MAX_PICTURE_SIDE, MAX_PROMPT_LENGTH, requestSettings } from '../shared/generation-request.ts';
import { sentence } from '../shared/sentence.ts';
import { counted } from './counted.ts';
import type { PaintingOptions } from './task-options.ts';

const maxCount = 1000;

/**
 * Refuses to paint from nothing at all.
 *
 * @throws UmberError `REQUEST_INVALID`
 */
export function checkNotNothing(
  layoutPath: string | undefined,
  { prompt, class: scene }: Partial<PaintingOptions>,
): void {
  if (layoutPath !== undefined || prompt !== undefined || scene !== undefined) return;
  throw refused(
    'There is nothing to paint from.',
    'Name a layout, or say with --prompt or --class what the picture shows; --prompt "" paints whatever comes to mind.',
  );
}

/**
 * Refuses a size that cannot be painted, before anything of that size is made.
 *
 * @throws UmberError `REQUEST_INVALID`
 */
export function checkSize({ width, height }: { readonly width: number; readonly height: number }): void {
  if (Math.min(width, height) >= 1 && Math.max(width, height) <= MAX_PICTURE_SIDE) return;
  throw refused(
    `${width}×${height} pixels cannot be painted.`,
    `Each side is 1 to ${MAX_PICTURE_SIDE} pixels.`,
  );
}

/**
 * Refuses a strength that keeps all of a picture, or is none.
 *
 * @throws UmberError `REQUEST_INVALID`
 */
export function checkStrength(strength: number): void {
  if (strength > 0 && strength <= 1) return;
  throw refused(
    strength === 0 ? 'With a strength of 0 nothing is painted.' : `The strength cannot be ${strength}.`,
    'Strengths lie above 0, which keeps nearly all of the picture, and at most at 1, which keeps nothing.',
  );
}

/**
 * Refuses what no pack can paint before anything is read or loaded, in the words of the command line.
 *
 * @throws UmberError `REQUEST_INVALID`
 */
export function checkAsked(options: PaintingOptions): void {
  const { prompt, negative, class: scene, count, seed, steps, guidance = {} } = options;
  if (scene === '') {
    throw refused(
      'The option --class names no scene.',
      'Leave it away, or see "umber packs" for the scenes.',
    );
  }
  for (const [option, text = ''] of Object.entries({ prompt, negative })) {
    if (text.length <= MAX_PROMPT_LENGTH) continue;
    throw refused(
      `The text of --${option} has ${text.length} characters.`,
      `Shorten it to ${MAX_PROMPT_LENGTH} or fewer; packs read the first few dozen words.`,
    );
  }
  checkCount(count);
  // Not seed + count, which may be rounded.
  if (seed !== undefined && (seed < 0 || seed > Number.MAX_SAFE_INTEGER - (count - 1))) {
    throw refused(
      `The seed ${seed} cannot be used for ${counted(count, 'picture')}.`,
      `A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, and counts up by one a picture.`,
    );
  }
  if (steps !== undefined && !requestSettings.steps.safeParse(steps).success) {
    throw refused(
      `A picture cannot be painted in ${counted(steps, 'step')}.`,
      'Ask for 1 to 1000 with --steps; 20 is a good start.',
    );
  }
  const wrong = Object.values(guidance).find((strength) => strength < 0 || strength > 100);
  if (wrong !== undefined) {
    throw refused(
      `The guidance cannot be ${wrong}.`,
      'Strengths lie from 0 to 100; 1 follows the model as it is, and 1.5 to 7 are usual.',
    );
  }
}

/**
 * Refuses no pictures, and more than anybody means.
 *
 * @throws UmberError `REQUEST_INVALID`
 */
export function checkCount(count: number): void {
  if (count >= 1 && count <= maxCount) return;
  throw refused(`${counted(count, 'picture')} cannot be painted.`, `Ask for 1 to ${maxCount} with --count.`);
}

function refused(message: string, advice: string): UmberError {
  return new UmberError('REQUEST_INVALID', sentence`${message}`, { advice: sentence`${advice}` });
}
