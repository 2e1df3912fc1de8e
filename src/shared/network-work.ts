import type { PackManifest } from './pack-manifest.ts';
import type { Size } from './size.ts';

/** A network paints up to this many times its native side at once: beyond, shapes come twice. */
const NATIVES_AT_ONCE = 1.5;
/** The share of a window that it has in common with the next one, where nothing is moved. */
const SHARED = 1 / 3;
/** How much larger each stage is than the one before, at most. */
const LARGEST_STEP = 2;

/**
 * How much of an enlarged picture is painted anew. By eye, on 512 and 1024 pixels: below, the blur of enlarging stays;
 * above, windows begin to paint scenes of their own. Giving the smaller picture as a degraded one stays blurred too.
 */
export const REPAINTED = 0.6;

type Sizes = Pick<PackManifest, 'sizes' | 'components'>;

/** The largest size that is painted at once, in pixels. */
export function largestAtOnce({ sizes: { native, multiple } }: Pick<PackManifest, 'sizes'>): Size {
  const [width, height] = native.map(
    (side) => Math.max(1, Math.floor((NATIVES_AT_ONCE * side) / multiple)) * multiple,
  );
  return { width: width!, height: height! };
}

/** How many windows of which length cover an axis; lengths in whatever unit they are given in. */
export function windowsAlong(
  size: number,
  largest: number,
  isWrapped = false,
): { length: number; count: number } {
  const length = Math.min(size, largest);
  const stride = length * (1 - SHARED);
  if (isWrapped) return { length, count: Math.max(2, Math.ceil(size / stride)) };
  return { length, count: length === size ? 1 : Math.ceil((size - length) / stride - 1e-9) + 1 };
}

/**
 * The sizes at which a picture is painted one after another, the last one its own: the first has a short side of
 * native length, where the network sees what it has learned to see.
 *
 * @param size in pixels, multiples of `sizes.multiple`, as are all that come out
 */
export function planStages(size: Size, { sizes, components }: Sizes): Size[] {
  const native = Math.min(...sizes.native);
  const ratio = Math.min(size.width, size.height) / native;
  // Without an encoder there is no way from a smaller picture to a larger one.
  if (ratio <= NATIVES_AT_ONCE || components.vaeEncoder === undefined) return [size];
  const count = Math.ceil(Math.log(ratio) / Math.log(LARGEST_STEP) - 1e-9);
  const scaled = (side: number, scale: number) =>
    Math.round((side * scale) / sizes.multiple) * sizes.multiple;
  return Array.from({ length: count + 1 }, (_, i) => {
    const scale = ratio ** (i / count - 1);
    return { width: scaled(size.width, scale), height: scaled(size.height, scale) };
  });
}

/** Pixels that the network sees for each step that is asked for, in all windows of all stages. */
export function networkPixels(size: Size, manifest: Sizes): number {
  const largest = largestAtOnce(manifest);
  return planStages(size, manifest).reduce((sum, { width, height }, stage) => {
    const columns = windowsAlong(width, largest.width);
    const rows = windowsAlong(height, largest.height);
    const pixels = columns.count * columns.length * rows.count * rows.length;
    return sum + (stage === 0 ? 1 : REPAINTED) * pixels;
  }, 0);
}
