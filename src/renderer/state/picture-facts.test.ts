import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../shared/recipe.ts';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import { pictureFacts } from './picture-facts.ts';
import type { Studio } from './studio.svelte.ts';

const studio = {
  language: {
    t: (key: string) => key.replace(/^.*\./, ''),
    has: (key: string) => key === 'samplers.euler' || key === 'providers.cpu',
    number: String,
    percent: (share: number) => `${share * 100} %`,
  },
  packs: [{ name: 'tiny', title: 'Tiny' }],
  names: { sceneName: (name: string) => name.toUpperCase() },
} as unknown as Studio;

const item = { width: 512, height: 384, seed: 7, pack: 'tiny' } as GalleryItem;

const factsOf = (conditions: object, pack = 'tiny') => {
  const request = {
    width: 512,
    height: 384,
    steps: 20,
    sampler: 'euler',
    guidance: { text: 4, class: 2, layout: 1.5 },
    conditions,
  };
  const recipe = { request, provider: 'cpu', precision: 'fp16', umberVersion: '0.1.0' } as unknown as Recipe;
  return new Map(pictureFacts(studio, { ...item, pack }, recipe).map(({ name, value }) => [name, value]));
};

describe('pictureFacts', () => {
  it('tells how a picture was painted', () => {
    const facts = factsOf({ text: { prompt: 'a lake' }, layout: {}, class: { scene: 'coast' } });
    expect(Object.fromEntries(facts)).toEqual({
      size: '512 × 384',
      seed: '7',
      pack: 'Tiny',
      steps: '20',
      sampler: 'euler',
      guidance: 'text 4 · class 2 · layout 1.5',
      scene: 'COAST',
      mode: 'paint',
      provider: 'cpu, fp16',
      version: 'Umber 0.1.0',
    });
  });

  it('names what was done to the picture before', () => {
    expect(factsOf({ source: { strength: 0.6 } }).get('mode')).toBe('vary, 60 %');
    expect(factsOf({ source: { strength: 1 }, mask: {} }).get('mode')).toBe('repaint, 100 %');
    expect(factsOf({ degraded: { width: 512, height: 384 } }).get('mode')).toBe('restore');
    expect(factsOf({ degraded: { width: 256, height: 192 } }).get('mode')).toBe('upscale');
    expect(factsOf({}).has('guidance')).toBe(false);
  });

  it('says what the list knows where the recipe cannot be read, and of packs that are gone', () => {
    expect(pictureFacts(studio, { ...item, pack: 'gone' }, undefined).map(({ value }) => value)).toEqual([
      '512 × 384',
      '7',
      'gone',
    ]);
  });
});
