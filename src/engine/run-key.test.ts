import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeToyPack } from '../../tests/support/toy-pack.ts';
import { completeRequest } from './check-request.ts';
import { generate } from './generate.ts';
import { loadPack } from './load-pack.ts';
import { PAINTING_FORMAT, runKey } from './run-key.ts';
import type { Provider } from './sessions/runtime.ts';

it('keeps a log of what the processor paints, under a key that a change of painting changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'umber-run-key-'));
  const manifest = writeToyPack(join(folder, 'toy'));
  const loaded = await loadPack(join(folder, 'toy'), { provider: 'cpu', threads: 1 });
  const asked = completeRequest(manifest, { seed: 1, steps: 1, conditions: {} });
  const paintAs = (provider: Provider) =>
    generate(loaded, { provider, threads: 1 }, asked, {
      resume: { file: join(folder, `${provider}.run`), afterMs: 0 },
    });
  for (const provider of ['cuda', 'dml', 'coreml', 'webgpu'] as const) await paintAs(provider);
  expect(await readdir(folder)).toEqual(['toy']);
  const { recipe } = await paintAs('cpu');
  expect((await readdir(folder)).sort()).toEqual(['cpu.run', 'toy']);
  await loaded.release();
  await rm(folder, { recursive: true });

  const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');
  expect(hex(runKey(recipe))).toBe(hex(runKey(recipe, PAINTING_FORMAT)));
  expect(hex(runKey(recipe))).not.toBe(hex(runKey(recipe, PAINTING_FORMAT + 1)));
  expect(hex(runKey(recipe))).not.toBe(hex(runKey({ ...recipe, threads: 2 })));
});
