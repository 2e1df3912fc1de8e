import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapAtOnce } from '../../src/host/storage/map-at-once.ts';
import { recipePicture } from './recipe-picture.ts';

/**
 * Puts pictures into the gallery of a data folder, as if they had been painted some time ago: `picture 0` and so on are
 * their prompts. `paint` makes the file of one of them.
 */
export async function fillGallery(
  dataFolder: string,
  count: number,
  paint: (seed: number) => Uint8Array = (seed) => recipePicture({ prompt: `picture ${seed}`, seed }),
): Promise<void> {
  const month = join(dataFolder, 'pictures', '2026-01');
  await mkdir(month, { recursive: true, mode: 0o700 });
  await mapAtOnce(
    Array.from({ length: count }, (_, seed) => seed),
    16,
    (seed) => writeFile(join(month, `p${String(seed).padStart(6, '0')}.png`), paint(seed), { mode: 0o600 }),
  );
}
