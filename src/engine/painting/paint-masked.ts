import { padRgb, cropRgb } from '../pictures/resize-pixels.ts';
import type { Painter } from './painter.ts';
import { paintTask, planTask, type PaintedTask } from './paint-task.ts';
import { paddedSize } from './paint-whole.ts';

/** What a repainting left as it was. */
export interface EditReport {
  /** Pixels that the mask does not cover. */
  keptPixels: number;
  /** Of those, how many differ from the source: counted, and always 0. */
  changedOutside: number;
}

/** Paints what a mask covers anew; every pixel outside of it stays as it is in the source. */
export async function paintMasked(painter: Painter): Promise<PaintedTask & { edit: EditReport }> {
  const { request, loaded } = painter;
  const { layout, source, mask } = request.conditions;
  if (!source || !mask) throw new RangeError('a mask needs a source');
  const size = { width: request.width, height: request.height };
  const padded = paddedSize(size, loaded);
  painter.expectSteps(planTask(painter, source.strength).steps);
  const coverage = new Uint8Array(padded.width * padded.height);
  for (let y = 0; y < size.height; y++) {
    coverage.set(mask.coverage.subarray(y * size.width, (y + 1) * size.width), y * padded.width);
  }
  const painted = await paintTask(painter, {
    ...padded,
    layout,
    source: { rgb: padRgb(source.rgb, size, padded), strength: source.strength },
    mask: coverage,
    wrap: request.wrap,
  });
  const fresh = cropRgb(painted.rgb, padded, { x: 0, y: 0, ...size });
  const rgb = source.rgb.slice();
  let keptPixels = 0;
  let changedOutside = 0;
  for (let pixel = 0; pixel < mask.coverage.length; pixel++) {
    const covered = mask.coverage[pixel]! / 255;
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) {
      rgb[at] = Math.round(rgb[at]! + covered * (fresh[at]! - rgb[at]!));
    }
    if (covered > 0) continue;
    keptPixels++;
    const isSame = [0, 1, 2].every((channel) => rgb[3 * pixel + channel] === source.rgb[3 * pixel + channel]);
    if (!isSame) changedOutside++;
  }
  return { rgb, latent: painted.latent, edit: { keptPixels, changedOutside } };
}
