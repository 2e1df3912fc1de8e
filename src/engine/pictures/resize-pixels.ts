import sharp from 'sharp';
import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';

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
  const resized = new Uint8Array(3 * to.width * to.height);
  const line = new Float32Array(3 * from.width);
  for (let y = 0; y < to.height; y++) {
    line.fill(0);
    for (let tap = rows.count * y; tap < rows.count * (y + 1); tap++) {
      const start = rows.at[tap]! * line.length;
      const weight = rows.weights[tap]!;
      for (let i = 0; i < line.length; i++) line[i]! += weight * rgb[start + i]!;
    }
    let out = 3 * y * to.width;
    for (let x = 0; x < to.width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let value = 0;
        for (let tap = columns.count * x; tap < columns.count * (x + 1); tap++) {
          value += columns.weights[tap]! * line[3 * columns.at[tap]! + channel]!;
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

/** The `count` places of an axis that each new place is a mean of: four, or more where it gets shorter. */
function cubicTaps(
  from: number,
  to: number,
  isWrapped: boolean,
): { count: number; at: Int32Array; weights: Float32Array } {
  const scale = Math.max(1, from / to);
  const count = 2 * Math.ceil(2 * scale);
  const at = new Int32Array(count * to);
  const weights = new Float32Array(count * to);
  for (let position = 0; position < to; position++) {
    const centre = ((position + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre) + 1 - count / 2;
    const raw = Array.from({ length: count }, (_, tap) => catmullRom(Math.abs(first + tap - centre) / scale));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    raw.forEach((weight, tap) => {
      const place = first + tap;
      at[count * position + tap] = isWrapped
        ? ((place % from) + from) % from
        : Math.min(from - 1, Math.max(0, place));
      weights[count * position + tap] = weight / sum;
    });
  }
  return { count, at, weights };
}

/** Weight of what is this far away, in pixels. */
function catmullRom(distance: number): number {
  if (distance >= 2) return 0;
  if (distance >= 1) return 2 - distance * (4 - distance * (2.5 - 0.5 * distance));
  return 1 - distance * distance * (2.5 - 1.5 * distance);
}
