import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  createDocument,
  fillLayer,
  History,
  maskOfRegion,
  pixelAt,
  type Command,
  type Document,
} from '../../document/index.ts';
import { copiedPixels, pasteLayer } from './copied-pixels.ts';

function after(document: Document, { label, patch }: Command): Document {
  return new History(document).commit(label, patch).document;
}

/** A canvas with a square of class 3 in its only layer. */
function withSquare(): Document {
  const document = createDocument({ width: 256, height: 256 });
  return after(document, fillLayer(document, 'l1', 3, { x: 40, y: 40, width: 20, height: 20 }));
}

describe('copied pixels', () => {
  it('are those that are selected, and come back where they were in a layer of their kind', () => {
    const document = withSquare();
    const selection = maskOfRegion({ x: 30, y: 30, width: 20, height: 20 });
    const copied = copiedPixels(document.layers[0]!, selection)!;
    const { layers } = after(document, pasteLayer(document, copied, 'Copy', 'l1'));
    expect(layers.map(({ name, kind }) => [name, kind])).toEqual([
      ['Layout', 'semantic'],
      ['Copy', 'semantic'],
    ]);
    expect(boundsOf(layers[1]!.bitmap)).toEqual({ x: 40, y: 40, width: 10, height: 10 });
    expect(pixelAt(layers[1]!.bitmap, 45, 45)).toBe(3);
    expect(layers[0]!.bitmap).toBe(document.layers[0]!.bitmap);
  });

  it('are all of the layer where nothing is selected, and nothing where it is empty there', () => {
    const document = withSquare();
    expect(copiedPixels(document.layers[0]!, undefined)?.bitmap).toBe(document.layers[0]!.bitmap);
    expect(copiedPixels(document.layers[0]!, maskOfRegion({ x: 0, y: 0, width: 9, height: 9 }))).toBe(
      undefined,
    );
  });

  it('come into the middle of a canvas that does not reach to their place', () => {
    const small = createDocument({ width: 32, height: 30 });
    const copied = copiedPixels(withSquare().layers[0]!, undefined)!;
    const layer = after(small, pasteLayer(small, copied, 'Copy', 'l1')).layers[1]!;
    const bounds = boundsOf(layer.bitmap)!;
    expect([bounds.x + layer.x, bounds.y + layer.y]).toEqual([6, 5]);
  });
});
