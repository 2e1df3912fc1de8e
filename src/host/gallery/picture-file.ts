import { crc32 } from 'node:zlib';
import { z } from 'zod';
import {
  readPngChunks,
  readPngHeader,
  readText,
  textChunk,
  writePngChunks,
  type PngChunk,
} from '../../files/png-file.ts';
import { isUmberError } from '../../shared/errors.ts';
import { RECIPE_KEYWORD, recipeSchema, type Recipe } from '../../shared/recipe.ts';
import { id } from '../../shared/routes/schema-parts.ts';
import type { Fs, FsHandle } from '../storage/fs.ts';

const originKeyword = 'umber:origin';

/** Where a picture comes from, as its file says beside the recipe. */
const originSchema = z.object({ createdMs: z.number().min(0), projectId: id.optional() });

/**
 * What the gallery lists of a recipe. Looser than the recipe's own schema: a picture by a newer Umber is listed too,
 * even where this one could not paint it again.
 */
const listedSchema = z.object({
  format: z.literal('umber-recipe'),
  request: z.object({
    seed: z.int().min(0).catch(0),
    conditions: z.object({ text: z.object({ prompt: z.string() }).optional().catch(undefined) }),
  }),
  pack: z.object({ name: z.string() }),
});

/** What a picture's file says about it. */
export interface PictureHead {
  readonly width: number;
  readonly height: number;
  readonly prompt: string;
  readonly pack: string;
  readonly seed: number;
  /** Absent in files that came here by other ways than through the studio. */
  readonly createdMs: number | undefined;
  readonly projectId: string | undefined;
}

/** Longest text that is read: a recipe is a few kilobytes. */
const maxTextBytes = 2 ** 20;
/** Most chunks before the pixels. */
const maxChunks = 1000;
const blockBytes = 16 * 1024;

/** The PNG with its origin written into it, in front of everything but the header. @throws UmberError the `PICTURE_…` codes */
export function withOrigin(
  png: Uint8Array,
  origin: { readonly createdMs: number; readonly projectId: string | undefined },
): Uint8Array {
  readPngHeader(png);
  const [header, ...rest] = readPngChunks(png);
  const others = rest.filter((chunk) => readText([chunk], originKeyword) === undefined);
  return writePngChunks([header!, textChunk(originKeyword, JSON.stringify(origin)), ...others]);
}

/** What the beginning of a picture's file says; the layout inside is skipped and no pixel is looked at. */
export async function readPictureFile(fs: Fs, path: string): Promise<PictureHead | undefined> {
  const handle = await fs.open(path, 'r');
  try {
    const file = new BlockReader(handle);
    const { width, height } = readPngHeader(await file.read(0, 33));
    return describe({ width, height }, await readTexts(file));
  } catch (error) {
    if (isUmberError(error)) return undefined;
    throw error;
  } finally {
    await handle.close();
  }
}

/** The same of a picture in memory. @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes */
export function readPictureHead(png: Uint8Array): PictureHead | undefined {
  return describe(readPngHeader(png), readPngChunks(png));
}

/** All that it says of how it was made; `undefined` where this Umber cannot read it. */
export function readRecipe(png: Uint8Array): Recipe | undefined {
  return recipeSchema.safeParse(parseJson(readText(readPngChunks(png), RECIPE_KEYWORD))).data;
}

function describe(
  { width, height }: { width: number; height: number },
  chunks: readonly PngChunk[],
): PictureHead | undefined {
  const recipe = listedSchema.safeParse(parseJson(readText(chunks, RECIPE_KEYWORD))).data;
  if (recipe === undefined) return undefined;
  const origin = originSchema.safeParse(parseJson(readText(chunks, originKeyword))).data;
  return {
    width,
    height,
    prompt: recipe.request.conditions.text?.prompt ?? '',
    pack: recipe.pack.name,
    seed: recipe.request.seed,
    createdMs: origin?.createdMs,
    projectId: origin?.projectId,
  };
}

/** Text chunks of ours before the pixels. */
async function readTexts(file: BlockReader): Promise<PngChunk[]> {
  const texts: PngChunk[] = [];
  for (let position = 8, count = 0; count < maxChunks; count++) {
    const head = Buffer.from(await file.read(position, 8));
    if (head.length < 8) break;
    const length = head.readUInt32BE(0);
    const type = head.toString('latin1', 4);
    if (type === 'IDAT' || type === 'IEND') break;
    if (/^(tEXt|zTXt|iTXt)$/.test(type) && length <= maxTextBytes) {
      const keyword = Buffer.from(await file.read(position + 8, originKeyword.length + 1)).toString('latin1');
      if (keyword.startsWith(`${RECIPE_KEYWORD}\0`) || keyword.startsWith(`${originKeyword}\0`)) {
        const chunk = Buffer.from(await file.read(position + 4, length + 8));
        if (chunk.length < length + 8) break;
        const isIntact = crc32(chunk.subarray(0, length + 4)) === chunk.readUInt32BE(length + 4);
        texts.push({ type, data: chunk.subarray(4, length + 4), isIntact });
      }
    }
    position += 12 + length;
  }
  return texts;
}

/** Reads a file's beginning in few calls. */
class BlockReader {
  readonly #handle: FsHandle;
  #block: Uint8Array = new Uint8Array(0);
  #start = 0;

  constructor(handle: FsHandle) {
    this.#handle = handle;
  }

  /** Up to `length` bytes; fewer at the end of the file. */
  async read(position: number, length: number): Promise<Uint8Array> {
    const offset = position - this.#start;
    if (offset < 0 || offset + length > this.#block.length) {
      const buffer = new Uint8Array(Math.max(length, blockBytes));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await this.#handle.read(
          buffer,
          filled,
          buffer.length - filled,
          position + filled,
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      this.#block = buffer.subarray(0, filled);
      this.#start = position;
      return this.#block.subarray(0, length);
    }
    return this.#block.subarray(offset, offset + length);
  }
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
