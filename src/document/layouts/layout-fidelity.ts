import { UNLABELLED } from '../../shared/palette.ts';
import type { Rect } from '../geometry/geometry.ts';
import { findRegions, visitRegions } from './find-regions.ts';
import type { Layout } from './flatten-layout.ts';

/** How well a picture kept to its layout, as far as a segmenter can tell: a guide, not the truth. */
export interface LayoutFidelity {
  /** Share of the labelled pixels that show their class, 0 to 1. */
  readonly agreement: number;
  /** Mean over the classes that were asked for of the overlap of asked and seen, 0 to 1. */
  readonly meanIou: number;
  /** Every class that was asked for, the one with most pixels first. */
  readonly classes: readonly ClassFidelity[];
  /** Connected parts of the layout that are not too small, the one that is kept worst first. */
  readonly regions: readonly RegionFidelity[];
}

/** One class of the asked layout. */
export interface ClassFidelity {
  readonly classId: number;
  /** Pixels that were to show the class. */
  readonly pixels: number;
  /** Of these, the ones that do. */
  readonly agreeing: number;
  /** Asked and seen, over asked or seen; 0 to 1. */
  readonly iou: number;
}

/** One connected part of the asked layout. */
export interface RegionFidelity {
  readonly classId: number;
  readonly bounds: Rect;
  readonly pixels: number;
  /** Share of its pixels that show its class, 0 to 1. */
  readonly agreement: number;
}

/** Parts of less than this share of the layout are not listed: segmenters are unsure along every edge. */
const LEAST_REGION_SHARE = 0.002;

/**
 * Compares the layout that was asked for with the one that is seen in the picture. Unlabelled pixels of the asked one
 * do not count, whatever is seen there. A pixel agrees or does not: a class that looks much like another, as a tree
 * does like the forest, counts as wrong like any other, so that the figure means the same for every palette.
 *
 * @param asked  what was to be painted
 * @param seen   what a segmenter sees, of the same size
 * @returns `undefined` where nothing was asked for
 * @throws RangeError where the sizes differ
 */
export function scoreLayout(asked: Layout, seen: Layout): LayoutFidelity | undefined {
  checkSameSize(asked, seen);
  const askedPixels = new Uint32Array(256);
  const seenPixels = new Uint32Array(256);
  const agreeingPixels = new Uint32Array(256);
  for (let index = 0; index < asked.classIds.length; index++) {
    const classId = asked.classIds[index]!;
    if (classId === UNLABELLED) continue;
    const seenId = seen.classIds[index]!;
    askedPixels[classId]!++;
    seenPixels[seenId]!++;
    if (seenId === classId) agreeingPixels[classId]!++;
  }
  const classes = Array.from(askedPixels, (pixels, classId): ClassFidelity => {
    const agreeing = agreeingPixels[classId]!;
    return { classId, pixels, agreeing, iou: agreeing / (pixels + seenPixels[classId]! - agreeing) };
  })
    .filter(({ pixels }) => pixels > 0)
    .sort((a, b) => b.pixels - a.pixels);
  if (classes.length === 0) return undefined;
  const sum = (of: (entry: ClassFidelity) => number) =>
    classes.reduce((total, entry) => total + of(entry), 0);
  return {
    agreement: sum(({ agreeing }) => agreeing) / sum(({ pixels }) => pixels),
    meanIou: sum(({ iou }) => iou) / classes.length,
    classes,
    regions: scoreRegions(asked, seen),
  };
}

/**
 * Where the picture does not show what was asked for: 1 there, 0 elsewhere and where nothing was asked for. What is
 * thinner than `leastWidth` pixels is left out, since segmenters are unsure along every edge.
 *
 * @throws RangeError where the sizes differ
 */
export function findDisagreement(asked: Layout, seen: Layout, leastWidth = 1): Uint8Array {
  checkSameSize(asked, seen);
  const { width, height } = asked;
  const differs = new Uint8Array(asked.classIds.length);
  for (let index = 0; index < differs.length; index++) {
    const classId = asked.classIds[index]!;
    if (classId !== UNLABELLED && seen.classIds[index] !== classId) differs[index] = 1;
  }
  return leastWidth > 1 ? keepSquares(differs, width, height, leastWidth) : differs;
}

/** What of a map of 0 and 1 is covered by squares of that side that lie wholly in it. */
function keepSquares(map: Uint8Array, width: number, height: number, side: number): Uint8Array {
  const kept = new Uint8Array(map.length);
  // Of each pixel: the side of the largest square of which it is the lower right corner, by the row above and this one.
  let above = new Uint16Array(width + 1);
  let present = new Uint16Array(width + 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const largest = map[y * width + x] === 0 ? 0 : 1 + Math.min(above[x]!, above[x + 1]!, present[x]!);
      present[x + 1] = largest;
      if (largest < side) continue;
      for (let row = y - side + 1; row <= y; row++) {
        kept.fill(1, row * width + x - side + 1, row * width + x + 1);
      }
    }
    [above, present] = [present, above];
  }
  return kept;
}

/** The pixels of one region of a layout, found by its class, bounds and size: 255 there, 0 elsewhere. */
export function coverRegion(layout: Layout, region: RegionFidelity): Uint8Array {
  const { classId, bounds, pixels } = region;
  const coverage = new Uint8Array(layout.classIds.length);
  visitRegions(
    layout,
    (other) =>
      other.classId === classId &&
      other.pixels === pixels &&
      other.rect.x === bounds.x &&
      other.rect.y === bounds.y &&
      other.rect.width === bounds.width &&
      other.rect.height === bounds.height,
    (y, from, to) => coverage.fill(255, y * layout.width + from, y * layout.width + to),
  );
  return coverage;
}

function scoreRegions(asked: Layout, seen: Layout): RegionFidelity[] {
  const { width, classIds } = asked;
  const countAgreeing = (classId: number, from: number, to: number, y: number) => {
    let agreeing = 0;
    for (let index = y * width + from; index < y * width + to; index++) {
      if (seen.classIds[index] === classId) agreeing++;
    }
    return agreeing;
  };
  return findRegions(asked, countAgreeing)
    .filter(({ classId, pixels }) => classId !== UNLABELLED && pixels >= LEAST_REGION_SHARE * classIds.length)
    .map(({ classId, rect, pixels, shown }) => ({
      classId,
      bounds: rect,
      pixels,
      agreement: shown / pixels,
    }))
    .sort((a, b) => a.agreement - b.agreement || b.pixels - a.pixels);
}

function checkSameSize(asked: Layout, seen: Layout): void {
  if (asked.width === seen.width && asked.height === seen.height) return;
  throw new RangeError(`${seen.width}×${seen.height} is not the layout's ${asked.width}×${asked.height}.`);
}
