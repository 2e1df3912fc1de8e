import {
  joinSpeckles,
  layoutToLayers,
  type DocumentLayer,
  type Layout,
  type Rect,
} from '../../document/index.ts';
import { layoutAtSize } from './new-layers.ts';

/** Regions of less than this share of a picture are the segmenter's doubts rather than things. */
const LEAST_SHARE = 0.0005;

/**
 * What a segmenter saw in a picture as layout layers over the picture's place on the canvas, one for each class and the
 * farthest first: without speckles, and with something behind everything that could be moved.
 */
export function layersOfPicture(
  seen: Layout,
  place: Rect,
  nameOf: (classId: number) => string,
): Omit<DocumentLayer, 'id'>[] {
  const joined = joinSpeckles(seen, LEAST_SHARE * seen.classIds.length);
  const { x, y, width, height } = place;
  const layout = { width, height, classIds: layoutAtSize(joined, width, height) };
  return layoutToLayers(layout, { nameOf }).map(({ id: _, ...layer }) => ({ ...layer, x, y }));
}
