import sharp from 'sharp';

/** Red, green, blue and alpha, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Decodes a picture of any kind, or one that `look` answered. */
export async function decodePicture(picture: Uint8Array | string): Promise<Pixels> {
  const bytes = typeof picture === 'string' ? Buffer.from(picture, 'base64') : picture;
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgba: data };
}

/** Red, green, blue and alpha of one pixel. */
export function colourAt({ width, rgba }: Pixels, x: number, y: number): number[] {
  const start = (y * width + x) * 4;
  return [...rgba.subarray(start, start + 4)];
}

/** The largest difference of a channel between two pictures, of 255; infinite where their sizes differ. */
export async function largestDifference(...pictures: readonly [string, string]): Promise<number> {
  const [first, second] = await Promise.all(pictures.map((picture) => decodePicture(picture)));
  if (first!.width !== second!.width || first!.height !== second!.height) return Infinity;
  return first!.rgba.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - second!.rgba[index]!)),
    0,
  );
}
