import { z } from 'zod';
import { packManifestSchema } from '../pack-manifest.ts';
import { nothing } from './schema-parts.ts';

const { name, title, description, licence, precision, sizes, latent, conditions, defaults } =
  packManifestSchema.shape;

/** Routes of model packs and of what runs them. */
export const packRoutes = {
  /** In the order in which they are offered; the first is the default. */
  'packs.list': {
    input: nothing,
    output: z.object({
      packs: z.array(
        z.object({
          ...{ name, title, description, licence, precision, sizes, latent, conditions, defaults },
          sizeBytes: z.number(),
          hasSegmenter: z.boolean(),
          /** Whether it can begin from a picture. */
          readsPictures: z.boolean(),
        }),
      ),
    }),
  },
  'packs.providers': {
    input: nothing,
    output: z.object({ providers: z.array(z.string()) }),
  },
};
