import { describe, expect, it } from 'vitest';
import { aspectOf, frameWithAspect, frameWithSide } from './frame-aspects.ts';

describe('frameWithAspect', () => {
  const canvas = { width: 1200, height: 800, frame: { x: 0, y: 0, width: 1200, height: 800 } };

  it('makes the largest frame that fits, in the middle of the one before', () => {
    expect(frameWithAspect(canvas, '1:1')).toEqual({ x: 200, y: 0, width: 800, height: 800 });
    expect(frameWithAspect(canvas, '2:1')).toEqual({ x: 0, y: 100, width: 1200, height: 600 });
  });

  it('stays on the canvas', () => {
    const corner = { ...canvas, frame: { x: 1000, y: 700, width: 200, height: 100 } };
    expect(frameWithAspect(corner, '1:1')).toEqual({ x: 400, y: 0, width: 800, height: 800 });
  });

  it('knows no shape without numbers', () => {
    expect(frameWithAspect(canvas, 'custom')).toBeUndefined();
  });
});

describe('frameWithSide', () => {
  const canvas = { width: 1200, height: 800, frame: { x: 600, y: 100, width: 512, height: 512 } };

  it('changes one side, and stays where it is as long as it fits', () => {
    expect(frameWithSide(canvas, 'width', 320)).toEqual({ ...canvas.frame, width: 320 });
    expect(frameWithSide(canvas, 'width', 900)).toEqual({ ...canvas.frame, x: 300, width: 900 });
    expect(frameWithSide(canvas, 'height', 1000)).toEqual({ ...canvas.frame, y: 0, height: 1000 });
  });

  it('is no longer and no shorter than a frame can be', () => {
    expect(frameWithSide(canvas, 'height', 3)).toMatchObject({ height: 64 });
    expect(frameWithSide(canvas, 'width', 99_999)).toMatchObject({ x: 0, width: 8192 });
  });
});

describe('aspectOf', () => {
  it('sees a usual shape through rounding', () => {
    expect(aspectOf({ x: 0, y: 0, width: 1001, height: 1000 })).toBe('1:1');
    expect(aspectOf({ x: 0, y: 0, width: 1000, height: 777 })).toBeUndefined();
  });
});
