import { z } from 'zod';
import { UmberError } from '../../shared/errors.ts';
import { RECIPE_KEYWORD, recipeSchema } from '../../shared/recipe.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { decodeLayoutPng, encodeLayoutPng, hashLayout } from '../layouts/layout-png.ts';
import type { Layout } from '../layouts/layout-png.ts';
import { asciiJson, encodePng } from '../png/encode-png.ts';
import { readPngChunks, readPngHeader, readText } from '../../files/png-file.ts';

const layoutKeyword = 'umber:layout';

/** What a picture says about its own making. */
export interface EmbeddedRecipe {
  readonly recipe: Recipe;
  /** The layout it was painted from; absent where the request had none. */
  readonly layout: Layout | undefined;
}

/** A PNG that carries its recipe, and its layout as a PNG within. */
export async function encodePicture(
  rgb: Uint8Array,
  size: { readonly width: number; readonly height: number },
  { recipe, layout }: EmbeddedRecipe,
): Promise<Uint8Array> {
  const text: Record<string, string> = { [RECIPE_KEYWORD]: asciiJson(recipe) };
  if (layout) text[layoutKeyword] = Buffer.from(encodeLayoutPng(layout)).toString('base64');
  return encodePng(rgb, { ...size, text });
}

/**
 * The recipe inside a PNG, checked against its schema, and the layout beside it, checked against the recipe.
 *
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes, `RECIPE_MISSING`, `RECIPE_INVALID`
 */
export function readRecipe(bytes: Uint8Array): EmbeddedRecipe {
  readPngHeader(bytes);
  const chunks = readPngChunks(bytes);
  const text = readText(chunks, RECIPE_KEYWORD);
  if (text === undefined) {
    throw new UmberError('RECIPE_MISSING', 'The picture carries no recipe.', {
      advice: 'Use a PNG as Umber wrote it: many programs drop what a picture carries when they save it.',
    });
  }
  const recipe = parseRecipe(text);
  const wanted = recipe.request.conditions.layout;
  if (wanted === undefined) return { recipe, layout: undefined };
  const encoded = readText(chunks, layoutKeyword);
  if (encoded === undefined)
    throw invalid('The picture was painted from a layout that it no longer carries.');
  let layout;
  try {
    layout = decodeLayoutPng(Buffer.from(encoded, 'base64'));
  } catch (error) {
    throw invalid('The layout inside the picture is damaged.', error);
  }
  if (
    layout.width !== wanted.width ||
    layout.height !== wanted.height ||
    hashLayout(layout) !== wanted.hash
  ) {
    throw invalid('The layout inside the picture is not the one its recipe names.');
  }
  return { recipe, layout };
}

function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('The recipe inside the picture is damaged.', error);
  }
  const version = z.object({ version: z.number() }).safeParse(value);
  if (version.success && version.data.version > 1) {
    throw invalid(
      `The recipe inside the picture is of version ${version.data.version}, newer than this Umber.`,
    );
  }
  const parsed = recipeSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`The recipe inside the picture is not valid: ${issue?.path.join('.')}: ${issue?.message}.`);
  }
  return parsed.data;
}

function invalid(message: string, cause?: unknown): UmberError {
  return new UmberError('RECIPE_INVALID', message, {
    cause,
    advice: 'Use the PNG as Umber wrote it, with the newest Umber that you have.',
  });
}
