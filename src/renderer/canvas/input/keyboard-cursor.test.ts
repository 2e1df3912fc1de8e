import { describe, expect, it } from 'vitest';
import { keyboardStep, movedCursor } from './keyboard-cursor.ts';

const canvas = { width: 100, height: 80 };

describe('the keyboard cursor', () => {
  it('goes from line to line of its grid, from wherever it is', () => {
    expect(movedCursor({ x: 13.5, y: 7.5 }, 'ArrowRight', 10, canvas)).toEqual({ x: 20.5, y: 7.5 });
    expect(movedCursor({ x: 20.5, y: 7.5 }, 'ArrowRight', 10, canvas)).toEqual({ x: 30.5, y: 7.5 });
    expect(movedCursor({ x: 13.5, y: 7.5 }, 'ArrowLeft', 10, canvas)).toEqual({ x: 10.5, y: 7.5 });
    expect(movedCursor({ x: 20.5, y: 7.5 }, 'ArrowUp', 10, canvas)).toEqual({ x: 20.5, y: 0.5 });
  });

  it('stays on the canvas and reaches its last pixel', () => {
    expect(movedCursor({ x: 95.5, y: 75.5 }, 'ArrowRight', 10, canvas)).toEqual({ x: 99.5, y: 75.5 });
    expect(movedCursor({ x: 0.5, y: 0.5 }, 'ArrowUp', 10, canvas)).toEqual({ x: 0.5, y: 0.5 });
  });

  it('leaves other keys to others', () => {
    expect(movedCursor({ x: 1, y: 1 }, 'a', 10, canvas)).toBeUndefined();
  });

  it('steps by half a brush, or by single pixels', () => {
    expect(keyboardStep(24, false)).toBe(12);
    expect(keyboardStep(1, false)).toBe(4);
    expect(keyboardStep(24, true)).toBe(1);
  });
});
