import type { LoadedPack } from '../load-pack.ts';
import { cropRgb, padRgb, resizeRgb } from '../pictures/resize-pixels.ts';
import type { Painter } from './painter.ts';
import { paintTask, planTask, type PaintedTask } from './paint-task.ts';

/** Paints all of a picture: from nothing, from a source, or from a degraded picture. */
export async function paintWhole(painter: Painter): Promise<PaintedTask> {
  const { request, loaded } = painter;
  const { layout, source, degraded } = request.conditions;
  const size = { width: request.width, height: request.height };
  const padded = paddedSize(size, loaded);
  painter.expectSteps(planTask(painter, source?.strength).steps);
  const { rgb, latent } = await paintTask(painter, {
    ...padded,
    layout,
    source: source && { rgb: padRgb(source.rgb, size, padded), strength: source.strength },
    degraded: degraded && {
      rgb: padRgb(await resizeRgb(degraded.rgb, degraded, size), size, padded),
      degradation: degraded.degradation,
    },
    wrap: request.wrap,
  });
  return { rgb: cropRgb(rgb, padded, { x: 0, y: 0, ...size }), latent };
}

/** The size that the network paints for a picture: up to its next multiple, and no smaller than it can. */
export function paddedSize(
  { width, height }: { width: number; height: number },
  { pack }: LoadedPack,
): { width: number; height: number } {
  const { multiple, min } = pack.manifest.sizes;
  const padded = (side: number) => Math.ceil(Math.max(side, min) / multiple) * multiple;
  return { width: padded(width), height: padded(height) };
}
