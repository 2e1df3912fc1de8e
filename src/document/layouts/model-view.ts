import { UNLABELLED } from '../../shared/palette.ts';
import type { Rect } from '../geometry/geometry.ts';
import type { Layout } from './flatten-layout.ts';
import { findRegions } from './find-regions.ts';

/** A layout as coarse as the model sees it, and what is lost on the way there. */
export interface ModelView extends Layout {
  /** Regions and strokes of which hardly anything shows, the largest first; boxes in pixels of the fine layout. */
  readonly vanishing: readonly VanishingRegion[];
}

/** A connected region of the fine layout. */
export interface VanishingRegion {
  readonly classId: number;
  readonly rect: Rect;
  readonly pixels: number;
}

/** A region vanishes when less than this share of it lies in cells that show its class. */
const SURVIVING_SHARE = 0.25;

/**
 * What the model sees of a layout: one class for each cell of `factor`² pixels, the one that covers most of it (of
 * equal ones the lower id).
 */
export function modelView(layout: Layout, factor: number): ModelView {
  const width = Math.ceil(layout.width / factor);
  const height = Math.ceil(layout.height / factor);
  const classIds = new Uint8Array(width * height);
  const counts = new Uint32Array(256);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      classIds[row * width + column] = largestClass(layout, column * factor, row * factor, factor, counts);
    }
  }
  const countShown = (classId: number, from: number, to: number, y: number) => {
    const line = Math.floor(y / factor) * width;
    let shown = 0;
    for (let x = from; x < to;) {
      const column = Math.floor(x / factor);
      const end = Math.min(to, (column + 1) * factor);
      if (classIds[line + column] === classId) shown += end - x;
      x = end;
    }
    return shown;
  };
  const vanishing = findRegions(layout, countShown)
    .filter(({ classId, pixels, shown }) => classId !== UNLABELLED && shown < pixels * SURVIVING_SHARE)
    .map(({ classId, rect, pixels }) => ({ classId, rect, pixels }))
    .sort((a, b) => b.pixels - a.pixels);
  return { width, height, classIds, vanishing };
}

/** `counts` is all 0, before and after. */
function largestClass(layout: Layout, x: number, y: number, factor: number, counts: Uint32Array): number {
  const right = Math.min(layout.width, x + factor);
  const bottom = Math.min(layout.height, y + factor);
  let largest = layout.classIds[y * layout.width + x]!;
  for (let row = y; row < bottom; row++) {
    for (let index = row * layout.width + x; index < row * layout.width + right; index++) {
      const classId = layout.classIds[index]!;
      const count = ++counts[classId]!;
      const rival = counts[largest]!;
      if (count > rival || (count === rival && classId < largest)) largest = classId;
    }
  }
  for (let row = y; row < bottom; row++) {
    for (let index = row * layout.width + x; index < row * layout.width + right; index++) {
      counts[layout.classIds[index]!] = 0;
    }
  }
  return largest;
}

/** What share of a layout each class covers, unlabelled pixels included, the largest first. */
export function classShares({ classIds }: Layout): { classId: number; share: number }[] {
  const counts = new Uint32Array(256);
  for (const classId of classIds) counts[classId]!++;
  return Array.from(counts, (count, classId) => ({ classId, share: count / classIds.length }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
