import { describe, expect, it } from 'vitest';
import { readPngChunks, writePngChunks } from '../../files/png-file.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { hashPixels } from './compare-pictures.ts';
import { decodePng, toRgb } from '../png/decode-png.ts';
import { asciiJson, encodeGreyPng, encodePng } from '../png/encode-png.ts';
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

const source = { ...size, rgb, strength: 1 };
const mask = { ...size, coverage: new Uint8Array(16 * 8).fill(255), feather: 2, context: 4 };
const withConditions = (conditions: Recipe['request']['conditions']): Recipe => ({
  ...recipe,
  version: 2,
  request: { ...recipe.request, conditions },
});
const masked = withConditions({
  source: { ...size, hash: hashPixels(rgb), strength: 1 },
  mask: { ...size, hash: hashPixels(mask.coverage), feather: 2, context: 4 },
});

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
      'a newer version': asciiJson({ ...recipe, version: 3 }),
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

  it('carries what it was painted over, and what is painted anew', async () => {
    expect(readRecipe(await encodePicture(rgb, size, { recipe: masked, source, mask }))).toEqual({
      recipe: masked,
      source,
      mask,
    });
  });

  it('gives what is wanted of it, and looks at nothing else', async () => {
    const text = { umber: asciiJson(masked), 'umber:source': 'damaged' };
    const damaged = await encodePng(rgb, { ...size, text });
    expect(() => readRecipe(damaged)).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    expect(readRecipe(damaged, ['layout'])).toEqual({ recipe: masked });
    const whole = await encodePicture(rgb, size, { recipe: masked, source, mask });
    expect(readRecipe(whole, ['mask'])).toEqual({ recipe: masked, mask });
  });

  it('whose mask is a picture of another kind or size is refused, with a hash of its own', async () => {
    const sourcePng = await encodePng(rgb, size);
    const claims = {
      'a mask in colours': { mask: sourcePng, hash: hashPixels(rgb) },
      'a mask of another size': {
        mask: await encodeGreyPng(mask.coverage, { width: size.height, height: size.width }),
        hash: hashPixels(mask.coverage),
      },
    };
    for (const [what, { mask: png, hash }] of Object.entries(claims)) {
      const claimed = withConditions({
        ...masked.request.conditions,
        mask: { ...masked.request.conditions.mask!, hash },
      });
      const bytes = await encodePng(rgb, {
        ...size,
        text: {
          umber: asciiJson(claimed),
          'umber:source': Buffer.from(sourcePng).toString('base64'),
          'umber:mask': Buffer.from(png).toString('base64'),
        },
      });
      expect(() => readRecipe(bytes), what).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
    }
  });

  it('is judged by the header of what it carries, before any of it is unpacked', async () => {
    const [header, ...rest] = readPngChunks(await encodePng(rgb, size));
    const deep = Buffer.from(header!.data);
    deep[8] = 16;
    const bytes = await encodePng(rgb, {
      ...size,
      text: {
        umber: asciiJson(masked),
        'umber:source': Buffer.from(writePngChunks([{ type: 'IHDR', data: deep }, ...rest])).toString(
          'base64',
        ),
      },
    });
    expect(() => readRecipe(bytes)).toThrow('is not the one its recipe names');
  });

  it('that says it was restored and painted over at once is refused', async () => {
    const both = withConditions({
      ...masked.request.conditions,
      degraded: { ...size, hash: hashPixels(rgb), degradation: 0.5 },
    });
    const degraded = { ...size, rgb, degradation: 0.5 };
    const bytes = await encodePicture(rgb, size, { recipe: both, source, mask, degraded });
    expect(() => readRecipe(bytes)).toThrow(expect.objectContaining({ code: 'RECIPE_INVALID' }));
  });
});
