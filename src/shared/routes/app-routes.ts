import { z } from 'zod';

const installedPack = z.object({ name: z.string(), title: z.string(), licence: z.string() });

/** Routes about the program itself. */
export const appRoutes = {
  'app.about': {
    input: z.undefined(),
    output: z.object({
      version: z.string(),
      versions: z.record(z.string(), z.string()),
      packs: z.array(installedPack),
    }),
  },
};
