import type { Frame } from '../../shared/document-format.ts';
import type { Job } from '../../shared/job.ts';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';

/** Most variants that wait at once: the longest press of the button, and some before it. Older ones are in the gallery. */
const MOST_VARIANTS = 96;

interface Staged {
  readonly item: Pick<GalleryItem, 'id' | 'createdMs' | 'isStarred'>;
}

/** A painted picture, and where it lies on the canvas. */
export interface FinishedPicture {
  readonly pictureId: string;
  readonly frame: Frame;
}

/**
 * The strip with one more variant, in the order in which they were painted, and the oldest that give way to it. One of
 * `heldIds` never does, and a starred one only where there is no other.
 */
export function stageVariant<Variant extends Staged>(
  variants: readonly Variant[],
  variant: Variant,
  heldIds: readonly (string | undefined)[],
): { kept: readonly Variant[]; evicted: readonly Variant[] } {
  const all = [...variants, variant].sort((a, b) => a.item.createdMs - b.item.createdMs);
  const free = all.filter((other) => other !== variant && !heldIds.includes(other.item.id));
  const inTurn = [
    ...free.filter(({ item }) => !item.isStarred),
    ...free.filter(({ item }) => item.isStarred),
  ];
  const evicted = inTurn.slice(0, Math.max(0, all.length - MOST_VARIANTS));
  return { kept: all.filter((other) => !evicted.includes(other)), evicted };
}

/** What came of a job. A job that names no place, as those of before, has nothing for the strip. */
export function finishedPicture({ state, pictureId, frame }: Job): FinishedPicture | undefined {
  return state === 'done' && pictureId !== undefined && frame ? { pictureId, frame } : undefined;
}

/** The newest finished pictures, as many as the strip keeps and oldest first, but for those that are known. */
export function missingPictures(
  jobs: readonly Job[],
  isKnown: (pictureId: string) => boolean,
): FinishedPicture[] {
  return [...jobs]
    .sort((a, b) => a.createdMs - b.createdMs)
    .flatMap((job) => finishedPicture(job) ?? [])
    .slice(-MOST_VARIANTS)
    .filter(({ pictureId }) => !isKnown(pictureId));
}
