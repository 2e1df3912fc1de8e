import { changedRegion } from '../document/index.ts';
import { readPicture, readRecipe } from '../engine/index.ts';
import type { EmbeddedRecipe, Layout } from '../engine/index.ts';
import { modeDefaults } from '../shared/document-format.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { RgbPicture } from '../shared/events.ts';
import type { CommandContext } from './command-context.ts';
import { counted } from './counted.ts';
import { layoutAtSize } from './layout-at-size.ts';
import { namingFile } from './naming-file.ts';
import type { PaintingParts } from './painting-task.ts';
import { readInputFile } from './read-input-file.ts';

/** A picture of ours whose layout is to change. */
export interface EditedPicture {
  readonly file: string;
  readonly picture: RgbPicture;
  readonly layout: Layout;
  readonly recipe: EmbeddedRecipe['recipe'];
}

/**
 * Reads a picture that carries the layout it was painted from.
 *
 * @throws UmberError those of `readInputFile` and `readRecipe`; `REQUEST_INVALID` where there is no layout in it
 */
export async function openEdited(file: string): Promise<EditedPicture> {
  const bytes = await readInputFile(file);
  const { recipe, layout } = namingFile(file, () => readRecipe(bytes, ['layout']));
  const picture = namingFile(file, () => readPicture(bytes));
  if (layout) return { file, picture, layout, recipe };
  throw new UmberError('REQUEST_INVALID', sentence`“${file}” was painted without a layout.`, {
    advice: sentence`What changed can be told of a layout alone; to repaint a part by hand: umber inpaint.`,
  });
}

/**
 * The request that repaints what is another class than before, with the seed, words and settings of before.
 *
 * @param cell side of a latent cell, in pixels
 * @throws UmberError `REQUEST_INVALID` where the layouts are the same
 */
export function editParts(
  { file, picture, layout: before, recipe: { request } }: EditedPicture,
  layout: Layout,
  cell: number,
  { output }: CommandContext,
): PaintingParts {
  const { width, height, rgb } = picture;
  // As in the studio: what is near may be a shadow or a reflection of what changed.
  const { feather, context } = modeDefaults;
  const [asked, now] = [before, layout].map((each) => layoutAtSize(each, picture));
  const coverage = changedRegion(asked!, now!, { cell, margin: Math.max(cell, feather) });
  if (!coverage) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The layout is the one that “${file}” was painted from.`,
      {
        advice: sentence`Change the layout, or leave --edit away for another picture.`,
      },
    );
  }
  const covered = coverage.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  output.note(`The layout changed in ${counted(covered, 'pixel')} of ${width * height}, with what is near.`, {
    covered,
  });
  const { seed, steps, sampler, guidance, guidanceInterval, wrap, conditions } = request;
  return {
    ...{ width, height, seed, steps, sampler, guidance, guidanceInterval, wrap },
    conditions: {
      ...(conditions.text && { text: conditions.text }),
      ...(conditions.class && { class: conditions.class }),
      layout,
      source: { width, height, rgb, strength: 1 },
      mask: { width, height, coverage, feather, context },
    },
  };
}
