import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';

/** A rectangle of pixels; where edges meet it may go on beyond them. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where on an axis each position of a region lies; beyond the ends the other end follows, or the last pixel stays. */
export function positionsOf(start: number, length: number, size: number, isWrapped: boolean): Int32Array {
  return Int32Array.from({ length }, (_, i) => {
    const at = start + i;
    return isWrapped ? ((at % size) + size) % size : Math.min(Math.max(at, 0), size - 1);
  });
}

/**
 * A part of a picture that may go on beyond its edges: as `wrap` says, and else as its last pixels.
 *
 * @param pixels any number of bytes per pixel, row by row
 */
export function cutRegion(
  pixels: Uint8Array,
  size: Size,
  region: Region,
  channels: number,
  wrap?: Wrap,
): Uint8Array {
  const xs = positionsOf(region.x, region.width, size.width, wrap !== undefined);
  const ys = positionsOf(region.y, region.height, size.height, wrap === 'both');
  const part = new Uint8Array(channels * region.width * region.height);
  let to = 0;
  for (const y of ys) {
    for (const x of xs) {
      let from = channels * (y * size.width + x);
      for (let channel = 0; channel < channels; channel++) part[to++] = pixels[from++]!;
    }
  }
  return part;
}
