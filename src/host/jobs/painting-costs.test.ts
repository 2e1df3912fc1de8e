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

  it('grows with the steps that are run, and with what the network sees of its pixels', async () => {
    const costs = await openPaintingCosts(join(folder, 'costs.json'), nodeFs);
    expect(costs.durationMs(kind, 10, manifest)).toBeUndefined();
    costs.record(kind, cost);
    expect(costs.durationMs(kind, 10, manifest)).toBe(1100);
    expect(costs.durationMs(kind, 5, manifest)).toBe(600);
    // 256 in one window; 512 after that in four of 384; 1024 by 512 in two windows, and after that in eight.
    const [small, square] = [256 ** 2, 256 ** 2 + 0.6 * 4 * 384 ** 2];
    const wide = 2 * 384 * 256 + 0.6 * 8 * 384 ** 2;
    expect(costs.durationMs({ ...kind, width: 256, height: 256 }, 10, manifest)).toBeCloseTo(
      1000 * (small / square) + 25,
    );
    expect(costs.durationMs({ ...kind, width: 1024 }, 10, manifest)).toBeCloseTo(
      1000 * (wide / square) + 200,
    );
    await costs.close();
  });

  it('of a part tells nothing of the whole, where anything is known of that', async () => {
    const costs = await openPaintingCosts(join(folder, 'costs.json'), nodeFs);
    costs.record(kind, cost);
    costs.record({ ...kind, isMasked: true }, { ...cost, samplingMs: 100, paintingMs: 110 });
    expect(costs.durationMs(kind, 10, manifest)).toBe(1100);
    expect(costs.durationMs({ ...kind, height: 1024 }, 10, manifest)).toBeGreaterThan(2200);
    expect(costs.durationMs({ ...kind, isMasked: true }, 10, manifest)).toBe(110);
    await costs.close();
  });
});
