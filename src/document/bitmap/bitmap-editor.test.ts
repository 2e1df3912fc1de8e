import { describe, expect, it } from 'vitest';
import { TILE_SIDE } from '../../shared/document-format.ts';
import { pixelsOf, randomBitmap, SeededRandom } from '../testing/random-document.ts';
import { BitmapEditor } from './bitmap-editor.ts';
import { bitmapFromTiles, emptyBitmap, pixelAt, readRegion, withTiles } from './bitmap.ts';

describe('a gesture’s buffer', () => {
  it('leaves the bitmap it began with alone, and every state it has shown', () => {
    const random = new SeededRandom(1);
    const before = randomBitmap(random, 1, 5);
    const first = pixelsOf(before);
    const editor = new BitmapEditor(before);
    editor.fillSpan(3, 0, 300, 9);
    const shown = editor.bitmap;
    const second = pixelsOf(shown);
    editor.fillRect({ x: -10, y: -10, width: 400, height: 400 }, 2);
    editor.fillSpan(4, 0, 300, 1);
    expect(pixelsOf(before)).toEqual(first);
    expect(pixelsOf(shown)).toEqual(second);
    expect(pixelAt(editor.bitmap, 5, 4)).toBe(1);
  });

  it('gives the tiles that differ, which lead from before to after', () => {
    const random = new SeededRandom(2);
    for (let round = 0; round < 20; round++) {
      const channels = random.of([1, 4] as const);
      const before = randomBitmap(random, channels, 255);
      const editor = new BitmapEditor(before);
      for (let span = 0; span < 30; span++) {
        const x = random.whole(-50, 250);
        editor.fillSpan(random.whole(-50, 250), x, x + random.whole(0, 200), random.whole(0, 2) * 0x01010101);
        if (random.next() < 0.1) expect(editor.bitmap).toBeDefined();
      }
      const tiles = editor.tiles();
      expect(pixelsOf(withTiles(before, tiles))).toEqual(pixelsOf(editor.bitmap));
    }
  });

  it('does not tell of tiles that are as they were', () => {
    const bitmap = bitmapFromTiles(1, [{ column: 0, row: 0, pixels: Uint8Array.of(4) }]);
    const editor = new BitmapEditor(bitmap);
    editor.fillSpan(1, 0, 10, 4);
    editor.fillSpan(2, 0, 10, 5);
    editor.fillSpan(2, 0, 10, 4);
    editor.fillRect({ x: 200, y: 200, width: 5, height: 5 }, 0);
    expect(editor.tiles()).toEqual([]);
  });

  it('holds a tile that became all alike as one pixel', () => {
    const editor = new BitmapEditor(emptyBitmap(1));
    for (let y = 0; y < TILE_SIDE; y++) editor.fillSpan(y, 0, TILE_SIDE, 6);
    expect(editor.tiles()).toEqual([{ column: 0, row: 0, pixels: Uint8Array.of(6) }]);
  });

  it('does not share its working tiles with what it gave', () => {
    const editor = new BitmapEditor(emptyBitmap(1));
    editor.fillSpan(0, 0, 5, 1);
    const [tile] = editor.tiles();
    editor.fillSpan(0, 0, 5, 2);
    expect(tile!.pixels[0]).toBe(1);
  });

  it('fills whole tiles without making their pixels', () => {
    const editor = new BitmapEditor(emptyBitmap(4));
    editor.fillRect({ x: 0, y: 0, width: 8192, height: 8192 }, [1, 2, 3, 255]);
    const tiles = editor.tiles();
    expect(tiles).toHaveLength(64 * 64);
    expect(tiles.every(({ pixels }) => pixels.length === 4)).toBe(true);
  });

  it('paints in canvas coordinates within its bounds, and tells where', () => {
    const editor = new BitmapEditor(emptyBitmap(1), {
      x: 10,
      y: -5,
      bounds: { x: 0, y: 0, width: 100, height: 100 },
    });
    editor.fillSpan(-1, 0, 100, 3);
    editor.fillSpan(99, -50, 500, 3);
    editor.fillRect({ x: 90, y: 98, width: 20, height: 1 }, 3);
    expect(editor.takeDirty()).toEqual({ x: 0, y: 98, width: 100, height: 2 });
    expect(editor.takeDirty()).toBeUndefined();
    expect(pixelAt(editor.bitmap, -10, 104)).toBe(3);
    expect(pixelAt(editor.bitmap, -11, 104)).toBe(0);
    expect(pixelAt(editor.bitmap, 90, 104)).toBe(0);
  });

  it('does not pile coverage up within a gesture', () => {
    const editor = new BitmapEditor(bitmapFromTiles(1, [{ column: 0, row: 0, pixels: Uint8Array.of(100) }]));
    editor.coverSpan(0, 0, Uint8Array.of(128, 255, 0, 10), 200);
    editor.coverSpan(0, 0, Uint8Array.of(128, 40, 0, 20), 200);
    const rect = { x: 0, y: 0, width: 5, height: 1 };
    expect([...readRegion(editor.bitmap, rect)]).toEqual([150, 200, 100, 108, 100]);
  });

  it('lays colours over what was there, and takes away with a clear one', () => {
    const editor = new BitmapEditor(
      bitmapFromTiles(4, [{ column: 0, row: 0, pixels: Uint8Array.of(0, 0, 200, 255) }]),
    );
    editor.coverSpan(0, 0, Uint8Array.of(255, 51), [250, 0, 0, 255]);
    editor.coverSpan(1, 0, Uint8Array.of(255, 51), 0);
    const rect = { x: 0, y: 0, width: 2, height: 2 };
    expect([...readRegion(editor.bitmap, rect)]).toEqual([
      ...[250, 0, 0, 255],
      ...[50, 0, 160, 255],
      ...[0, 0, 0, 0],
      ...[0, 0, 200, 204],
    ]);
  });

  it('makes soft painting hard on a semantic layer', () => {
    const editor = new BitmapEditor(emptyBitmap(1), { kind: 'semantic' });
    editor.coverSpan(0, 0, Uint8Array.of(10, 127, 128, 255, 0), 9);
    expect([...readRegion(editor.bitmap, { x: 0, y: 0, width: 5, height: 1 })]).toEqual([0, 0, 9, 9, 0]);
  });
});
