import { sentence } from '../../shared/sentence.ts';
import type { Wrap } from '../../shared/generation-request.ts';
import { readsLayoutAround } from '../../shared/reads-layout-around.ts';
import type { Size } from '../../shared/size.ts';
import { cutLayout } from '../layouts/cut-layout.ts';
import type { Layout } from '../layouts/layout-png.ts';
import { cutRegion, positionsOf, type Region } from '../pictures/cut-region.ts';
import { resizeAround } from '../pictures/resize-pixels.ts';
import { layoutAround } from './layout-around.ts';
import { matchColours } from './match-colours.ts';
import { outwardSteps } from './outward-steps.ts';
import type { Painter } from './painter.ts';
import { paintTask, planTask } from './paint-task.ts';
import { paintWhole } from './paint-whole.ts';
import { planCrops, type Crop } from './plan-crops.ts';
import { previewInPicture } from './preview-in-picture.ts';
import { seamWeights } from './seam-weights.ts';

/** What a repainting left as it was. */
export interface EditReport {
  /** Pixels that the mask does not cover. */
  keptPixels: number;
  /** Of those, how many differ from the source: counted, and always 0. */
  changedOutside: number;
}

/** A picture that was painted into. */
interface EditedPicture {
  /** RGB, row by row. */
  rgb: Uint8Array;
  edit: EditReport;
}

/** How far from known ground a hole is painted at once, of the pack's native side; the rest of it sees what is known. */
const REACH = 0.75;

/**
 * Paints what a mask covers anew; every pixel outside of it stays as it is in the source.
 *
 * Each hole is cut out with its surroundings and painted by itself, so that a small one gets all of the network's
 * detail, and a deep one step by step from its edges. Where neither a layout nor anything of the source says what
 * belongs in it, what lies around goes on. A picture of which nothing is kept is painted as one without a source.
 */
export async function paintMasked(painter: Painter): Promise<EditedPicture> {
  const { request, loaded, warnings } = painter;
  const { source, mask } = request.conditions;
  if (!source || !mask) throw new RangeError('a mask needs a source');
  if (source.strength === 1 && mask.coverage.every((covered) => covered === 255)) {
    const conditions = { ...request.conditions, source: undefined, mask: undefined };
    const rgb = await paintWhole({ ...painter, request: { ...request, conditions } });
    return { rgb, edit: countKept(rgb, source.rgb, mask.coverage) };
  }
  const { sizes, conditions } = loaded.pack.manifest;
  if (!conditions.inpaint) {
    warnings.push({
      code: 'MASK_BY_BLENDING',
      message: sentence`The pack was not taught to paint into pictures; what is new was blended into the old.`,
    });
  }
  const size = { width: request.width, height: request.height };
  const native = Math.min(...sizes.native);
  const steps = outwardSteps(mask.coverage, size, request.wrap, REACH * native);
  const context = steps.length > 1 ? Math.max(mask.context, native / 2) : mask.context;
  const crops = steps.map(({ boxes, bounds }) =>
    planCrops(boxes, { bounds, context, sizes, wrap: request.wrap }),
  );
  painter.expectSteps(crops.flat().length * planTask(painter, source.strength).steps);
  const masked = { ...size, rgb: source.rgb, coverage: mask.coverage };
  const isRead = readsLayoutAround(request.conditions, loaded.pack.manifest);
  const layout = isRead ? await layoutAround(loaded, masked, request.wrap) : request.conditions.layout;
  if (isRead && layout) {
    warnings.push({
      code: 'MASK_LAYOUT_READ',
      message: sentence`Without a layout, what is masked was filled with the classes seen around it.`,
    });
  }
  const rgb = source.rgb.slice();
  for (const [at, step] of steps.entries()) {
    const coverage = step.coverage();
    for (const crop of crops[at]!) {
      const painted = await paintCrop(painter, crop, { rgb, coverage, layout, ...size });
      pasteRegion(rgb, size, painted, crop.region, request.wrap);
    }
  }
  return { rgb, edit: countKept(rgb, source.rgb, mask.coverage) };
}

interface MaskedPicture extends Size {
  readonly rgb: Uint8Array;
  readonly coverage: Uint8Array;
  readonly layout: Layout | undefined;
}

/** A part of the picture with its hole painted, as RGB of the size of the part. */
async function paintCrop(painter: Painter, crop: Crop, picture: MaskedPicture): Promise<Uint8Array> {
  const { request } = painter;
  const { source, mask } = request.conditions;
  const { layout } = picture;
  const { region, painted, wrap } = crop;
  const rgb = cutRegion(picture.rgb, picture, region, 3, request.wrap);
  const coverage = cutRegion(picture.coverage, picture, region, 1, request.wrap);
  const { factor } = painter.loaded.pack.manifest.latent;
  const shown = { ...picture, wrap: request.wrap };
  const inPicture: Painter = {
    ...painter,
    stepDone: (preview) =>
      painter.stepDone(() => {
        const part = preview();
        return part && previewInPicture(part, region, shown, factor);
      }),
  };
  const result = await paintTask(inPicture, {
    ...painted,
    layout: layout && cutLayout(layout, picture, region, request.wrap),
    source: { rgb: await resizeAround(rgb, region, painted, wrap), strength: source!.strength },
    mask: enlargedCoverage(coverage, region, painted),
    wrap,
  });
  const fresh = Uint8Array.from(await resizeAround(result, painted, region, wrap));
  matchColours(fresh, rgb, coverage, region);
  const weights = weightsOf(picture, region, mask!.feather, request.wrap);
  for (let at = 0; at < fresh.length; at++) {
    const weight = weights[Math.floor(at / 3)]!;
    fresh[at] = Math.round(rgb[at]! + weight * (fresh[at]! - rgb[at]!));
  }
  return fresh;
}

/** By the nearest pixel: of what is enlarged none is lost, and none softened. */
function enlargedCoverage(coverage: Uint8Array, from: Size, to: Size): Uint8Array {
  const columns = Int32Array.from({ length: to.width }, (_, x) =>
    Math.floor(((x + 0.5) * from.width) / to.width),
  );
  const enlarged = new Uint8Array(to.width * to.height);
  for (let y = 0, at = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / to.height) * from.width;
    for (const column of columns) enlarged[at++] = coverage[row + column]!;
  }
  return enlarged;
}

/** The weights of a part; its edges are no edges of a hole that goes on beyond them. */
function weightsOf(
  { coverage, ...size }: MaskedPicture,
  region: Region,
  feather: number,
  wrap: Wrap | undefined,
): Float32Array {
  // A pixel more than the widest seam reaches.
  const margin = 2 * Math.ceil(feather) + 1;
  const wider = {
    x: region.x - margin,
    y: region.y - margin,
    width: region.width + 2 * margin,
    height: region.height + 2 * margin,
  };
  const weights = seamWeights(cutRegion(coverage, size, wider, 1, wrap), wider, feather);
  const inner = new Float32Array(region.width * region.height);
  for (let y = 0; y < region.height; y++) {
    const from = (y + margin) * wider.width + margin;
    inner.set(weights.subarray(from, from + region.width), y * region.width);
  }
  return inner;
}

/** Writes a part back; what of it lies beyond the edges is dropped. */
function pasteRegion(
  rgb: Uint8Array,
  size: Size,
  part: Uint8Array,
  region: Region,
  wrap: Wrap | undefined,
): void {
  const xs = positionsOf(region.x, region.width, size.width, wrap !== undefined);
  const ys = positionsOf(region.y, region.height, size.height, wrap === 'both');
  const isBeyond = (at: number, start: number, position: number, isWrapped: boolean) =>
    !isWrapped && position !== start + at;
  for (const [j, y] of ys.entries()) {
    if (isBeyond(j, region.y, y, wrap === 'both')) continue;
    for (const [i, x] of xs.entries()) {
      if (isBeyond(i, region.x, x, wrap !== undefined)) continue;
      const from = 3 * (j * region.width + i);
      rgb.set(part.subarray(from, from + 3), 3 * (y * size.width + x));
    }
  }
}

function countKept(rgb: Uint8Array, source: Uint8Array, coverage: Uint8Array): EditReport {
  let keptPixels = 0;
  let changedOutside = 0;
  for (let pixel = 0; pixel < coverage.length; pixel++) {
    if (coverage[pixel]! > 0) continue;
    keptPixels++;
    const at = 3 * pixel;
    const isSame = rgb[at] === source[at] && rgb[at + 1] === source[at + 1] && rgb[at + 2] === source[at + 2];
    if (!isSame) changedOutside++;
  }
  return { keptPixels, changedOutside };
}
