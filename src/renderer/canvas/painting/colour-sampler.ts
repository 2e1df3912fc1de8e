import { pixelAt, readRegion, type Bitmap, type ClassSampler, type Point } from '../../../document/index.ts';

/** Channels may differ by this much in what still counts as one colour. */
const TOLERANCE = 24;

/** Reads 1 where a picture is of about the colour that it has at a pixel of the canvas, and 0 elsewhere. */
export function colourSampler(
  layer: { readonly bitmap: Bitmap; readonly x: number; readonly y: number },
  at: Point,
): ClassSampler {
  const { bitmap, x, y } = layer;
  const colour = pixelAt(bitmap, at.x - x, at.y - y);
  const wanted = [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255, colour & 255] as const;
  return {
    readSpan(row, x0, x1, into) {
      const bytes = readRegion(bitmap, { x: x0 - x, y: row - y, width: x1 - x0, height: 1 });
      for (let pixel = 0; pixel < x1 - x0; pixel++) into[pixel] = isLike(bytes, pixel * 4, wanted) ? 1 : 0;
    },
  };
}

function isLike(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  // What is not seen is alike, whatever colour it has.
  if (wanted[3] === 0 || bytes[at + 3] === 0) return wanted[3] === bytes[at + 3];
  for (let channel = 0; channel < 4; channel++) {
    if (Math.abs(bytes[at + channel]! - wanted[channel]!) > TOLERANCE) return false;
  }
  return true;
}
