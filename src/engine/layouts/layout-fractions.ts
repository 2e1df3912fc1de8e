import { UNLABELLED } from '../../shared/palette.ts';
import type { Layout } from './layout-png.ts';
import { standInFor } from './stand-ins.ts';

/** The grid that a layout is counted on. */
export interface LatentGrid {
  /** Picture size in pixels; multiples of `factor`. */
  readonly width: number;
  readonly height: number;
  /** Pixels per latent cell, each way. */
  readonly factor: number;
  /** The pack's classes, by channel. */
  readonly classes: readonly number[];
}

/**
 * How much of each latent cell each class covers, 0 to 1: what the network is shown of a layout.
 *
 * The layout is brought to the picture's size by taking the nearest pixel: picture pixel `x` shows layout pixel
 * `floor((x + ½) · layoutWidth / width)`. A class that the pack does not know counts as its stand-in; without one it
 * covers nothing, as unlabelled pixels do.
 *
 * @returns `[K, h, w]` float32 for `K` classes, `h = height / factor`, `w = width / factor`
 */
export function layoutFractions(
  layout: Layout,
  { width, height, factor, classes }: LatentGrid,
): Float32Array {
  const columns = width / factor;
  const rows = height / factor;
  const channelOf = channelsOf(classes);
  const fractions = new Float32Array(classes.length * rows * columns);
  // Whole numbers until the end, so that every cell is exact.
  for (let y = 0; y < height; y++) {
    const sourceRow = nearest(y, height, layout.height) * layout.width;
    const cellRow = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x++) {
      const channel = channelOf[layout.classIds[sourceRow + nearest(x, width, layout.width)]!]!;
      if (channel >= 0) fractions[channel * rows * columns + cellRow + Math.floor(x / factor)]! += 1;
    }
  }
  for (let index = 0; index < fractions.length; index++) fractions[index]! /= factor * factor;
  return fractions;
}

/** The channel of every class id, -1 where it has none. */
function channelsOf(classes: readonly number[]): Int16Array {
  const known = new Set(classes);
  return Int16Array.from({ length: 256 }, (_, id) =>
    id === UNLABELLED ? -1 : classes.indexOf(known.has(id) ? id : (standInFor(id, known) ?? -1)),
  );
}

function nearest(position: number, size: number, sourceSize: number): number {
  return Math.floor(((2 * position + 1) * sourceSize) / (2 * size));
}
