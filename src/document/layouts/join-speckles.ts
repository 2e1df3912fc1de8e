import { visitRegions } from './find-regions.ts';
import type { Layout } from './flatten-layout.ts';
import { replaceByNearest } from './nearest-pixel.ts';

/**
 * The layout without its speckles: the pixels of every connected region of less than `leastPixels` take the class of
 * the nearest pixel that is no speckle. A layout of nothing but speckles stays as it is.
 */
export function joinSpeckles(layout: Layout, leastPixels: number): Layout {
  const { width, height } = layout;
  const classIds = new Uint8Array(layout.classIds);
  const present = new Set(classIds);
  const gone = Array.from({ length: 256 }, (_, classId) => classId).findLast(
    (classId) => !present.has(classId),
  );
  // With all 256 classes in use there is no value left to mark what goes.
  if (gone === undefined) return layout;
  visitRegions(
    layout,
    ({ pixels }) => pixels < leastPixels,
    (y, from, to) => classIds.fill(gone, y * width + from, y * width + to),
  );
  return replaceByNearest(classIds, width, height, gone) ? { width, height, classIds } : layout;
}
