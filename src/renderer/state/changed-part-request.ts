import { changedRegion, flattenLayout, layoutAtPoints, type Document } from '../../document/index.ts';
import { modeDefaults } from '../../shared/document-format.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { buildRequest, type PackSummary, type Size } from './build-request.ts';

/** Class ids of a frame, row by row. */
export interface FrameLayout extends Size {
  readonly classIds: Uint8Array;
}

/** A picture of the frame: how it was painted, and the layout it was painted of. */
export interface PaintedFrame {
  readonly recipe: Recipe;
  readonly layout?: FrameLayout | undefined;
}

/** Where the layout in the frame is another one than it was. */
export interface LayoutChange extends Size {
  /** One byte per point that was compared: 255 in every cell of the latent that changed or lies beside one that did. */
  readonly coverage: Uint8Array;
  /** Share of the frame that this is, above 0 to 1. */
  readonly share: number;
}

/**
 * What of the layout in the frame changed; `undefined` for nothing, or where the frame has another size now.
 *
 * @param points  how many of the frame are compared; the coverage is as coarse
 */
export function changeOfLayout(
  { recipe, layout }: PaintedFrame,
  document: Document,
  pack: PackSummary,
  points: Size = document.frame,
): LayoutChange | undefined {
  const { frame, generation } = document;
  if (layout?.width !== frame.width || layout.height !== frame.height) return undefined;
  const { width, height } = points;
  const scale = width / frame.width;
  const before = layoutAtPoints(layout, points);
  const now = flattenLayout(document, frame, { gaps: generation.gaps, size: points });
  const cell = Math.max(1, Math.round((pack.latent.factor * frame.width) / recipe.request.width));
  const margin = Math.max(cell, generation.feather ?? modeDefaults.feather);
  const coverage = changedRegion(before, now, { cell: cell * scale, margin: margin * scale });
  if (!coverage) return undefined;
  const changed = coverage.reduce((sum, value) => sum + (value > 0 ? 1 : 0), 0);
  return { width, height, coverage, share: changed / coverage.length };
}

/**
 * The request that paints only what changed: the picture as it was, at its own size and with its own seed, steps,
 * guidance and edges, of the layout as it is now.
 */
export function changedPartRequest(
  document: Document,
  pack: PackSummary,
  painted: { readonly recipe: Recipe; readonly rgb: Uint8Array },
  change: LayoutChange,
): GenerationRequest {
  const { width, height, seed, sampler, steps, guidance, guidanceInterval, wrap } = painted.recipe.request;
  const { feather, context } = { ...modeDefaults, ...document.generation };
  const scale = width / change.width;
  const request = buildRequest(document, pack);
  return {
    ...request,
    ...{ width, height, seed, sampler, steps, guidance, guidanceInterval, wrap },
    conditions: {
      ...request.conditions,
      source: { width, height, rgb: painted.rgb, strength: 1 },
      mask: {
        ...{ width, height },
        coverage: coverageAtSize(change, { width, height }),
        feather: Math.min(256, feather * scale),
        context: Math.min(4096, context * scale),
      },
    },
  };
}

/** A coverage in another size: each pixel the most that is covered of any pixel it stands for, so that no line is lost. */
function coverageAtSize({ width, height, coverage }: LayoutChange, size: Size): Uint8Array {
  if (size.width === width && size.height === height) return coverage;
  const result = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y++) {
    const top = Math.floor((y * height) / size.height);
    const bottom = Math.max(top + 1, Math.ceil(((y + 1) * height) / size.height));
    for (let x = 0; x < size.width; x++) {
      const left = Math.floor((x * width) / size.width);
      const right = Math.max(left + 1, Math.ceil(((x + 1) * width) / size.width));
      let most = 0;
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          most = Math.max(most, coverage[row * width + column]!);
        }
      }
      result[y * size.width + x] = most;
    }
  }
  return result;
}
