import { UNLABELLED } from '../../shared/palette.ts';
import { wrapped, type CellRegion } from '../cell-region.ts';
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
 * @param region the part of the grid that is wanted; all of it where absent
 * @returns `[K, h, w]` float32 for `K` classes, `h = height / factor`, `w = width / factor`, or the region's
 */
export function layoutFractions(
  layout: Layout,
  { width, height, factor, classes }: LatentGrid,
  region: CellRegion = { x: 0, y: 0, width: width / factor, height: height / factor },
): Float32Array {
  const cells = region.width * region.height;
  const channelOf = channelsOf(classes);
  const fractions = new Float32Array(classes.length * cells);
  const sourceColumns = Int32Array.from({ length: region.width * factor }, (_, x) =>
    nearest(wrapped(region.x * factor + x, width), width, layout.width),
  );
  // Whole numbers until the end, so that every cell is exact.
  for (let y = 0; y < region.height * factor; y++) {
    const sourceY = nearest(wrapped(region.y * factor + y, height), height, layout.height);
    const sourceRow = sourceY * layout.width;
    const cellRow = Math.floor(y / factor) * region.width;
    for (let x = 0; x < sourceColumns.length; x++) {
      const channel = channelOf[layout.classIds[sourceRow + sourceColumns[x]!]!]!;
      if (channel >= 0) fractions[channel * cells + cellRow + Math.floor(x / factor)]! += 1;
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
