import type { LayerKind } from '../../shared/document-format.ts';
import { bitmapFromTiles, collapseTile, expandTile, shiftBitmap, tilePlace, type Bitmap } from './bitmap.ts';

/** A layer's pixels in two bitmaps that lie where it does. */
export interface LiftedPixels {
  /** What is selected, as far as it is. */
  readonly lifted: Bitmap;
  /** What stays: nothing where a pixel is selected wholly. */
  readonly rest: Bitmap;
}

/** A layer of which the pixels count, and where they lie. */
interface PlacedLayer {
  readonly kind: LayerKind;
  readonly bitmap: Bitmap;
  readonly x: number;
  readonly y: number;
}

/**
 * Takes what a selection of the canvas covers out of a layer. Coverage and colours are divided as softly as they are
 * selected; a class goes or stays.
 */
export function liftSelected({ kind, bitmap, x, y }: PlacedLayer, selection: Bitmap): LiftedPixels {
  const { channels } = bitmap;
  const selected = shiftBitmap(selection, -x, -y);
  const lifted = [];
  const rest = [];
  for (const [key, tile] of bitmap.tiles) {
    const place = tilePlace(key);
    const coverage = selected.tiles.get(key);
    if (!coverage) rest.push({ ...place, pixels: tile });
    else if (coverage.length === 1 && coverage[0] === 255) lifted.push({ ...place, pixels: tile });
    else {
      const [up, down] = divideTile(tile, expandTile(coverage, 1), kind, channels);
      lifted.push({ ...place, pixels: collapseTile(up, channels) });
      rest.push({ ...place, pixels: collapseTile(down, channels) });
    }
  }
  return { lifted: bitmapFromTiles(channels, lifted), rest: bitmapFromTiles(channels, rest) };
}

function divideTile(
  tile: Uint8Array,
  coverage: Uint8Array,
  kind: LayerKind,
  channels: 1 | 4,
): [lifted: Uint8Array, rest: Uint8Array] {
  const lifted = expandTile(tile, channels);
  const rest = new Uint8Array(lifted);
  for (let pixel = 0; pixel < coverage.length; pixel++) {
    // What is seen of a pixel is its last byte: a class, a coverage, an opacity.
    const index = pixel * channels + channels - 1;
    const whole = lifted[index]!;
    const cover = coverage[pixel]!;
    lifted[index] = kind === 'semantic' ? (cover >= 128 ? whole : 0) : Math.round((whole * cover) / 255);
    rest[index] = whole - lifted[index];
    if (channels === 1) continue;
    if (lifted[index] === 0) lifted.fill(0, index - 3, index);
    if (rest[index] === 0) rest.fill(0, index - 3, index);
  }
  return [lifted, rest];
}
