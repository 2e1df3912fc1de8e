import type { PackManifest } from './pack-manifest.ts';
import type { Size } from './size.ts';

/** The size nearest to a layout's shape that has about as many pixels as the pack's native size. */
export function sizeForLayout(layout: Size, { native, multiple, min, max }: PackManifest['sizes']): Size {
  const pixels = native[0] * native[1];
  const aspect = layout.width / layout.height;
  const lowest = Math.ceil(min / multiple) * multiple;
  const highest = Math.floor(max / multiple) * multiple;
  const side = (length: number): number =>
    Math.min(highest, Math.max(lowest, Math.round(length / multiple) * multiple));
  return { width: side(Math.sqrt(pixels * aspect)), height: side(Math.sqrt(pixels / aspect)) };
}
