import sharp from 'sharp';

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Region extends Size {
  readonly x: number;
  readonly y: number;
}

/** RGB bytes at another size, by Lanczos' filter where it gets smaller and bicubic interpolation where larger. */
export async function resizeRgb(rgb: Uint8Array, from: Size, to: Size): Promise<Uint8Array> {
  return resize(rgb, from, to, 3);
}

/** The same of one byte per pixel. */
export async function resizeGrey(grey: Uint8Array, from: Size, to: Size): Promise<Uint8Array> {
  return resize(grey, from, to, 1);
}

async function resize(pixels: Uint8Array, from: Size, to: Size, channels: 1 | 3): Promise<Uint8Array> {
  const { width, height } = from;
  if (pixels.length !== channels * width * height) {
    throw new RangeError(`${pixels.length} bytes are not ${width}×${height} pixels of ${channels}`);
  }
  if (width === to.width && height === to.height) return pixels;
  const kernel = to.width * to.height < width * height ? 'lanczos3' : 'cubic';
  const image = sharp(pixels, { raw: { width, height, channels }, limitInputPixels: false });
  const { data } = await image
    .resize(to.width, to.height, { fit: 'fill', kernel })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

/** A part of RGB bytes. */
export function cropRgb(rgb: Uint8Array, size: Size, region: Region): Uint8Array {
  return cropPixels(rgb, size, region, 3);
}

/** A part of a picture of any number of bytes per pixel. */
export function cropPixels(
  pixels: Uint8Array,
  { width }: Size,
  region: Region,
  channels: number,
): Uint8Array {
  const { x, y, width: columns, height: rows } = region;
  if (x === 0 && columns === width) {
    return pixels.subarray(channels * y * width, channels * (y + rows) * width);
  }
  const part = new Uint8Array(channels * columns * rows);
  for (let row = 0; row < rows; row++) {
    const from = channels * ((y + row) * width + x);
    part.set(pixels.subarray(from, from + channels * columns), channels * row * columns);
  }
  return part;
}

/** RGB bytes on a larger ground, at its top left; the last column and row go on to its edges. */
export function padRgb(rgb: Uint8Array, size: Size, to: Size): Uint8Array {
  if (size.width === to.width && size.height === to.height) return rgb;
  const padded = new Uint8Array(3 * to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = 3 * Math.min(y, size.height - 1) * size.width;
    const line = padded.subarray(3 * y * to.width, 3 * (y + 1) * to.width);
    line.set(rgb.subarray(row, row + 3 * Math.min(size.width, to.width)));
    const last = rgb.subarray(row + 3 * (size.width - 1), row + 3 * size.width);
    for (let x = size.width; x < to.width; x++) line.set(last, 3 * x);
  }
  return padded;
}
