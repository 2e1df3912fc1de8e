import { createHash } from 'node:crypto';

/** How far two pictures of the same size are apart, in steps of 0 to 255. */
export interface PictureDifference {
  readonly isIdentical: boolean;
  /** Pixels where any of the three channels differs. */
  readonly differentPixels: number;
  readonly maxDifference: number;
  readonly meanDifference: number;
  /** Peak signal to noise ratio in dB; `Infinity` where nothing differs. */
  readonly psnr: number;
}

/**
 * Compares RGB bytes of two pictures of the same size.
 *
 * @throws RangeError where the sizes differ: say so before
 */
export function comparePictures(first: Uint8Array, second: Uint8Array): PictureDifference {
  if (first.length !== second.length) throw new RangeError('the pictures are not of the same size');
  let differentPixels = 0;
  let maxDifference = 0;
  let sum = 0;
  let squares = 0;
  for (let pixel = 0; pixel < first.length; pixel += 3) {
    let largest = 0;
    for (let channel = pixel; channel < pixel + 3; channel++) {
      const difference = Math.abs(first[channel]! - second[channel]!);
      largest = Math.max(largest, difference);
      sum += difference;
      squares += difference * difference;
    }
    if (largest > 0) differentPixels++;
    maxDifference = Math.max(maxDifference, largest);
  }
  return {
    isIdentical: differentPixels === 0,
    differentPixels,
    maxDifference,
    meanDifference: first.length === 0 ? 0 : sum / first.length,
    psnr: 10 * Math.log10((255 * 255 * first.length) / squares),
  };
}

/** SHA-256 of RGB bytes, class ids or coverage, as in a recipe, which has width and height beside it. */
export function hashPixels(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
