import { TILE_SIDE, type Tile } from '../../shared/document-format.ts';
import {
  emptyBitmap,
  expandTile,
  shiftBitmap,
  tilesBetween,
  tilesOf,
  type Bitmap,
} from '../bitmap/bitmap.ts';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { liftSelected } from '../bitmap/lift-selected.ts';
import { swapClass } from '../bitmap/swap-class.ts';
import { flipBitmap, isWholeShift, transformBitmap } from '../bitmap/transform-bitmap.ts';
import { canvasOf, type Document, type DocumentLayer } from '../document.ts';
import { after, shifted, translation, type Matrix, type Rect } from '../geometry/geometry.ts';
import { isMask, type Region } from '../masks/masks.ts';
import type { Paint } from '../painting/paint-target.ts';
import { fillRectangle } from '../painting/shapes.ts';
import { mergeBitmaps } from '../pictures/merge-bitmaps.ts';
import type { Command } from './command.ts';
import { existing, moveLayer } from './layer-commands.ts';

/** What a gesture painted: the tiles of its `BitmapEditor`. */
export function paintTiles(id: string, tiles: readonly Tile[], label: string): Command {
  return { label, patch: [{ op: 'tiles', layer: id, tiles: [...tiles] }] };
}

/** Gives a layer other pixels; those of its tiles that stay are not in the patch. */
export function replaceBitmap(document: Document, id: string, bitmap: Bitmap, label: string): Command {
  return paintTiles(id, tilesBetween(existing(document, id).bitmap, bitmap), label);
}

/** Fills the canvas, or a region of it, with one thing. */
export function fillLayer(document: Document, id: string, value: Paint, region?: Region): Command {
  return paintTiles(id, filledTiles(document, existing(document, id), value, region), 'fillLayer');
}

/** Takes everything from a layer, or what lies in a region of the canvas. */
export function clearLayer(document: Document, id: string, region?: Region): Command {
  const layer = existing(document, id);
  if (region && isMask(region))
    return replaceBitmap(document, id, liftSelected(layer, region).rest, 'clearLayer');
  if (region) return paintTiles(id, filledTiles(document, layer, 0, region), 'clearLayer');
  return replaceBitmap(document, id, emptyBitmap(layer.bitmap.channels), 'clearLayer');
}

/** Makes one class of another in a layer, everywhere or in a region of the canvas. */
export function swapLayerClass(
  document: Document,
  id: string,
  from: number,
  to: number,
  region?: Region,
): Command {
  const layer = existing(document, id);
  const inLayer = region && shiftRegion(region, -layer.x, -layer.y);
  return replaceBitmap(document, id, swapClass(layer.bitmap, from, to, inLayer), 'swapClass');
}

/** Mirrors a layer about the middle of the canvas: `horizontal` makes right of left. */
export function flipLayer(document: Document, id: string, axis: 'horizontal' | 'vertical'): Command {
  const layer = existing(document, id);
  const bounds = shifted(canvasOf(document), -layer.x, -layer.y);
  return replaceBitmap(document, id, flipBitmap(layer.bitmap, axis, bounds), 'flipLayer');
}

/**
 * Transforms a layer, or what is selected of it, by a map of the canvas. What is selected lies over the rest of the layer
 * then, and leaves nothing where it was. What leaves the canvas by more than its size is cut off.
 */
export function transformLayer(
  document: Document,
  id: string,
  matrix: Matrix,
  { selection, label = 'transformLayer' }: { selection?: Bitmap | undefined; label?: string } = {},
): Command {
  const layer = existing(document, id);
  const [, , , , dx, dy] = matrix;
  if (!selection && isWholeShift(matrix)) return { ...moveLayer(document, id, dx, dy), label };
  const { x, y, kind } = layer;
  const inLayer = after(translation(-x, -y), after(matrix, translation(x, y)));
  const options = { kind, bounds: shifted(surroundings(document), -x, -y) };
  if (!selection) {
    return replaceBitmap(document, id, transformBitmap(layer.bitmap, inLayer, options), label);
  }
  const { lifted, rest } = liftSelected(layer, selection);
  const [under, over] = [rest, transformBitmap(lifted, inLayer, options)].map((bitmap): DocumentLayer => ({
    ...layer,
    bitmap,
    opacity: 1,
    blend: 'normal',
  }));
  return replaceBitmap(document, id, mergeBitmaps(under!, over!), label);
}

/** A selection that goes along with what it covers. */
export function transformSelection(document: Document, selection: Bitmap, matrix: Matrix): Bitmap {
  return transformBitmap(selection, matrix, { kind: 'mask', bounds: surroundings(document) });
}

/** The canvas, and as much again on every side. */
function surroundings({ width, height }: Document): Rect {
  return { x: -width, y: -height, width: 3 * width, height: 3 * height };
}

function filledTiles(
  document: Document,
  { bitmap, x, y, kind }: DocumentLayer,
  value: Paint,
  region: Region | undefined,
): Tile[] {
  const canvas = canvasOf(document);
  const editor = new BitmapEditor(bitmap, { x, y, kind, bounds: canvas });
  if (region && isMask(region)) fillCovered(editor, region, value);
  else fillRectangle(editor, region ?? canvas, value);
  return editor.tiles();
}

/** Masks and pictures take a soft selection softly; a class is there or not. */
function fillCovered(editor: BitmapEditor, selection: Bitmap, value: Paint): void {
  for (const { column, row, pixels } of tilesOf(selection)) {
    const x = column * TILE_SIDE;
    const y = row * TILE_SIDE;
    if (pixels.length === 1 && pixels[0] === 255) {
      editor.fillRect({ x, y, width: TILE_SIDE, height: TILE_SIDE }, value);
      continue;
    }
    const coverage = expandTile(pixels, 1);
    for (let line = 0; line < TILE_SIDE; line++) {
      const from = line * TILE_SIDE;
      editor.coverSpan(y + line, x, coverage.subarray(from, from + TILE_SIDE), value);
    }
  }
}

function shiftRegion(region: Region, dx: number, dy: number): Region {
  return isMask(region) ? shiftBitmap(region, dx, dy) : shifted(region, dx, dy);
}
