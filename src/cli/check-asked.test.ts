import { describe, expect, it } from 'vitest';
import { checkAsked } from './check-asked.ts';
import type { PaintOptions } from './paint-options.ts';

function refusal(
  options: Partial<PaintOptions>,
  layout: string | undefined = 'layout.png',
): string | undefined {
  try {
    checkAsked(layout, { count: 1, ...options });
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', advice: expect.stringMatching(/\.$/) as string });
    return (error as Error).message;
  }
}

describe('checkAsked', () => {
  it('lets pass what a pack may be able to paint', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ prompt: '' }, undefined)).toBeUndefined();
    expect(refusal({ steps: 1000, guidance: { text: 0, layout: 100 }, seed: 0 })).toBeUndefined();
    expect(refusal({ seed: Number.MAX_SAFE_INTEGER - 2, count: 3 })).toBeUndefined();
  });

  it('says what cannot be', () => {
    expect(refusal({ class: '' })).toBe('The option --class names no scene.');
    expect(refusal({ steps: 0 })).toBe('A picture cannot be painted in 0 steps.');
    expect(refusal({ steps: 5000 })).toBe('A picture cannot be painted in 5000 steps.');
    expect(refusal({ guidance: { layout: 101 } })).toBe('The guidance cannot be 101.');
    expect(refusal({ negative: 'x'.repeat(4001) })).toBe('The text of --negative has 4001 characters.');
    expect(refusal({ count: 0 })).toBe('0 pictures cannot be painted.');
    expect(refusal({ seed: -1 })).toBe('The seed -1 cannot be used for 1 picture.');
  });

  it('counts the seeds of all pictures, without rounding', () => {
    for (const count of [2, 3, 1000]) {
      expect(refusal({ seed: Number.MAX_SAFE_INTEGER, count })).toContain('cannot be used for');
    }
  });

  it('asks for something to paint from', () => {
    expect(() => checkAsked(undefined, { count: 1, negative: 'people' })).toThrow('nothing to paint from');
  });
});
