import { describe, expect, it } from 'vitest';
import { recipeVersionOf } from './recipe.ts';

describe('recipeVersionOf', () => {
  const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };

  it('is 1 where a request has nothing that the first readers do not know', () => {
    const layout = { width: 1, height: 1, classIds: Uint8Array.of(1) };
    expect(recipeVersionOf({ conditions: {} })).toBe(1);
    expect(recipeVersionOf({ conditions: { text: { prompt: '' }, class: { scene: 'lake' }, layout } })).toBe(
      1,
    );
  });

  it('is 2 with a picture or with edges that meet, so that they say “newer than this Umber”', () => {
    expect(recipeVersionOf({ wrap: 'both', conditions: {} })).toBe(2);
    expect(recipeVersionOf({ conditions: { source: { ...picture, strength: 1 } } })).toBe(2);
    expect(recipeVersionOf({ conditions: { degraded: { ...picture, degradation: 0 } } })).toBe(2);
  });
});
