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

const window = gaussianWindow();
/** What keeps the quotients steady where there is little to compare: (K1 L)² and (K2 L)² for pixels from 0 to 255. */
const steadyMean = (0.01 * 255) ** 2;
const steadyVariance = (0.03 * 255) ** 2;

/**
 * Structural similarity of the luma of two pictures of the same size: 1 where they are the same, less the more their
 * structure differs. Gaussian window of 11×11 with a deviation of 1.5, only where it fits.
 *
 * @param first RGB, row by row, as is `second`
 * @returns `undefined` for a side below 11 pixels, which no window fits
 * @throws RangeError where the sizes differ: say so before
 * @source Wang et al. 2004, Image quality assessment: from error visibility to structural similarity
 */
export function structuralSimilarity(
  first: Uint8Array,
  second: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): number | undefined {
  if (first.length !== 3 * width * height || second.length !== first.length) {
    throw new RangeError('the pictures are not of the same size');
  }
  const columns = width - window.length + 1;
  const rows = height - window.length + 1;
  if (columns < 1 || rows < 1) return undefined;
  let sum = 0;
  // Only the rows under the window are kept: a picture may be large.
  const lines: WeightedLine[] = [];
  for (let y = 0; y < height; y++) {
    if (lines.length === window.length) lines.shift();
    lines.push(weighRow(first, second, 3 * y * width, columns));
    if (lines.length === window.length) sum += similarityOfRow(lines, columns);
  }
  return sum / (columns * rows);
}

/** Means of x, y, x², y² and xy under the window along one row, for every column where it fits. */
type WeightedLine = readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function weighRow(first: Uint8Array, second: Uint8Array, start: number, columns: number): WeightedLine {
  const line: WeightedLine = [
    new Float64Array(columns),
    new Float64Array(columns),
    new Float64Array(columns),
    new Float64Array(columns),
    new Float64Array(columns),
  ];
  const pixels = columns + window.length - 1;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const x = lumaAt(first, start + 3 * pixel);
    const y = lumaAt(second, start + 3 * pixel);
    const values = [x, y, x * x, y * y, x * y];
    const from = Math.max(0, pixel - window.length + 1);
    for (let column = from; column <= Math.min(columns - 1, pixel); column++) {
      const weight = window[pixel - column]!;
      for (let kind = 0; kind < line.length; kind++) {
        line[kind]![column] = line[kind]![column]! + weight * values[kind]!;
      }
    }
  }
  return line;
}

function similarityOfRow(lines: readonly WeightedLine[], columns: number): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const mean = (kind: number) =>
      lines.reduce((total, line, row) => total + window[row]! * line[kind]![column]!, 0);
    const x = mean(0);
    const y = mean(1);
    const varianceX = mean(2) - x * x;
    const varianceY = mean(3) - y * y;
    const covariance = mean(4) - x * y;
    sum +=
      ((2 * x * y + steadyMean) * (2 * covariance + steadyVariance)) /
      ((x * x + y * y + steadyMean) * (varianceX + varianceY + steadyVariance));
  }
  return sum;
}

function gaussianWindow(): readonly number[] {
  const weights = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function lumaAt(rgb: Uint8Array, at: number): number {
  return 0.299 * rgb[at]! + 0.587 * rgb[at + 1]! + 0.114 * rgb[at + 2]!;
}

/** SHA-256 of RGB bytes, class ids or coverage, as in a recipe, which has width and height beside it. */
export function hashPixels(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
