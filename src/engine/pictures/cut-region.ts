import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';
import { wrapped } from '../cell-region.ts';

/** A rectangle of pixels; where edges meet it may go on beyond them. */
export interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where on an axis each position of a region lies; beyond the ends the other end follows, or the last pixel stays. */
export function positionsOf(start: number, length: number, size: number, isWrapped: boolean): Int32Array {
  return Int32Array.from({ length }, (_, i) => {
    const at = start + i;
    return isWrapped ? wrapped(at, size) : Math.min(Math.max(at, 0), size - 1);
  });
}

/**
 * A part of a picture that may go on beyond its edges: as `wrap` says, and else as its last pixels.
 *
 * @param pixels any number of bytes per pixel, row by row
 * @returns a view of them where whole rows are wanted, and else a copy
 */
export function cutRegion(
  pixels: Uint8Array,
  size: Size,
  region: Region,
  channels: number,
  wrap?: Wrap,
): Uint8Array {
  const { x: left, y: top, width, height } = region;
  const line = channels * width;
  const start = (x: number, y: number) => channels * (y * size.width + x);
  if (left === 0 && width === size.width && top >= 0 && top + height <= size.height) {
    return pixels.subarray(start(0, top), start(0, top + height));
  }
  const isBetweenSides = left >= 0 && left + width <= size.width;
  const xs = positionsOf(left, width, size.width, wrap !== undefined);
  const ys = positionsOf(top, height, size.height, wrap === 'both');
  const part = new Uint8Array(line * height);
  let to = 0;
  for (const y of ys) {
    if (isBetweenSides) {
      part.set(pixels.subarray(start(left, y), start(left, y) + line), to);
      to += line;
      continue;
    }
    for (const x of xs) {
      let from = start(x, y);
      for (let channel = 0; channel < channels; channel++) part[to++] = pixels[from++]!;
    }
  }
  return part;
}
