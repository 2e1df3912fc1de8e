import { describe, expect, it } from 'vitest';
import {
  boundsOf,
  createDocument,
  emptyBitmap,
  History,
  maskOfRegion,
  pixelAt,
  writeRegion,
} from '../../document/index.ts';
import { enlargeCanvas, enlargedCanvas } from './enlarge-canvas.ts';

const base = { isVisible: true, isLocked: false, opacity: 1, blend: 'normal', x: 0, y: 0 } as const;
const canvas = { width: 60, height: 40 };
const part = { x: 10, y: 20, width: 20, height: 10 };

describe('enlargedCanvas', () => {
  it('grows as the picture of its part has grown', () => {
    expect(enlargedCanvas(canvas, { frame: part, item: { width: 80, height: 40 } })).toEqual({
      size: { width: 240, height: 160 },
      part: { x: 40, y: 80, width: 80, height: 40 },
      scaleX: 4,
      scaleY: 4,
    });
  });

  it('keeps the part on the canvas and whole, whatever the factor', () => {
    const frame = { x: 39, y: 29, width: 21, height: 11 };
    const enlarged = enlargedCanvas(canvas, { frame, item: { width: 32, height: 17 } })!;
    expect(enlarged.part).toMatchObject({ width: 32, height: 17 });
    expect(enlarged.part.x + 32).toBeLessThanOrEqual(enlarged.size.width);
    expect(enlarged.part.y + 17).toBeLessThanOrEqual(enlarged.size.height);
  });

  it('is nothing where there are no more pixels, or more than a canvas may have', () => {
    expect(enlargedCanvas(canvas, { frame: part, item: part })).toBeUndefined();
    expect(enlargedCanvas(canvas, { frame: part, item: { width: 40, height: 8 } })).toBeUndefined();
    expect(enlargedCanvas(canvas, { frame: part, item: { width: 8000, height: 4000 } })).toBeUndefined();
  });
});

describe('enlargeCanvas', () => {
  it('enlarges canvas, frame and every layer by one step, and undo brings them back', () => {
    const pixels = new Uint8Array(4 * 6 * 4).fill(9);
    const layout = writeRegion(
      emptyBitmap(1),
      { x: 55, y: 35, width: 5, height: 5 },
      new Uint8Array(25).fill(3),
    );
    const colours = writeRegion(emptyBitmap(4), { x: 0, y: 0, width: 4, height: 6 }, pixels);
    const before = createDocument({ ...canvas, frame: part }, [
      { ...base, id: 'a', kind: 'semantic', name: 'a', bitmap: layout },
      { ...base, id: 'm', kind: 'mask', name: 'm', bitmap: maskOfRegion(part) },
      { ...base, id: 'p', kind: 'picture', name: 'p', x: 2, y: 3, bitmap: colours },
    ]);
    const history = new History(before);
    const enlarged = enlargedCanvas(before, { frame: part, item: { width: 80, height: 40 } })!;
    const { document } = history.commit('enlargeCanvas', enlargeCanvas(before, enlarged));
    expect(document).toMatchObject({ width: 240, height: 160, frame: enlarged.part });
    // As far as the farthest corner, four times as far as it was.
    expect(pixelAt(document.layers[0]!.bitmap, 239, 159)).toBe(3);
    expect(pixelAt(document.layers[0]!.bitmap, 219, 159)).toBe(0);
    // Edges of masks and pictures are softened by a pixel or two: their middle is what lies exactly.
    const middles = document.layers.slice(1).map(({ bitmap, x, y }) => {
      const bounds = boundsOf(bitmap)!;
      return [x + bounds.x + bounds.width / 2, y + bounds.y + bounds.height / 2];
    });
    expect(middles).toEqual([
      [80, 100],
      [16, 24],
    ]);
    expect(history.undo()!.document).toEqual(before);
  });
});
