import { deflateSync } from 'node:zlib';
import { textChunk, writePngChunks } from '../../src/files/png-file.ts';
import { RECIPE_KEYWORD, type Recipe } from '../../src/shared/recipe.ts';

/** A small PNG with a recipe in it, as the engine writes them; `extra` chunks stand between recipe and pixels. */
export function recipePicture(
  { prompt = 'a lake', pack = 'tiny', seed = 1 }: { prompt?: string; pack?: string; seed?: number } = {},
  extra: readonly { type: string; data: Uint8Array }[] = [],
): Uint8Array {
  const size = { width: 16, height: 8 };
  const recipe: Recipe = {
    format: 'umber-recipe',
    version: 1,
    request: {
      pack,
      ...size,
      seed,
      sampler: 'euler',
      steps: 2,
      guidance: { text: 1, class: 1, layout: 1 },
      conditions: { text: { prompt } },
    },
    pack: { name: pack, hash: 'a'.repeat(64) },
    provider: 'cpu',
    precision: 'fp32',
    threads: 2,
    runtimeVersion: '1.30.0',
    umberVersion: '0.1.0',
    noiseHash: 'b'.repeat(64),
    pictureHash: 'c'.repeat(64),
  };
  const ascii = JSON.stringify(recipe).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size.width, 0);
  header.writeUInt32BE(size.height, 4);
  header.set([8, 2], 8);
  const rows = Buffer.alloc(size.height * (1 + size.width * 3), seed & 255);
  // Each row begins with its filter, here none.
  for (let y = 0; y < size.height; y++) rows[y * (1 + size.width * 3)] = 0;
  return writePngChunks([
    { type: 'IHDR', data: header },
    textChunk(RECIPE_KEYWORD, ascii),
    ...extra,
    { type: 'IDAT', data: deflateSync(rows) },
    { type: 'IEND', data: new Uint8Array(0) },
  ]);
}
