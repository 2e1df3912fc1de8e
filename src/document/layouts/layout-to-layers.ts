import { classNamed, palette, UNLABELLED } from '../../shared/palette.ts';
import { emptyBitmap, writeRegion } from '../bitmap/bitmap.ts';
import { freeLayerId, newLayer, type Document, type DocumentLayer } from '../document.ts';
import type { Layout } from './flatten-layout.ts';
import { boundsOfValue, replaceByNearest } from './nearest-pixel.ts';

/** Far things first: what stands behind, then the ground, what lies in it, what stands on it, and what hides it all. */
const farToNear = [
  'sky',
  'cloud',
  'mountain',
  'snow',
  'hill',
  'cliff',
  'forest',
  'sea',
  'earth',
  'sand',
  'grass',
  'lake',
  'river',
  'waterfall',
  'path',
  'flowers',
  'rock',
  'bush',
  'tree',
  'house',
  'tower',
  'bridge',
  'boat',
  'fog',
];

const ranks = new Map(farToNear.map((name, rank) => [classNamed(name)?.id, rank]));

/** How near a class usually stands, for stacking layers: the higher the nearer. Classes without a place are nearest. */
export function depthRank(classId: number): number {
  return ranks.get(classId) ?? farToNear.length + classId;
}

/** How the layers are named, and for what document. */
export interface LayoutToLayersOptions {
  /** The name in the palette where absent. */
  nameOf?: (classId: number) => string;
  /** The layers' ids are free in it; needed for layers that are added to others. */
  document?: Document;
}

/**
 * One semantic layer for each class of a layout, the farthest first; of an empty layout none. Together they show the
 * layout; and what a nearer class hides is painted on with the nearest farther one, so that a thing can be moved or
 * taken away and there is something behind it.
 */
export function layoutToLayers(
  layout: Layout,
  { nameOf = paletteName, document }: LayoutToLayersOptions = {},
): DocumentLayer[] {
  const { width, height } = layout;
  const classIds = new Uint8Array(layout.classIds);
  const present = [...new Set(classIds)].filter((classId) => classId !== UNLABELLED);
  const nearestFirst = present.sort((a, b) => depthRank(b) - depthRank(a));
  const firstNumber = document ? Number(freeLayerId(document).slice(1)) : 1;
  const layers = nearestFirst.map((classId, index) => {
    const bitmap = bitmapOfClass(classIds, width, height, classId);
    if (!replaceByNearest(classIds, width, height, classId)) classIds.fill(UNLABELLED);
    const id = `l${firstNumber + nearestFirst.length - 1 - index}`;
    return newLayer({ id, kind: 'semantic', name: nameOf(classId), bitmap });
  });
  return layers.reverse();
}

function bitmapOfClass(classIds: Uint8Array, width: number, height: number, classId: number) {
  const box = boundsOfValue(classIds, width, height, classId);
  if (!box) return emptyBitmap(1);
  const { left, top, right, bottom } = box;
  const rect = { x: left, y: top, width: right - left, height: bottom - top };
  const pixels = new Uint8Array(rect.width * rect.height);
  for (let y = 0; y < rect.height; y++) {
    const from = (top + y) * width + left;
    for (let x = 0; x < rect.width; x++) {
      if (classIds[from + x] === classId) pixels[y * rect.width + x] = classId;
    }
  }
  return writeRegion(emptyBitmap(1), rect, pixels);
}

function paletteName(classId: number): string {
  return palette[classId]?.name ?? `class ${classId}`;
}
