import type { RouteHandlers } from '../../shared/routes/routes.ts';
import type { EngineSupervisor } from '../engine/supervisor.ts';
import type { InstalledPacks } from './installed-packs.ts';

type PackHandlers = Pick<RouteHandlers, 'packs.list' | 'packs.providers'>;

/** Answers what packs there are, and what can run them. */
export function createPackHandlers(
  packs: InstalledPacks,
  engine: Pick<EngineSupervisor, 'abilities'>,
): PackHandlers {
  return {
    'packs.list': async () => ({
      packs: (await packs.list()).map(({ manifest, sizeBytes }) => {
        const { name, title, description, licence, precision, sizes, latent, conditions, defaults } =
          manifest;
        return {
          ...{ name, title, description, licence, precision, sizes, latent, conditions, defaults },
          sizeBytes,
          hasSegmenter: manifest.components.segmenter !== undefined,
          readsPictures: manifest.components.vaeEncoder !== undefined,
        };
      }),
    }),
    'packs.providers': async () => ({ providers: (await engine.abilities()).providers }),
  };
}
