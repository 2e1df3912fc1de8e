import { z } from 'zod';
import {
  classConditionSchema,
  degradedSettings,
  generationRequestSchema,
  maskSettings,
  requestSettings,
  sourceSettings,
  textConditionSchema,
  type GenerationRequest,
} from './generation-request.ts';
import { packNameSchema } from './pack-manifest.ts';
import { layout } from './routes/schema-parts.ts';

/** Keyword of the PNG text chunk that holds a recipe. */
export const RECIPE_KEYWORD = 'umber';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What stands for the pixels of a layout, a picture or a mask. */
const pixels = {
  width: z.int().min(1).max(16384),
  height: z.int().min(1).max(16384),
  hash: sha256,
};

/**
 * How a picture was made, kept inside its PNG: enough to make it again and to say why another machine's differs.
 *
 * Pixels of layouts, pictures and masks travel beside it in chunks of their own; here are only their hashes.
 */
export const recipeSchema = z.strictObject({
  format: z.literal('umber-recipe'),
  version: z.literal([1, 2]),
  request: z.strictObject({
    ...requestSettings,
    // A picture may come from anybody: it names a pack, and never a folder.
    pack: packNameSchema,
    conditions: z
      .strictObject({
        text: textConditionSchema.optional(),
        class: classConditionSchema.optional(),
        layout: z.strictObject(pixels).optional(),
        source: z.strictObject({ ...pixels, ...sourceSettings }).optional(),
        mask: z.strictObject({ ...pixels, ...maskSettings }).optional(),
        degraded: z.strictObject({ ...pixels, ...degradedSettings }).optional(),
      })
      .refine(
        ({ source, mask, degraded }) => !(degraded && (source ?? mask)),
        'a picture is either restored or painted over',
      ),
  }),
  pack: z.strictObject({ name: packNameSchema, hash: sha256 }),
  provider: z.string().min(1).max(32),
  precision: z.string().min(1).max(32),
  threads: z.int().min(0).max(4096),
  runtimeVersion: z.string().min(1).max(64),
  umberVersion: z.string().min(1).max(64),
  /** SHA-256 of the starting noise as float32, little-endian. */
  noiseHash: sha256,
  /** SHA-256 of the picture's RGB bytes, row by row. */
  pictureHash: sha256,
});

const { source, mask, degraded } = generationRequestSchema.shape.conditions.shape;

/** What a picture of ours carries: how it was made, and the pixels that it was made of. */
export const carriedResultSchema = z.object({
  recipe: recipeSchema,
  layout: layout.optional(),
  ...{ source, mask, degraded },
});

/** A recipe that the schema has passed. */
export type Recipe = z.infer<typeof recipeSchema>;

/** The newest version of a recipe that is read. */
export const NEWEST_RECIPE_VERSION = 2;

/** The version that says to older readers whether they know all of a recipe: 1 has no pictures, no masks and no wrap. */
export function recipeVersionOf({
  wrap,
  conditions: { source, mask, degraded },
}: Pick<GenerationRequest, 'wrap' | 'conditions'>): Recipe['version'] {
  return (wrap ?? source ?? mask ?? degraded) ? 2 : 1;
}
