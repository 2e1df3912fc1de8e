import type { EngineResult, EngineTask, EngineTaskKind } from '../../shared/engine-protocol.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { RouteHandlers } from '../../shared/routes/routes.ts';
import type { Settings } from '../../shared/settings.ts';
import { EngineEnded } from '../engine/engine-ended.ts';
import type { EngineSupervisor } from '../engine/supervisor.ts';
import { targetOf, type InstalledPack, type InstalledPacks } from '../packs/installed-packs.ts';

type PictureHandlers = Pick<
  RouteHandlers,
  | 'pictures.readLayout'
  | 'pictures.readResult'
  | 'pictures.encodeLayout'
  | 'pictures.segment'
  | 'pictures.estimateDamage'
>;

/** What reading pictures stands on. */
export interface PictureOptions {
  engine: EngineSupervisor;
  packs: InstalledPacks;
  settings: () => Settings;
}

/** Reads files that the artist hands in. Decoding happens in the engine's process, which may die of it. */
export function createPictureHandlers({ engine, packs, settings }: PictureOptions): PictureHandlers {
  /** Once more where the engine ended meanwhile, most likely of something else. */
  async function run<K extends EngineTaskKind>(
    task: Extract<EngineTask, { kind: K }>,
  ): Promise<EngineResult<K>> {
    try {
      return await engine.run(task);
    } catch (error) {
      if (error instanceof EngineEnded) return engine.run(task);
      throw error;
    }
  }

  return {
    'pictures.readLayout': ({ bytes, classes }) => run({ kind: 'readLayout', bytes, classes }),
    'pictures.readResult': ({ bytes, wanted }) => run({ kind: 'readResult', bytes, wanted }),
    'pictures.encodeLayout': ({ layout }) => run({ kind: 'encodeLayout', layout }),
    'pictures.estimateDamage': async ({ width, height, rgb }) => {
      checkPixels(width, height, rgb);
      return run({ kind: 'estimateDamage', width, height, rgb });
    },
    'pictures.segment': async ({ width, height, rgb, pack }) => {
      checkPixels(width, height, rgb);
      const target = targetOf(await findSegmenter(packs, pack), settings());
      return run({ kind: 'segment', target, width, height, rgb });
    },
  };
}

function checkPixels(width: number, height: number, rgb: Uint8Array): void {
  if (rgb.length === 3 * width * height) return;
  throw new UmberError(
    'REQUEST_INVALID',
    sentence`${rgb.length} bytes are not ${width}×${height} RGB pixels.`,
    {
      advice: sentence`Open the picture again.`,
    },
  );
}

/**
 * The named pack; where none is named, the first that has a segmenter.
 *
 * @throws UmberError `PACK_NOT_FOUND`, `PACK_CONDITION_MISSING` with the names of packs that have one
 */
async function findSegmenter(packs: InstalledPacks, name: string | undefined): Promise<InstalledPack> {
  const able = (await packs.list()).filter(({ manifest }) => manifest.components.segmenter);
  if (name === undefined && able[0]) return able[0];
  const pack = await packs.find(name);
  if (pack.manifest.components.segmenter) return pack;
  const names = able.map(({ manifest }) => manifest.name);
  throw new UmberError(
    'PACK_CONDITION_MISSING',
    sentence`The pack ${pack.manifest.name} cannot read classes from a picture.`,
    {
      advice:
        names.length > 0
          ? sentence`Use one that can: ${names}.`
          : sentence`No installed pack can; those that come with Umber do.`,
    },
  );
}
