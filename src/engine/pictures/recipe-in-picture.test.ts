import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../shared/recipe.ts';
import { hashPixels } from './compare-pictures.ts';
import { decodePng, toRgb } from '../png/decode-png.ts';
import { asciiJson, encodePng } from '../png/encode-png.ts';
import { encodePicture, readRecipe } from './recipe-in-picture.ts';

const size = { width: 16, height: 8 };
const rgb = Uint8Array.from({ length: 16 * 8 * 3 }, (_, index) => (index * 31) & 255);
const layout = { width: 4, height: 2, classIds: Uint8Array.of(1, 1, 2, 2, 12, 12, 10, 0) };
const recipe: Recipe = {
  format: 'umber-recipe',
  version: 1,
  request: {
    pack: 'umber-tiny',
    ...size,
    seed: Number.MAX_SAFE_INTEGER,
    sampler: 'euler',
    steps: 20,
    guidance: { text: 3, class: 1.5, layout: 2 },
    conditions: {
      text: { prompt: 'un lac à l’aube 🌅 </script>', negativePrompt: '' },
      class: { scene: 'lake' },
      layout: { width: 4, height: 2, hash: hashPixels(layout.classIds) },
    },
  },
  pack: { name: 'umber-tiny', hash: 'a'.repeat(64) },
  provider: 'cpu',
  precision: 'fp32',
  threads: 2,
  runtimeVersion: '1.30.0',
  umberVersion: '0.1.0',
  noiseHash: 'b'.repeat(64),
  pictureHash: hashPixels(rgb),
};

describe('a picture', () => {
  it('carries its recipe and its layout, and keeps its pixels', async () => {
    const bytes = await encodePicture(rgb, size, { recipe, layout });
    expect(readRecipe(bytes)).toEqual({ recipe, layout });
    expect(toRgb(decodePng(bytes))).toEqual(rgb);
  });

  it('may have no layout', async () => {
    const { text, class: scene } = recipe.request.conditions;
    const plain = { ...recipe, request: { ...recipe.request, conditions: { text, class: scene } } };
    const bytes = await encodePicture(rgb, size, { recipe: plain, layout: undefined });
    expect(readRecipe(bytes)).toEqual({ recipe: plain, layout: undefined });
  });

  it('without a recipe says so', async () => {
    const bytes = await encodePng(rgb, size);
    expect(() => readRecipe(bytes)).toThrow(expect.objectContaining({ code: 'RECIPE_MISSING' }));
  });

  it('with a recipe that is damaged, hostile or newer is refused', async () => {
    const wrong = {
      'not JSON': '{"format":"umber-recipe"',
      'a list': '[]',
      'a newer version': asciiJson({ ...recipe, version: 2 }),
      'more than the schema has': asciiJson({ ...recipe, shell: 'rm' }),
      'a folder in place of a pack’s name': asciiJson({
        ...recipe,
        pack: { ...recipe.pack, name: '../elsewhere' },
      }),
      'a folder as the request’s pack': asciiJson({
        ...recipe,
        request: { ...recipe.request, pack: '//server/share' },
      }),
      'no steps': asciiJson({ ...recipe, request: { ...recipe.request, steps: 0 } }),
    };
    for (const [what, text] of Object.entries(wrong)) {
      const bytes = await encodePng(rgb, { ...size, text: { umber: text } });
      expect(() => readRecipe(bytes), what).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    }
  });

  it('whose layout is missing, damaged or another one is refused', async () => {
    const other = { ...layout, classIds: new Uint8Array(8).fill(3) };
    const texts: Record<string, string>[] = [
      { umber: asciiJson(recipe) },
      { umber: asciiJson(recipe), 'umber:layout': 'bm90IGEgUE5H' },
    ];
    for (const text of texts) {
      const bytes = await encodePng(rgb, { ...size, text });
      expect(() => readRecipe(bytes)).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    }
    const bytes = await encodePicture(rgb, size, { recipe, layout: other });
    expect(() => readRecipe(bytes)).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
  });
});
