import { z } from 'zod';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import { NEWEST_RECIPE_VERSION, RECIPE_KEYWORD, recipeSchema } from '../../shared/recipe.ts';
import type { Recipe } from '../../shared/recipe.ts';
import {
  readPngChunks,
  readPngHeader,
  readText,
  readTextBytes,
  type PngChunk,
} from '../../files/png-file.ts';
import { fromBase64Bytes, toBase64Bytes } from '../png/base64-bytes.ts';
import { asciiJson, encodePng } from '../png/encode-png.ts';
import { carriedNames, carriedPictures, encodeCarried, type PixelConditions } from './carried-pictures.ts';
import { hashPixels } from './compare-pictures.ts';

/** What a picture says about its own making: its recipe, and the pixels that the recipe names by their hashes. */
export interface EmbeddedRecipe extends PixelConditions {
  readonly recipe: Recipe;
}

/** A PNG that carries its recipe, and as PNGs within what it was painted from. */
export async function encodePicture(
  rgb: Uint8Array,
  size: { readonly width: number; readonly height: number },
  { recipe, ...conditions }: EmbeddedRecipe,
): Promise<Uint8Array> {
  const text: Record<string, string | Uint8Array> = { [RECIPE_KEYWORD]: asciiJson(recipe) };
  for (const name of carriedNames) {
    const png = await encodeCarried(name, conditions);
    if (png) text[keywordOf(name)] = toBase64Bytes(png);
  }
  return encodePng(rgb, { ...size, text });
}

/**
 * The recipe inside a PNG, checked against its schema, and what it was painted from, checked against the recipe.
 *
 * @param wanted of what it was painted from; the rest is neither unpacked nor checked
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes, `RECIPE_MISSING`, `RECIPE_INVALID`
 */
export function readRecipe(
  bytes: Uint8Array,
  wanted: readonly (keyof PixelConditions)[] = carriedNames,
): EmbeddedRecipe {
  readPngHeader(bytes);
  const chunks = readPngChunks(bytes);
  const text = readText(chunks, RECIPE_KEYWORD);
  if (text === undefined) {
    throw new UmberError('RECIPE_MISSING', sentence`The picture carries no recipe.`, {
      advice: sentence`Use a PNG as Umber wrote it: many programs drop what a picture carries when they save it.`,
    });
  }
  const recipe = parseRecipe(text);
  const carried = (name: keyof PixelConditions) => readCarried(name, recipe, chunks);
  const found = wanted.map((name) => [name, carried(name)]).filter(([, value]) => value !== undefined);
  return { recipe, ...(Object.fromEntries(found) as PixelConditions) };
}

function readCarried<K extends keyof PixelConditions>(
  name: K,
  { request }: Recipe,
  chunks: readonly PngChunk[],
): PixelConditions[K] {
  const named = request.conditions[name];
  if (named === undefined) return undefined;
  const kind = carriedPictures[name];
  const encoded = readTextBytes(chunks, keywordOf(name), longestText(kind.bytesPerPixel, named));
  if (encoded === undefined) {
    throw invalid(sentence`The picture was painted from a ${called[name]} that it no longer carries.`);
  }
  const png = fromBase64Bytes(encoded);
  let bytes;
  try {
    // Before anything is unpacked: it may come from anybody, and be of another kind, or immense.
    const { width, height, depth, colourType } = readPngHeader(png);
    const isExpected = depth === 8 && colourType === kind.colourType;
    if (!isExpected || width !== named.width || height !== named.height) throw another(name);
    bytes = kind.decode(png);
  } catch (error) {
    if (isUmberError(error, 'RECIPE_INVALID')) throw error;
    throw invalid(sentence`The ${called[name]} inside the picture is damaged.`, error);
  }
  const isWhole = bytes.length === kind.bytesPerPixel * named.width * named.height;
  if (!isWhole || hashPixels(bytes) !== named.hash) throw another(name);
  return kind.join(named, bytes);
}

/** Most bytes of a picture's PNG as text: noise is not packed, and each row has a filter. */
function longestText(
  bytesPerPixel: number,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const raw = height * (1 + width * bytesPerPixel);
  // Deflate stores what it cannot pack at less than a thousandth more, and chunks come on top.
  return Math.ceil(((raw * 1.01 + 2 ** 16) * 4) / 3);
}

function another(name: keyof PixelConditions): UmberError {
  return invalid(sentence`The ${called[name]} inside the picture is not the one its recipe names.`);
}

const called: Readonly<Record<keyof PixelConditions, Sentence>> = {
  layout: sentence`layout`,
  source: sentence`source picture`,
  mask: sentence`mask`,
  degraded: sentence`degraded picture`,
};

function keywordOf(name: keyof PixelConditions): string {
  return `umber:${name}`;
}

function parseRecipe(text: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(sentence`The recipe inside the picture is damaged.`, error);
  }
  const version = z.object({ version: z.number() }).safeParse(value);
  if (version.success && version.data.version > NEWEST_RECIPE_VERSION) {
    throw invalid(
      sentence`The recipe inside the picture is of version ${version.data.version}, newer than this Umber.`,
    );
  }
  const parsed = recipeSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(
      sentence`The recipe inside the picture is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    );
  }
  return parsed.data;
}

function invalid(message: Sentence, cause?: unknown): UmberError {
  return new UmberError('RECIPE_INVALID', message, {
    cause,
    advice: sentence`Use the PNG as Umber wrote it, with the newest Umber that you have.`,
  });
}
