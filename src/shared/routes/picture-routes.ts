import { z } from 'zod';
import { carriedResultSchema } from '../recipe.ts';
import { bytes, layout } from './schema-parts.ts';

/** Routes that read files the artist hands in, and write layouts; the engine's process does the work. */
export const pictureRoutes = {
  /** A PNG of class ids or colours as a layout, with what had to be snapped or left out. */
  'pictures.readLayout': {
    input: z.object({ bytes, classes: z.enum(['auto', 'umber', 'coco-stuff', 'ade20k']) }),
    output: z.object({ layout, classes: z.string(), snappedPixels: z.int(), unknownPixels: z.int() }),
  },
  /** A picture of ours: how it was made, and those of the layout, pictures and mask of it that are wanted, or all. */
  'pictures.readResult': {
    input: z.object({
      bytes,
      wanted: z
        .array(carriedResultSchema.omit({ recipe: true }).keyof())
        .max(4)
        .optional(),
    }),
    output: carriedResultSchema,
  },
  /** An indexed PNG of our palette. */
  'pictures.encodeLayout': { input: z.object({ layout }), output: z.object({ bytes }) },
  /** What classes the pack's segmenter sees in a picture; `PACK_CONDITION_MISSING` where the pack has none. */
  'pictures.segment': {
    input: z.object({
      width: z.int().min(1).max(8192),
      height: z.int().min(1).max(8192),
      rgb: bytes,
      pack: z.string().max(64).optional(),
    }),
    output: z.object({ layout }),
  },
  /** How blurred and noisy a picture seems to be, 0 to 1, as a request to restore it says it. */
  'pictures.estimateDamage': {
    input: z.object({
      width: z.int().min(1).max(8192),
      height: z.int().min(1).max(8192),
      rgb: bytes,
    }),
    output: z.object({ degradation: z.number().min(0).max(1) }),
  },
};
