import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { packManifestSchema } from '../../shared/pack-manifest.ts';
import { estimateMemory } from './painting-costs.ts';

const manifest = packManifestSchema.parse(
  JSON.parse(await readFile('tests/fixtures/packs/tiny/umber.json', 'utf8')),
);

it('estimates more memory for more pixels, more passes, and heavier weights', () => {
  const small = { width: 256, height: 256, passes: 1 };
  const bytes = estimateMemory(small, manifest);
  expect(estimateMemory({ ...small, width: 512 }, manifest)).toBeGreaterThan(bytes);
  expect(estimateMemory({ ...small, passes: 8 }, manifest)).toBeGreaterThan(bytes);
  expect(estimateMemory(small, { ...manifest, precision: 'fp16' })).toBeGreaterThan(bytes);
});
