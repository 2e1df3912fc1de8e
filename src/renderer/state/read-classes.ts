import type { ReadLayout } from './dialogs.ts';
import type { PackSummary, Size } from './build-request.ts';
import { toRgb } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';

/** What reading classes from pictures stands on. */
export interface ClassReader {
  readonly host: HostClient;
  readonly packs: readonly PackSummary[];
}

/**
 * The classes that a pack's segmenter sees in a picture, one per pixel.
 *
 * @param rgba  row by row; what is transparent shows the colour beneath
 * @param preferred  name of the pack that reads, where it can: one that is loaded already costs nothing
 * @throws UmberError `PACK_CONDITION_MISSING` where no pack can read pictures
 */
export async function readClasses(
  { host, packs }: ClassReader,
  { width, height }: Size,
  rgba: Uint8Array,
  preferred: string | undefined,
): Promise<ReadLayout> {
  const able = packs.filter(({ hasSegmenter }) => hasSegmenter);
  const pack = (able.find(({ name }) => name === preferred) ?? able[0])?.name;
  const { layout } = await host.ask('pictures.segment', {
    width,
    height,
    rgb: toRgb(rgba),
    ...(pack && { pack }),
  });
  return layout;
}
