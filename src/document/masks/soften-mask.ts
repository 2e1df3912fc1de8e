import { boundsOf, emptyBitmap, readRegion, writeRegion, type Bitmap } from '../bitmap/bitmap.ts';
import { grown, intersection, type Rect } from '../geometry/geometry.ts';

/**
 * Softens the edge of a mask over about `radiusPx` to each side, close to a Gaussian of half that deviation. At the
 * sides of `bounds` the mask is taken to go on as it is there; outside, nothing is covered.
 */
export function softenMask(mask: Bitmap, radiusPx: number, bounds: Rect): Bitmap {
  const covered = boundsOf(mask);
  const inside = covered && intersection(covered, bounds);
  if (!inside) return emptyBitmap(1);
  const boxes = boxRadii(radiusPx / 2);
  const reach = boxes.reduce((sum, radius) => sum + radius, 0) + 1;
  const area = intersection(bounds, grown(inside, reach))!;
  // Between the passes in fractions: rounding six times would leave rings in a wide edge.
  const { width, height } = area;
  const pixels = Float32Array.from(readRegion(mask, area));
  const spare = new Float32Array(pixels.length);
  for (const radius of boxes) {
    blurAcross(pixels, spare, width, height, radius);
    blurDown(spare, pixels, width, height, radius);
  }
  return writeRegion(emptyBitmap(1), area, Uint8Array.from(pixels, Math.round));
}

/**
 * Radii of three box blurs that together are about a Gaussian.
 *
 * @source Kovesi 2010, Fast almost-Gaussian filtering
 */
function boxRadii(deviation: number): number[] {
  const ideal = Math.sqrt(4 * deviation * deviation + 1);
  let small = Math.floor(ideal);
  if (small % 2 === 0) small--;
  const passes = 3;
  const smallOnes = Math.round(
    (12 * deviation * deviation - passes * small * small - 4 * passes * small - 3 * passes) /
      (-4 * small - 4),
  );
  return Array.from({ length: passes }, (_, pass) => ((pass < smallOnes ? small : small + 2) - 1) / 2);
}

/** Means over 2 · radius + 1 pixels of each row; its ends go on for ever. */
function blurAcross(
  from: Float32Array,
  to: Float32Array,
  width: number,
  height: number,
  radius: number,
): void {
  const size = 2 * radius + 1;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    const end = start + width - 1;
    let sum = from[start]! * radius;
    for (let offset = 0; offset <= radius; offset++) sum += from[Math.min(end, start + offset)]!;
    for (let at = start; at <= end; at++) {
      to[at] = sum / size;
      sum += from[Math.min(end, at + radius + 1)]! - from[Math.max(start, at - radius)]!;
    }
  }
}

/** The same down each column, all columns at once: memory is read in its own order. */
function blurDown(from: Float32Array, to: Float32Array, width: number, height: number, radius: number): void {
  const size = 2 * radius + 1;
  const sums = new Float64Array(width);
  const add = (y: number, sign: number) => {
    const line = Math.min(height - 1, Math.max(0, y)) * width;
    for (let x = 0; x < width; x++) sums[x]! += sign * from[line + x]!;
  };
  for (let y = -radius; y <= radius; y++) add(y, 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) to[y * width + x] = sums[x]! / size;
    add(y + radius + 1, 1);
    add(y - radius, -1);
  }
}
