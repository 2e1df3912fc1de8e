import { TILE_SIDE, type Layer } from '../../shared/document-format.ts';
import { forEachTileIn, tileKey } from '../bitmap/bitmap.ts';
import { canvasOf, type Document, type DocumentLayer } from '../document.ts';
import { intersection, shifted, type Rect } from '../geometry/geometry.ts';

/** What the visible picture layers show of a part of the canvas: RGBA row by row, not premultiplied. */
export function compositePicture(document: Document, rect: Rect): Uint8Array {
  const layers = document.layers.filter(({ kind, isVisible }) => kind === 'picture' && isVisible);
  return compositeLayers(layers, rect, canvasOf(document));
}

/** Picture layers laid over each other with blend and opacity, visible or not, the first one lowest. */
export function compositeLayers(layers: readonly DocumentLayer[], rect: Rect, clip: Rect = rect): Uint8Array {
  const pixels = new Uint8Array(rect.width * rect.height * 4);
  for (const layer of layers) {
    const mix = mixers[layer.blend];
    forEachPixelRow(layer, rect, clip, (tile, step, from, to, length) => {
      for (let index = 0; index < length; index++) {
        layOver(pixels, (to + index) * 4, tile, (from + index * step) * 4, layer.opacity, mix);
      }
    });
  }
  return pixels;
}

/** The largest coverage of some mask layers, each times its opacity. */
export function uniteMasks(layers: readonly DocumentLayer[], rect: Rect): Uint8Array {
  const coverage = new Uint8Array(rect.width * rect.height);
  for (const { opacity, ...layer } of layers) {
    const scaled = Uint8Array.from({ length: 256 }, (_, value) => Math.round(value * opacity));
    forEachPixelRow(layer, rect, rect, (tile, step, from, to, length) => {
      for (let index = 0; index < length; index++) {
        const value = scaled[tile[from + index * step]!]!;
        if (value > coverage[to + index]!) coverage[to + index] = value;
      }
    });
  }
  return coverage;
}

/** `step` is 0 where the tile is one pixel for all; `from` and `to` count pixels of the tile and of the box. */
type VisitPixels = (tile: Uint8Array, step: 0 | 1, from: number, to: number, length: number) => void;

function forEachPixelRow(
  { bitmap, x, y }: Pick<DocumentLayer, 'bitmap' | 'x' | 'y'>,
  rect: Rect,
  clip: Rect,
  visit: VisitPixels,
): void {
  const part = intersection(rect, clip);
  if (!part) return;
  forEachTileIn(shifted(part, -x, -y), (column, row, box) => {
    const tile = bitmap.tiles.get(tileKey(column, row));
    if (!tile) return;
    const step = tile.length === bitmap.channels ? 0 : 1;
    for (let line = box.y; line < box.y + box.height; line++) {
      const from = (line - row * TILE_SIDE) * TILE_SIDE + box.x - column * TILE_SIDE;
      const to = (line + y - rect.y) * rect.width + box.x + x - rect.x;
      visit(tile, step, step === 0 ? 0 : from, to, box.width);
    }
  });
}

type Mixer = (under: number, over: number) => number;

/** What a colour over another looks like where both are opaque, 0 to 1. */
const mixers: Record<Layer['blend'], Mixer | undefined> = {
  normal: undefined,
  multiply: (under, over) => under * over,
  screen: (under, over) => under + over - under * over,
  overlay: (under, over) => (under <= 0.5 ? 2 * under * over : 1 - 2 * (1 - under) * (1 - over)),
};

/** @source W3C Compositing and Blending Level 1, 5.1 (source-over) and 10.1 (mixing) */
function layOver(
  pixels: Uint8Array,
  to: number,
  source: Uint8Array,
  from: number,
  opacity: number,
  mix: Mixer | undefined,
): void {
  const over = (source[from + 3]! * opacity) / 255;
  if (over === 0) return;
  const under = pixels[to + 3]! / 255;
  if (under === 0 || (over === 1 && !mix)) {
    // What is alone or opaque is seen as it is.
    pixels[to] = source[from]!;
    pixels[to + 1] = source[from + 1]!;
    pixels[to + 2] = source[from + 2]!;
    pixels[to + 3] = Math.round(over * 255);
    return;
  }
  const alpha = over + under * (1 - over);
  for (let channel = 0; channel < 3; channel++) {
    const colour = source[from + channel]!;
    const below = pixels[to + channel]!;
    const mixed = mix ? (1 - under) * colour + under * 255 * mix(below / 255, colour / 255) : colour;
    pixels[to + channel] = Math.round((over * mixed + (1 - over) * under * below) / alpha);
  }
  pixels[to + 3] = Math.round(alpha * 255);
}
