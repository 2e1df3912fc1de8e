import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packManifestSchema } from '../../shared/pack-manifest.ts';
import { nodeFs } from '../storage/fs.ts';
import { estimateMemory, openPaintingCosts } from './painting-costs.ts';

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

it('estimates memory that is bounded by windows and tiles: beyond them a picture takes only its own bytes', () => {
  const sized = (side: number) => estimateMemory({ width: side, height: side, passes: 4 }, manifest);
  expect((sized(8192) - sized(4096)) / (8192 ** 2 - 4096 ** 2)).toBeLessThan(16);
});

describe('what a picture takes', () => {
  const kind = {
    packHash: 'a',
    provider: 'cpu',
    threads: 1,
    width: 512,
    height: 512,
    passes: 2,
    isMasked: false,
  };
  const cost = { steps: 10, samplingMs: 1000, paintingMs: 1100, memoryBytes: 1 };
  let folder = '';
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-costs-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('grows with its pixels and with the steps that are run', async () => {
    const costs = await openPaintingCosts(join(folder, 'costs.json'), nodeFs);
    expect(costs.durationMs(kind, 10)).toBeUndefined();
    costs.record(kind, cost);
    expect(costs.durationMs(kind, 10)).toBe(1100);
    expect(costs.durationMs(kind, 5)).toBe(600);
    expect(costs.durationMs({ ...kind, width: 1024 }, 10)).toBe(2200);
    await costs.close();
  });

  it('of a part tells nothing of the whole, where anything is known of that', async () => {
    const costs = await openPaintingCosts(join(folder, 'costs.json'), nodeFs);
    costs.record(kind, cost);
    costs.record({ ...kind, isMasked: true }, { ...cost, samplingMs: 100, paintingMs: 110 });
    expect(costs.durationMs(kind, 10)).toBe(1100);
    expect(costs.durationMs({ ...kind, height: 1024 }, 10)).toBe(2200);
    expect(costs.durationMs({ ...kind, isMasked: true }, 10)).toBe(110);
    await costs.close();
  });
});
