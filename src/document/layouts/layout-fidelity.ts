import { UNLABELLED } from '../../shared/palette.ts';
import type { Rect } from '../geometry/geometry.ts';
import { findRegions } from './find-regions.ts';
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
 * Where the picture does not show what was asked for: 1 there, 0 elsewhere and where nothing was asked for.
 *
 * @throws RangeError where the sizes differ
 */
export function findDisagreement(asked: Layout, seen: Layout): Uint8Array {
  checkSameSize(asked, seen);
  const differs = new Uint8Array(asked.classIds.length);
  for (let index = 0; index < differs.length; index++) {
    const classId = asked.classIds[index]!;
    if (classId !== UNLABELLED && seen.classIds[index] !== classId) differs[index] = 1;
  }
  return differs;
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
