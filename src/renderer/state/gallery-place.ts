import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';

/** Where a picture stands in the gallery, and what stands beside it. */
export interface GalleryPlace {
  readonly place: number;
  /** Absent while the list does not hold it. */
  readonly item: GalleryItem | undefined;
  /** Absent at the ends, and while the page it is on has not come. */
  readonly previous: GalleryItem | undefined;
  readonly next: GalleryItem | undefined;
}

/**
 * Finds a picture again in a list that may have changed since.
 *
 * @param lastPlace  where it stood before; counts while the list does not hold it, as what followed has moved up
 */
export function findInGallery(
  items: readonly (GalleryItem | undefined)[],
  id: string,
  lastPlace: number,
): GalleryPlace {
  const found = items.findIndex((item) => item?.id === id);
  const place = found < 0 ? lastPlace : found;
  return {
    place,
    item: items[found],
    previous: items[place - 1],
    next: items[found < 0 ? place : place + 1],
  };
}
