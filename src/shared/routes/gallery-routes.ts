import { z } from 'zod';
import { recipeSchema } from '../recipe.ts';
import { bytes, id, nothing } from './schema-parts.ts';

/** Most pictures that are starred, removed or put back by one call. */
export const MAX_IDS = 500;

/** A picture as the gallery lists it. */
export const galleryItemSchema = z.object({
  id,
  createdMs: z.number(),
  width: z.number(),
  height: z.number(),
  prompt: z.string(),
  pack: z.string(),
  seed: z.number(),
  isStarred: z.boolean(),
  projectId: z.string().optional(),
  /** Of one in the bin: when it came there, where that is known. */
  removedMs: z.number().optional(),
});

export type GalleryItem = z.infer<typeof galleryItemSchema>;

/** Which pictures, where not all. */
const filters = {
  /** Those in the bin, which nobody else finds. */
  isBinned: z.boolean().optional(),
  /** Words that prompts hold, all of them, each from its beginning. */
  words: z.string().max(200).optional(),
  pack: z.string().max(64).optional(),
  projectId: id.optional(),
  isStarred: z.boolean().optional(),
  sinceMs: z.number().optional(),
  beforeMs: z.number().optional(),
};

/** Several pictures at once; more are asked for in turns. */
const ids = z.array(id).min(1).max(MAX_IDS);

/** Routes of the gallery. Its PNG files are the truth; what answers these is an index that can be made anew. */
export const galleryRoutes = {
  /** Newest first; in the bin, what was removed last. */
  'gallery.page': {
    input: z.object({
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
      ...filters,
    }),
    output: z.object({ total: z.int(), items: z.array(galleryItemSchema) }),
  },
  /** The same pictures by their ids alone, so that all of them can be chosen. */
  'gallery.ids': {
    input: z.object({ offset: z.int().min(0), limit: z.int().min(1), ...filters }),
    output: z.object({ ids: z.array(id) }),
  },
  /** A small WebP, of one in the bin too. */
  'gallery.thumbnail': { input: z.object({ id }), output: z.object({ bytes }) },
  /** The file as it is, recipe and layout inside; of one in the bin only where that is asked for. */
  'gallery.picture': {
    input: z.object({ id, isBinned: z.boolean().optional() }),
    output: z.object({
      item: galleryItemSchema,
      bytes,
      /** Absent where a newer Umber wrote one that this one cannot read. */
      recipe: recipeSchema.optional(),
    }),
  },
  'gallery.star': { input: z.object({ ids, isStarred: z.boolean() }), output: nothing },
  /** To the bin, where they stay until they are put back or deleted. */
  'gallery.remove': { input: z.object({ ids }), output: nothing },
  'gallery.restore': { input: z.object({ ids }), output: nothing },
  /** For good; only what is in the bin. */
  'gallery.delete': { input: z.object({ ids }), output: nothing },
  /** Makes the index anew from the files. */
  'gallery.rebuild': { input: nothing, output: z.object({ total: z.int() }) },
};
