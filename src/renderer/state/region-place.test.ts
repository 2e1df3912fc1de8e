import { describe, expect, it } from 'vitest';
import { placeOf } from './region-place.ts';

const picture = { width: 300, height: 300 };

describe('placeOf', () => {
  it('names the third of the picture in which a region lies', () => {
    expect(placeOf({ x: 10, y: 10, width: 50, height: 50 }, picture)).toBe('topLeft');
    expect(placeOf({ x: 120, y: 130, width: 40, height: 40 }, picture)).toBe('middle');
    expect(placeOf({ x: 250, y: 280, width: 50, height: 20 }, picture)).toBe('bottomRight');
  });

  it('leaves out a direction in which the region spans the picture', () => {
    expect(placeOf({ x: 0, y: 200, width: 300, height: 100 }, picture)).toBe('bottom');
    expect(placeOf({ x: 0, y: 0, width: 40, height: 300 }, picture)).toBe('left');
    expect(placeOf({ x: 0, y: 0, width: 300, height: 290 }, picture)).toBe('whole');
  });
});
