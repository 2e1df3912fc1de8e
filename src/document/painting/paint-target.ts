import type { Matrix, Rect } from '../geometry/geometry.ts';

/** Red, green, blue and alpha, 0 to 255, not premultiplied. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/**
 * What is painted: a class id, a coverage, or a colour, which may also be a number 0xRRGGBBAA. Soft painting with a
 * colour of alpha 0 erases.
 */
export type Paint = number | Rgba;

/** Something that can be painted on. All tools end in spans of pixels, so that none is ever half a class. */
export interface PaintTarget {
  /** Nothing outside of it is painted. Whole pixels of the canvas. */
  readonly bounds: Rect;
  /** Where there are any: shapes are drawn once under each of these maps, which turn and move and never scale. */
  readonly copies?: readonly Matrix[] | undefined;
  /** Makes pixels `x0` ≤ x < `x1` of a row be `value`. */
  fillSpan(y: number, x0: number, x1: number, value: Paint): void;
  /**
   * Covers pixels from `x0` on with `value`, each as far as `coverage` says (0 to 255; only read). Within a gesture the
   * largest coverage of a pixel counts: a stroke that crosses itself does not pile up.
   */
  coverSpan(y: number, x0: number, coverage: Uint8Array, value: Paint): void;
  /** Makes every pixel of a box be `value`, where that can be done quicker than row by row. */
  fillRect?(rect: Rect, value: Paint): void;
}

/** The bytes of one pixel. */
export function paintBytes(value: Paint, channels: 1 | 4): Uint8Array {
  if (channels === 1) return Uint8Array.of(typeof value === 'number' ? value : value[0]);
  if (typeof value !== 'number') return Uint8Array.from(value);
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}
