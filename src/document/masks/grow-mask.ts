import { boundsOf, emptyBitmap, readRegion, writeRegion, type Bitmap } from '../bitmap/bitmap.ts';
import { grown, intersection, type Rect } from '../geometry/geometry.ts';
import { nearestSeeds } from '../layouts/nearest-pixel.ts';

/**
 * Grows what a mask covers by a disc, or shrinks it: every pixel of the result has the largest (the smallest) coverage
 * within `px` of it. What lies outside of `bounds` neither covers nor opens anything, and nothing is covered there.
 *
 * @param px whole pixels; negative to shrink
 */
export function growMask(mask: Bitmap, px: number, bounds: Rect): Bitmap {
  const radius = Math.min(Math.abs(px), bounds.width + bounds.height);
  const covered = boundsOf(mask);
  const inside = covered && intersection(covered, bounds);
  if (!inside) return emptyBitmap(1);
  // Open pixels a step beyond what is covered let a mask shrink from its own border.
  const reach = px > 0 ? radius : 1;
  const area = intersection(bounds, grown(inside, reach))!;
  const pixels = readRegion(mask, area);
  if (px < 0) invert(pixels);
  const dilated = dilate(pixels, area.width, area.height, radius);
  if (px < 0) invert(dilated);
  return writeRegion(emptyBitmap(1), area, dilated);
}

function invert(pixels: Uint8Array): void {
  for (let index = 0; index < pixels.length; index++) pixels[index] = 255 - pixels[index]!;
}

function dilate(pixels: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const levels = [...new Set(pixels)].filter((level) => level > 0).sort((a, b) => a - b);
  // Both are exact. One costs a pass for each level of coverage, the other one for each row of the disc.
  return levels.length <= 2 * radius + 1
    ? dilateByDistance(pixels, width, height, radius, levels)
    : dilateByWindows(pixels, width, height, radius);
}

function dilateByDistance(
  pixels: Uint8Array,
  width: number,
  height: number,
  radius: number,
  levels: readonly number[],
): Uint8Array {
  const grown = new Uint8Array(pixels.length);
  const isSeed = new Uint8Array(pixels.length);
  for (const level of levels) {
    for (let index = 0; index < pixels.length; index++) isSeed[index] = pixels[index]! >= level ? 1 : 0;
    nearestSeeds(isSeed, width, height, (y, nearestX, nearestY) => {
      for (let x = 0; x < width; x++) {
        const square = (x - nearestX[x]!) ** 2 + (y - nearestY[x]!) ** 2;
        if (square <= radius * radius) grown[y * width + x] = level;
      }
    });
  }
  return grown;
}

function dilateByWindows(pixels: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const grown = new Uint8Array(pixels.length);
  // The largest coverage within `reach` to the left and right; `reach` grows from row to row of the disc.
  const widest = new Uint8Array(pixels);
  let reach = 0;
  for (let down = radius; down >= 0; down--) {
    const wanted = Math.floor(Math.sqrt(radius * radius - down * down));
    for (; reach < wanted; reach++) widenByOne(widest, width, height);
    for (const shift of down === 0 ? [0] : [-down, down]) {
      for (let y = Math.max(0, -shift); y < Math.min(height, height - shift); y++) {
        const to = y * width;
        const from = (y + shift) * width;
        for (let x = 0; x < width; x++) {
          if (widest[from + x]! > grown[to + x]!) grown[to + x] = widest[from + x]!;
        }
      }
    }
  }
  return grown;
}

function widenByOne(widest: Uint8Array, width: number, height: number): void {
  for (let y = 0; y < height; y++) {
    const line = y * width;
    let before = 0;
    for (let x = 0; x < width; x++) {
      const here = widest[line + x]!;
      const behind = x + 1 < width ? widest[line + x + 1]! : 0;
      widest[line + x] = Math.max(before, here, behind);
      before = here;
    }
  }
}
