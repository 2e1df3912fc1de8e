import { createRandom } from '../../../tests/support/create-random.ts';
import { bytesPerPixel, TILE_SIDE, type Layer } from '../../shared/document-format.ts';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { emptyBitmap, type Bitmap } from '../bitmap/bitmap.ts';
import { createDocument, newLayer, type Document } from '../document.ts';

/** Numbers for tests, the same for the same seed. */
export class SeededRandom {
  /** From 0 to 1, which is never reached. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = createRandom(seed * 2654435761 + 12345);
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** With fractions. */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.whole(0, values.length - 1)]!;
  }
}

/** A bitmap of some boxes and specks, around the corner of four tiles. */
export function randomBitmap(random: SeededRandom, channels: 1 | 4, maxValue: number): Bitmap {
  const editor = new BitmapEditor(emptyBitmap(channels));
  const value = () =>
    channels === 1
      ? random.whole(0, maxValue)
      : ([random.whole(0, 255), random.whole(0, 255), random.whole(0, 255), random.whole(0, 255)] as const);
  for (let box = random.whole(0, 6); box > 0; box--) {
    editor.fillRect(
      {
        x: random.whole(-40, TILE_SIDE),
        y: random.whole(-40, TILE_SIDE),
        width: random.whole(1, TILE_SIDE + 60),
        height: random.whole(1, 60),
      },
      value(),
    );
  }
  for (let speck = random.whole(0, 30); speck > 0; speck--) {
    editor.setPixel(random.whole(-20, TILE_SIDE + 30), random.whole(-20, TILE_SIDE + 30), value());
  }
  return editor.bitmap;
}

/** A small document of some layers of all kinds. */
export function randomDocument(random: SeededRandom): Document {
  const layers = Array.from({ length: random.whole(1, 5) }, (_, index) => {
    const kind = random.of<Layer['kind']>(['semantic', 'semantic', 'mask', 'picture']);
    return newLayer({
      id: `l${index + 1}`,
      kind,
      name: `Layer ${index + 1}`,
      isVisible: random.next() < 0.8,
      opacity: random.of([1, 1, 0.5]),
      blend: random.of<Layer['blend']>(['normal', 'normal', 'multiply', 'screen', 'overlay']),
      x: random.whole(-30, 30),
      y: random.whole(-30, 30),
      bitmap: randomBitmap(random, bytesPerPixel[kind], kind === 'semantic' ? 24 : 255),
    });
  });
  return createDocument({ width: random.whole(20, 170), height: random.whole(20, 170) }, layers);
}

/** What a bitmap shows, as short values to compare, however its tiles are held. */
export function pixelsOf(bitmap: Bitmap): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [key, tile] of bitmap.tiles) {
    const isUniform = tile.every((byte, index) => byte === tile[index % bitmap.channels]);
    const bytes = isUniform ? tile.subarray(0, bitmap.channels) : tile;
    if (bytes.some((byte) => byte !== 0)) shown[key] = fingerprint(bytes);
  }
  return shown;
}

/** Equal bytes have equal ones, and others almost never (twice FNV-1a). */
export function fingerprint(bytes: Uint8Array): string {
  let first = 0x811c9dc5;
  let second = 0x1234567;
  for (const byte of bytes) {
    first = Math.imul(first ^ byte, 0x01000193);
    second = Math.imul(second ^ byte, 0x01000193) + 1;
  }
  return `${bytes.length}:${first >>> 0}:${second >>> 0}`;
}

/** A document as plain values to compare. */
export function plainly(document: Document): unknown {
  return {
    ...document,
    layers: document.layers.map((layer) => ({ ...layer, bitmap: pixelsOf(layer.bitmap) })),
  };
}
