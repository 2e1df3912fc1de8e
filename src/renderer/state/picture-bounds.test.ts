import { expect, it } from 'vitest';
import {
  createDocument,
  emptyBitmap,
  writeRegion,
  type DocumentLayer,
  type Rect,
} from '../../document/index.ts';
import { pictureBounds } from './picture-bounds.ts';

const base = { isVisible: true, isLocked: false, opacity: 1, blend: 'normal', x: 0, y: 0 } as const;

function picture(id: string, rect: Rect, fields: Partial<DocumentLayer> = {}): DocumentLayer {
  const pixels = new Uint8Array(rect.width * rect.height * 4).fill(255);
  const bitmap = writeRegion(emptyBitmap(4), rect, pixels);
  return { ...base, id, kind: 'picture', name: id, bitmap, ...fields };
}

it('is the box of all visible pictures, as far as it lies in the frame', () => {
  const size = { width: 100, height: 100, frame: { x: 10, y: 10, width: 80, height: 80 } };
  const box = { x: 0, y: 0, width: 20, height: 30 };
  expect(pictureBounds(createDocument(size))).toBeUndefined();
  const hidden = picture('h', { x: 0, y: 0, width: 100, height: 100 }, { isVisible: false });
  expect(pictureBounds(createDocument(size, [hidden]))).toBeUndefined();
  const layers = [hidden, picture('a', box, { x: 5 }), picture('b', box, { x: 40, y: 50 })];
  expect(pictureBounds(createDocument(size, layers))).toEqual({ x: 10, y: 10, width: 50, height: 70 });
});
