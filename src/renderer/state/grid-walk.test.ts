import { describe, expect, it } from 'vitest';
import { neighbourInGrid } from './grid-walk.ts';

describe('neighbourInGrid', () => {
  it('walks by rows and columns, and to both ends', () => {
    expect(neighbourInGrid('ArrowRight', 2, 8, 3)).toBe(3);
    expect(neighbourInGrid('ArrowDown', 2, 8, 3)).toBe(5);
    expect(neighbourInGrid('ArrowUp', 5, 8, 3)).toBe(2);
    expect(neighbourInGrid('Home', 5, 8, 3)).toBe(0);
    expect(neighbourInGrid('End', 5, 8, 3)).toBe(7);
  });

  it('leads nowhere beyond the edge, from outside, and by other keys', () => {
    expect(neighbourInGrid('ArrowUp', 1, 8, 3)).toBeUndefined();
    expect(neighbourInGrid('ArrowDown', 6, 8, 3)).toBeUndefined();
    expect(neighbourInGrid('ArrowRight', -1, 8, 3)).toBeUndefined();
    expect(neighbourInGrid('a', 1, 8, 3)).toBeUndefined();
  });
});
