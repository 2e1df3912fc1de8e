import sharp from 'sharp';
import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';
import { wrapped } from '../cell-region.ts';
import { cubicTaps } from './resampling.ts';

/** RGB bytes at another size, by Lanczos' filter where it gets smaller and bicubic interpolation where larger. */
export async function resizeRgb(rgb: Uint8Array, from: Size, to: Size): Promise<Uint8Array> {
  const { width, height } = from;
  if (rgb.length !== 3 * width * height) {
    throw new RangeError(`${rgb.length} bytes are not ${width}×${height} RGB pixels`);
  }
  if (width === to.width && height === to.height) return rgb;
  const kernel = to.width * to.height < width * height ? 'lanczos3' : 'cubic';
  const image = sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const { data } = await image
    .resize(to.width, to.height, { fit: 'fill', kernel })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

/**
 * RGB bytes at another size, by bicubic interpolation (Catmull and Rom's), with edges that meet: beyond one comes what
 * is at the other.
 */
export function resizeWrapped(rgb: Uint8Array, from: Size, to: Size, wrap: Wrap): Uint8Array {
  if (from.width === to.width && from.height === to.height) return rgb;
  const columns = cubicTaps(from.width, to.width, true);
  const rows = cubicTaps(from.height, to.height, wrap === 'both');
  const xs = columns.places.map((place) => wrapped(place, from.width));
  const resized = new Uint8Array(3 * to.width * to.height);
  const line = new Float32Array(3 * from.width);
  for (let y = 0; y < to.height; y++) {
    line.fill(0);
    for (let tap = rows.count * y; tap < rows.count * (y + 1); tap++) {
      const start = wrapped(rows.places[tap]!, from.height) * line.length;
      const weight = rows.weights[tap]!;
      for (let i = 0; i < line.length; i++) line[i]! += weight * rgb[start + i]!;
    }
    let out = 3 * y * to.width;
    for (let x = 0; x < to.width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let value = 0;
        for (let tap = columns.count * x; tap < columns.count * (x + 1); tap++) {
          value += columns.weights[tap]! * line[3 * xs[tap]! + channel]!;
        }
        resized[out++] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return resized;
}

/** RGB bytes at another size, with edges that meet where `wrap` says so. */
export function resizeAround(
  rgb: Uint8Array,
  from: Size,
  to: Size,
  wrap: Wrap | undefined,
): Promise<Uint8Array> | Uint8Array {
  return wrap ? resizeWrapped(rgb, from, to, wrap) : resizeRgb(rgb, from, to);
}
