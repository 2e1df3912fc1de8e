import type { Wrap } from '../../shared/generation-request.ts';
import { positionsOf } from '../pictures/cut-region.ts';
import type { Layout } from './layout-png.ts';
import type { Size } from '../../shared/size.ts';

/**
 * What of a layout belongs to a part of its picture, one class per pixel of the part.
 *
 * @param layout  of any size: the nearest pixel counts
 * @param picture size of the picture; the region is in its pixels and may go on beyond its edges
 */
export function cutLayout(
  layout: Layout,
  picture: Size,
  region: Size & { readonly x: number; readonly y: number },
  wrap?: Wrap,
): Layout {
  const { width, height } = region;
  const onLayout = (at: number, size: number, of: number) => Math.floor(((at + 0.5) * of) / size);
  const xs = positionsOf(region.x, width, picture.width, wrap !== undefined);
  const ys = positionsOf(region.y, height, picture.height, wrap === 'both');
  const columns = xs.map((x) => onLayout(x, picture.width, layout.width));
  const classIds = new Uint8Array(width * height);
  let to = 0;
  for (const y of ys) {
    const row = onLayout(y, picture.height, layout.height) * layout.width;
    for (const column of columns) classIds[to++] = layout.classIds[row + column]!;
  }
  return { width, height, classIds };
}
