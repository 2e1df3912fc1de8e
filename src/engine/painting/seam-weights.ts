import type { Size } from '../../shared/size.ts';
import { findHoles } from './find-holes.ts';

/** In thirds of a pixel: to the next pixel, and to the next across a corner. */
const STRAIGHT = 3;
const DIAGONAL = 4;
const FAR = 60_000;
/** Holes nearer to each other than this share how far their seams reach. */
const SQUARE = 8;

/**
 * How much of each pixel is taken from what was painted: all of it deep in a hole, less in the seam along its inner
 * edge, and nothing where the mask covers nothing.
 *
 * The seam lies inside, so that what is outside stays as it is. A hole too narrow for it has a narrower one: at most
 * half of its depth, or a stroke would never be painted.
 *
 * @param coverage one byte per pixel
 * @param feather  width of the seam, in pixels
 * @returns 0 to 1 per pixel
 */
export function seamWeights(coverage: Uint8Array, size: Size, feather: number): Float32Array {
  const { width, height } = size;
  const depths = depthsOf(coverage, size);
  const isCovered = (region: { x: number; y: number; width: number; height: number }) => {
    for (let y = region.y; y < region.y + region.height; y++) {
      for (let x = region.x; x < region.x + region.width; x++) if (coverage[y * width + x]! > 0) return true;
    }
    return false;
  };
  const { labels, columns } = findHoles(size, SQUARE, undefined, isCovered);
  const labelAt = (x: number, y: number) =>
    labels[Math.floor(y / SQUARE) * columns + Math.floor(x / SQUARE)]!;
  const deepest = new Float32Array(labels.reduce((most, label) => Math.max(most, label), 0) + 1);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const label = labelAt(x, y);
      if (label > 0) deepest[label] = Math.max(deepest[label]!, depths[at]! / STRAIGHT);
    }
  }
  const seams = deepest.map((depth) => Math.min(feather, Math.floor(depth / 2)));
  const weights = new Float32Array(coverage.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (coverage[at] === 0) continue;
      const share = Math.min(1, depths[at]! / STRAIGHT / (seams[labelAt(x, y)]! + 1));
      weights[at] = (coverage[at]! / 255) * share * share * (3 - 2 * share);
    }
  }
  return weights;
}

/**
 * How far each pixel is from the nearest one that is not covered, in thirds of a pixel; edges of the picture are no
 * end of a hole.
 *
 * @source Borgefors 1986, Distance transformations in digital images (the 3-4 chamfer)
 */
function depthsOf(coverage: Uint8Array, { width, height }: Size): Uint16Array {
  const depths = new Uint16Array(coverage.length);
  for (let i = 0; i < depths.length; i++) depths[i] = coverage[i]! > 0 ? FAR : 0;
  const reach = (at: number, x: number, y: number, step: 1 | -1) => {
    let depth = depths[at]!;
    if (depth === 0) return;
    const before = x - step >= 0 && x - step < width;
    if (before) depth = Math.min(depth, depths[at - step]! + STRAIGHT);
    if (y - step >= 0 && y - step < height) {
      const above = at - step * width;
      depth = Math.min(depth, depths[above]! + STRAIGHT);
      if (before) depth = Math.min(depth, depths[above - step]! + DIAGONAL);
      if (x + step >= 0 && x + step < width) depth = Math.min(depth, depths[above + step]! + DIAGONAL);
    }
    depths[at] = depth;
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) reach(y * width + x, x, y, 1);
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) reach(y * width + x, x, y, -1);
  }
  return depths;
}
