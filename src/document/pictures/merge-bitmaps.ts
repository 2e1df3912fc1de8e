import { TILE_SIDE, type Tile } from '../../shared/document-format.ts';
import {
  bitmapFromTiles,
  collapseTile,
  expandTile,
  tileKey,
  tilePlace,
  type Bitmap,
} from '../bitmap/bitmap.ts';
import type { DocumentLayer } from '../document.ts';
import type { Rect } from '../geometry/geometry.ts';
import { compositeLayers, uniteMasks } from './composite-picture.ts';

/**
 * Two layers of a kind in one bitmap of the lower one, whose opacity is in it then. The upper bitmap lies on the lower
 * one already, whatever its `x` and `y` say.
 */
export function mergeBitmaps(lower: DocumentLayer, upper: DocumentLayer): Bitmap {
  const { channels } = lower.bitmap;
  const under = { ...lower, x: 0, y: 0, blend: 'normal' } as const;
  const over = { ...upper, x: 0, y: 0 };
  const keys = new Set([...lower.bitmap.tiles.keys(), ...upper.bitmap.tiles.keys()]);
  const tiles: Tile[] = Array.from(keys, (key) => {
    const place = tilePlace(key);
    const alone = tileAlone(lower, upper, key);
    if (alone) return { ...place, pixels: alone };
    return { ...place, pixels: collapseTile(mergeTile(under, over, place), channels) };
  });
  return bitmapFromTiles(channels, tiles);
}

/** The tile of one layer that is all that is seen of both, and as it is. */
function tileAlone(lower: DocumentLayer, upper: DocumentLayer, key: string): Uint8Array | undefined {
  const [under, over] = [lower.bitmap.tiles.get(key), upper.bitmap.tiles.get(key)];
  const { kind, opacity } = over ? upper : lower;
  if (under && over && !(upper.blend === 'normal' && hidesAll(over, kind))) return undefined;
  return kind === 'semantic' || opacity === 1 ? (over ?? under) : undefined;
}

/** Whether nothing is seen through a tile. */
function hidesAll(tile: Uint8Array, kind: DocumentLayer['kind']): boolean {
  if (kind === 'semantic') return !tile.includes(0);
  if (kind === 'mask') return false;
  for (let index = 3; index < tile.length; index += 4) if (tile[index] !== 255) return false;
  return true;
}

function mergeTile(
  under: DocumentLayer,
  over: DocumentLayer,
  { column, row }: { column: number; row: number },
): Uint8Array {
  const rect: Rect = { x: column * TILE_SIDE, y: row * TILE_SIDE, width: TILE_SIDE, height: TILE_SIDE };
  switch (under.kind) {
    case 'picture':
      return compositeLayers([under, over], rect);
    case 'mask':
      return uniteMasks([under, over], rect);
    case 'semantic':
      return nearerClasses(under.bitmap, over.bitmap, tileKey(column, row));
  }
}

function nearerClasses(under: Bitmap, over: Bitmap, key: string): Uint8Array {
  const nearer = over.tiles.get(key);
  const pixels = expandTile(under.tiles.get(key), 1);
  if (!nearer) return pixels;
  for (let index = 0; index < pixels.length; index++) {
    const classId = nearer.length === 1 ? nearer[0]! : nearer[index]!;
    if (classId !== 0) pixels[index] = classId;
  }
  return pixels;
}
