import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeToyPack } from '../../tests/support/toy-pack.ts';
import type { GenerationRequest } from '../shared/generation-request.ts';
import { completeRequest } from './check-request.ts';
import { createEngine, type Engine } from './engine.ts';
import { encodePicture } from './pictures/recipe-in-picture.ts';
import { replayPicture } from './replay.ts';

let root: string;
let engine: Engine;
let request: GenerationRequest;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'umber-replay-'));
  writeToyPack(join(root, 'toy'));
  engine = await createEngine({ packFolder: join(root, 'toy'), threads: 1 });
  request = completeRequest(engine.pack.manifest, {
    seed: 3,
    conditions: {
      text: { prompt: 'a calm evening' },
      layout: { width: 4, height: 2, classIds: Uint8Array.of(1, 1, 1, 1, 8, 8, 12, 12) },
    },
  });
});

afterAll(async () => {
  await engine.dispose();
  rmSync(root, { recursive: true, force: true });
});

it('says identical on the same pack and settings', async () => {
  const { png } = await engine.generate(request);
  const report = await replayPicture(engine, png);
  expect(report).toMatchObject({ isIdentical: true, isAltered: false, differences: [] });
  expect(report.result.png).toEqual(png);
});

it('says by how much and why not where the pack is another', async () => {
  const { png } = await engine.generate(request);
  writeToyPack(join(root, 'other'), { manifest: (manifest) => (manifest.latent.mean = [0.5, 0, 0, 0]) });
  const other = await createEngine({ packFolder: join(root, 'other'), threads: 1 });
  const report = await replayPicture(other, png);
  await other.dispose();
  expect(report.isIdentical).toBe(false);
  expect(report.differences).toEqual([
    { field: 'pack hash', recorded: engine.pack.hash, now: other.pack.hash },
  ]);
  expect(report.pictures?.differentPixels).toBeGreaterThan(0);
});

it('names a setting that changed without effect, and still says identical', async () => {
  const { png } = await engine.generate(request);
  const wider = await createEngine({ packFolder: join(root, 'toy'), threads: 2 });
  const report = await replayPicture(wider, png);
  await wider.dispose();
  expect(report.differences).toEqual([{ field: 'threads', recorded: 1, now: 2 }]);
});

it('notices that the picture in the file was changed after it was painted', async () => {
  const { rgb, recipe, width, height } = await engine.generate(request);
  const altered = rgb.slice();
  altered[0] = 255 - altered[0]!;
  const png = await encodePicture(altered, { width, height }, { recipe, layout: request.conditions.layout });
  const report = await replayPicture(engine, png);
  expect(report).toMatchObject({ isIdentical: false, isAltered: true, differences: [] });
  expect(report.pictures?.differentPixels).toBe(1);
});
