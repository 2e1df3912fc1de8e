import { describe, expect, it } from 'vitest';
import { checkAsked, checkNotNothing, checkStrength } from './check-asked.ts';
import type { PaintingOptions } from './task-options.ts';

function refusal(options: Partial<PaintingOptions>): string | undefined {
  try {
    checkAsked({ count: 1, ...options });
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', advice: expect.stringMatching(/\.$/) as string });
    return (error as Error).message;
  }
}

describe('checkAsked', () => {
  it('lets pass what a pack may be able to paint', () => {
    expect(refusal({})).toBeUndefined();
    expect(refusal({ prompt: '' })).toBeUndefined();
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
    expect(() => checkNotNothing(undefined, { negative: 'people' })).toThrow('nothing to paint from');
    expect(() => checkNotNothing(undefined, {})).toThrow(
      expect.objectContaining({ advice: expect.stringContaining('--prompt ""') as string }),
    );
    for (const options of [{ prompt: '' }, { class: 'lake' }]) checkNotNothing(undefined, options);
    checkNotNothing('layout.png', {});
  });

  it('takes strengths above 0 and up to 1', () => {
    for (const strength of [0.01, 0.6, 1]) checkStrength(strength);
    expect(() => checkStrength(0)).toThrow('With a strength of 0 nothing is painted.');
    for (const strength of [-0.5, 1.5]) {
      expect(() => checkStrength(strength)).toThrow(`The strength cannot be ${strength}.`);
    }
  });
});
