import type { PackManifest } from '../../shared/pack-manifest.ts';
import { NATIVES_AT_ONCE } from '../../shared/natives-at-once.ts';
import type { Size } from '../../shared/size.ts';

/** How much larger each stage is than the one before, at most. */
const LARGEST_STEP = 2;

/**
 * The sizes at which a picture is painted one after another, the last one its own: the first has a short side of
 * native length, where the network sees what it has learned to see.
 *
 * @param size in pixels, multiples of `sizes.multiple`, as are all that come out
 */
export function planStages(size: Size, { sizes, components }: PackManifest): Size[] {
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
