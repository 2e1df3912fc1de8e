import { sentence } from '../../shared/sentence.ts';
import type { Wrap } from '../../shared/generation-request.ts';
import { planStages, REPAINTED } from '../../shared/network-work.ts';
import { cutLayout } from '../layouts/cut-layout.ts';
import type { LoadedPack } from '../load-pack.ts';
import { cutRegion } from '../pictures/cut-region.ts';
import { resizeAround } from '../pictures/resize-pixels.ts';
import type { Painter } from './painter.ts';
import { paintTask, planTask, type PaintTask } from './paint-task.ts';
import type { Size } from '../../shared/size.ts';

/**
 * Paints all of a picture, as RGB: from nothing, from a source, or from a degraded picture.
 *
 * From nothing a large picture is painted small first, where the network sees all of it at once, and then painted
 * over at larger and larger sizes.
 */
export async function paintWhole(painter: Painter): Promise<Uint8Array> {
  const { request, loaded } = painter;
  const { layout, source, degraded } = request.conditions;
  const { wrap } = request;
  const size = { width: request.width, height: request.height };
  const painted = paintedSize(size, loaded, wrap);
  const fitted = fittedSize(size, painted, wrap);
  if (fitted.width !== size.width || fitted.height !== size.height) {
    painter.warnings.push({
      code: 'WRAP_RESIZED',
      message: sentence`Edges can meet at ${fitted.width}×${fitted.height} pixels; the picture was painted so and resized.`,
    });
  }
  const isPadded = fitted.width !== painted.width || fitted.height !== painted.height;
  const ground = { x: 0, y: 0, ...painted };
  const fit = async (rgb: Uint8Array, from: Size) =>
    cutRegion(await resizeAround(rgb, from, fitted, wrap), fitted, ground, 3);
  const task: PaintTask = {
    ...painted,
    layout: layout && (isPadded ? cutLayout(layout, fitted, ground) : layout),
    source: source && { rgb: await fit(source.rgb, size), strength: source.strength },
    degraded: degraded && {
      rgb: await fit(degraded.rgb, degraded),
      degradation: degraded.degradation,
    },
    wrap,
  };
  const rgb = await (source || degraded ? paintAtOnce(painter, task) : paintInStages(painter, task));
  const cropped = cutRegion(rgb, painted, { x: 0, y: 0, ...fitted }, 3);
  return resizeAround(cropped, fitted, size, wrap);
}

function paintAtOnce(painter: Painter, task: PaintTask): Promise<Uint8Array> {
  painter.expectSteps(planTask(painter, task.source?.strength).steps);
  return paintTask(painter, task);
}

async function paintInStages(painter: Painter, task: PaintTask): Promise<Uint8Array> {
  const [base, ...larger] = planStages(task, painter.loaded.pack.manifest);
  const stepsOf = (strength?: number) => planTask(painter, strength).steps;
  painter.expectSteps(stepsOf() + larger.length * stepsOf(REPAINTED));
  let last = base!;
  let painted = await paintTask(painter, { ...task, ...last });
  for (const size of larger) {
    const rgb = await resizeAround(painted, last, size, task.wrap);
    painted = await paintTask(painter, { ...task, ...size, source: { rgb, strength: REPAINTED } });
    last = size;
  }
  return painted;
}

/** The size that the network paints for a picture: up to its next multiple, and no smaller than it can. */
export function paddedSize({ width, height }: Size, { pack }: LoadedPack): Size {
  const { multiple, min } = pack.manifest.sizes;
  const padded = (side: number) => Math.ceil(Math.max(side, min) / multiple) * multiple;
  return { width: padded(width), height: padded(height) };
}

/** The same, but the nearest multiple where edges meet: nothing can be cut off there. */
function paintedSize(size: Size, loaded: LoadedPack, wrap: Wrap | undefined): Size {
  const { multiple, min } = loaded.pack.manifest.sizes;
  const nearest = (side: number) =>
    Math.max(Math.ceil(min / multiple), Math.round(side / multiple)) * multiple;
  const padded = paddedSize(size, loaded);
  return {
    width: wrap ? nearest(size.width) : padded.width,
    height: wrap === 'both' ? nearest(size.height) : padded.height,
  };
}

/** What of the painted size shows the picture: all of it where edges meet. */
function fittedSize(size: Size, painted: Size, wrap: Wrap | undefined): Size {
  return {
    width: wrap ? painted.width : size.width,
    height: wrap === 'both' ? painted.height : size.height,
  };
}
