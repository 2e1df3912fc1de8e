import { describe, expect, it } from 'vitest';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { emptyBitmap } from '../bitmap/bitmap.ts';
import { createDocument, newLayer, type Document } from '../document.ts';
import type { Paint } from '../painting/paint-target.ts';
import { uniteMasks, compositePicture } from './composite-picture.ts';

const canvas = { x: 0, y: 0, width: 4, height: 1 };

function filled(channels: 1 | 4, width: number, value: Paint) {
  const editor = new BitmapEditor(emptyBitmap(channels));
  editor.fillRect({ x: 0, y: 0, width, height: 1 }, value);
  return editor.bitmap;
}

function pixelOf(document: Document): number[] {
  return [...compositePicture(document, canvas).subarray(0, 4)];
}

describe('pictures laid over each other', () => {
  const under = newLayer({ id: 'a', kind: 'picture', name: 'Far', bitmap: filled(4, 1, [200, 100, 0, 255]) });
  const over = newLayer({
    id: 'b',
    kind: 'picture',
    name: 'Near',
    bitmap: filled(4, 2, [100, 200, 50, 255]),
  });

  it('hide, or let through as much as their opacity says', () => {
    expect(pixelOf(createDocument(canvas, [under, over]))).toEqual([100, 200, 50, 255]);
    expect(pixelOf(createDocument(canvas, [under, { ...over, opacity: 0.5 }]))).toEqual([150, 150, 25, 255]);
    expect(pixelOf(createDocument(canvas, [under, { ...over, isVisible: false }]))).toEqual([
      200, 100, 0, 255,
    ]);
    expect(pixelOf(createDocument(canvas, [{ ...over, opacity: 0.5 }]))).toEqual([100, 200, 50, 128]);
  });

  it('blend as the standard says, and show as they are where nothing is below', () => {
    const mixed = (blend: 'multiply' | 'screen' | 'overlay') => [
      ...compositePicture(createDocument(canvas, [under, { ...over, blend }]), canvas).subarray(0, 8),
    ];
    const alone = [100, 200, 50, 255];
    expect(mixed('multiply')).toEqual([78, 78, 0, 255, ...alone]);
    expect(mixed('screen')).toEqual([222, 222, 50, 255, ...alone]);
    expect(mixed('overlay')).toEqual([188, 157, 0, 255, ...alone]);
  });

  it('end where the canvas ends', () => {
    const wide = newLayer({
      id: 'a',
      kind: 'picture',
      name: 'Wide',
      x: -2,
      bitmap: filled(4, 20, [1, 2, 3, 255]),
    });
    const rect = { x: -2, y: 0, width: 8, height: 1 };
    const alphas = [...compositePicture(createDocument(canvas, [wide]), rect)].filter(
      (_, index) => index % 4 === 3,
    );
    expect(alphas).toEqual([0, 0, 255, 255, 255, 255, 0, 0]);
  });
});

describe('masks together', () => {
  it('cover as far as the one that covers most', () => {
    const layers = [
      newLayer({ id: 'a', kind: 'mask', name: 'One', bitmap: filled(1, 3, 100) }),
      newLayer({ id: 'b', kind: 'mask', name: 'Two', opacity: 0.5, bitmap: filled(1, 2, 255) }),
    ];
    expect([...uniteMasks(layers, canvas)]).toEqual([128, 128, 100, 0]);
  });
});
