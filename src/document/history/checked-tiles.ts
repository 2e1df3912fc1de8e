import type { Tile } from '../../shared/document-format.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import { TILE_PIXELS } from '../bitmap/bitmap.ts';

/**
 * Tiles from outside, fit to be kept: each of the right length, and in memory of its own, so that a small tile does not
 * hold on to the whole message that it came in.
 *
 * @throws UmberError `PROJECT_DAMAGED`
 */
export function checkedTiles(tiles: readonly Tile[], channels: 1 | 4): readonly Tile[] {
  for (const { pixels } of tiles) {
    if (pixels.length !== channels && pixels.length !== TILE_PIXELS * channels) {
      throw unfit(sentence`A tile has ${pixels.length} bytes.`);
    }
  }
  if (tiles.every(({ pixels }) => pixels.length === pixels.buffer.byteLength)) return tiles;
  return tiles.map((tile) =>
    tile.pixels.length === tile.pixels.buffer.byteLength
      ? tile
      : { ...tile, pixels: new Uint8Array(tile.pixels) },
  );
}

/** The error for a change that does not belong to the document. */
export function unfit(message: Sentence): UmberError {
  return new UmberError('PROJECT_DAMAGED', sentence`A change does not fit the project. ${message}`, {
    advice: sentence`Open the project again. If that fails, open an earlier version of it.`,
  });
}
