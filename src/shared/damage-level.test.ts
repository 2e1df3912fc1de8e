import { describe, expect, it } from 'vitest';
import { blurAtLevel, blurOfEnlarging, damageLevel } from './damage-level.ts';

describe('damageLevel', () => {
  it.each([
    // Of training/degrade.py, in Python.
    [0, 0, 0],
    [1, 0, 0.25],
    [2, 0, 0.396240625180289],
    [3, 0, 0.5],
    [0.5, 0.08, 0.306240625180289],
    [0, 0.06, 0.12],
    [3, 0.06, 0.62],
    [8, 0.08, 0.952481250360578],
    [20, 0.5, 1],
  ])('says of a blur of %f and a noise of %f what the networks were taught', (blur, noise, level) => {
    expect(damageLevel(blur, noise)).toBeCloseTo(level, 14);
  });
});

describe('blurOfEnlarging', () => {
  it('is half the factor, and nothing where a picture is not enlarged', () => {
    expect([0.5, 1, 1.5, 2, 4].map(blurOfEnlarging)).toEqual([0, 0, 0.75, 1, 2]);
  });
});

describe('blurAtLevel', () => {
  it('is the blur that the level was made of', () => {
    for (const [blur, noise] of [
      [0, 0],
      [3, 0],
      [0.5, 0.06],
      [2, 0.02],
    ] as const) {
      expect(blurAtLevel(damageLevel(blur, noise), noise)).toBeCloseTo(blur, 12);
    }
  });

  it('is nothing where the noise alone is worse than the level', () => {
    expect(blurAtLevel(0.1, 0.2)).toBe(0);
  });
});
