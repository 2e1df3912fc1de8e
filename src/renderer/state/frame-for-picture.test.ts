import { describe, expect, it } from 'vitest';
import { frameForPicture } from './frame-for-picture.ts';

const square = { width: 512, height: 512, frame: { x: 0, y: 0, width: 512, height: 512 } };

describe('the frame for a picture', () => {
  it('has the size of the picture where the canvas holds it, around where it was', () => {
    const large = { width: 2048, height: 1024, frame: { x: 100, y: 500, width: 512, height: 512 } };
    expect(frameForPicture(large, { width: 640, height: 512 }, 8)).toEqual({
      x: 36,
      y: 500,
      width: 640,
      height: 512,
    });
    expect(frameForPicture(large, { width: 640, height: 1024 }, 8)).toMatchObject({ x: 36, y: 0 });
  });

  it('is as large as the canvas holds in its shape, on the multiples that come near to it', () => {
    expect(frameForPicture(square, { width: 640, height: 512 }, 8)).toEqual({
      x: 0,
      y: 52,
      width: 512,
      height: 408,
    });
    expect(frameForPicture(square, { width: 640, height: 512 }, 32)).toMatchObject({
      width: 480,
      height: 384,
    });
    // No large ones come near to it.
    expect(frameForPicture(square, { width: 640, height: 512 }, 64)).toMatchObject({
      width: 512,
      height: 409,
    });
  });

  it('stays as it is for its own shape, and grows around a small picture of another', () => {
    expect(frameForPicture(square, { width: 256, height: 256 }, 8)).toBe(square.frame);
    const odd = { width: 500, height: 500, frame: { x: 0, y: 0, width: 500, height: 500 } };
    expect(frameForPicture(odd, { width: 256, height: 256 }, 64)).toBe(odd.frame);
    expect(frameForPicture(square, { width: 64, height: 48 }, 8)).toMatchObject({ width: 512, height: 384 });
  });

  it('is none where little would be left of the picture', () => {
    expect(frameForPicture(square, { width: 2048, height: 512 }, 8)).toBeUndefined();
    expect(frameForPicture(square, { width: 1024, height: 1024 }, 8)).toBe(square.frame);
  });
});
