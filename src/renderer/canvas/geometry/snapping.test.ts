import { describe, expect, it } from 'vitest';
import { frameSnappedToCanvas, snappedDirection, snappedTo, squared } from './snapping.ts';

describe('snapping', () => {
  it('rounds to the nearest multiple', () => {
    expect(snappedTo(95, 64)).toBe(64);
    expect(snappedTo(97, 64)).toBe(128);
    expect(snappedTo(-10, 64)).toBe(0);
  });

  it('turns a line to a multiple of fifteen degrees and keeps its length', () => {
    const to = snappedDirection({ x: 0, y: 0 }, { x: 100, y: 3 });
    expect(to.y).toBeCloseTo(0);
    expect(to.x).toBeCloseTo(Math.hypot(100, 3));
  });

  it('makes a square in the direction of the pointer', () => {
    expect(squared({ x: 10, y: 10 }, { x: 30, y: 5 })).toEqual({ x: 30, y: -10 });
  });

  it('lets a frame fall onto the edges and the middle of the canvas, but only from nearby', () => {
    const frame = { x: 6, y: 123, width: 256, height: 256 };
    expect(frameSnappedToCanvas(frame, { width: 512, height: 512 }, 8)).toMatchObject({ x: 0, y: 128 });
    expect(frameSnappedToCanvas(frame, { width: 512, height: 512 }, 2)).toMatchObject({ x: 6, y: 123 });
  });
});
