import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeCases, stagedCases } from '../../tests/support/resume-cases.ts';
import { fixturePacks } from '../../tests/support/tiny-pack.ts';
import { writeToyPack } from '../../tests/support/toy-pack.ts';
import { createEngine, type Engine } from './engine.ts';

const slow = 120_000;
const child = join(import.meta.dirname, '../../tests/support/resume-child.ts');

let folder = '';
let engine: Engine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umber-resume-'));
  engine = await createEngine({ packFolder: join(fixturePacks, 'tiny'), threads: 1 });
}, slow);
afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true });
});

/** Paints all pictures in a process of their own, which dies when each has done so many steps. */
async function paintApart(lastStep: number, logs = folder, ...toyPack: string[]) {
  const process_ = spawn(process.execPath, [child, logs, String(lastStep), ...toyPack], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  process_.stdout.on('data', (text: Buffer) => (said += text.toString()));
  const [code, signal] = (await once(process_, 'close')) as [number | null, string | null];
  return { code, signal, said };
}

describe('a picture whose process is killed at every tenth step', { timeout: slow }, () => {
  it('goes on where it was each time, and has the same pixels as one that never was', async () => {
    for (const step of [10, 20, 30]) {
      expect(await paintApart(step)).toEqual({ code: null, signal: 'SIGKILL', said: '' });
    }
    const { said } = await paintApart(0);
    const painted = JSON.parse(said) as Record<string, { hash: string; remembered: number }>;
    for (const [name, request] of Object.entries(resumeCases)) {
      const { recipe } = await engine.generate(request);
      expect(painted[name], name).toEqual({ hash: recipe.pictureHash, remembered: 30 });
    }
  });

  it('leaves its log to whoever named it, and goes from start to end without the network', async () => {
    expect((await readdir(folder)).sort()).toEqual(Object.keys(resumeCases).sort());
    const [name, request] = Object.entries(resumeCases)[0]!;
    const { timings } = await engine.generate(request, { resume: { file: join(folder, name) } });
    expect(timings.samplingRuns).toBe(0);
  });

  it('begins anew where anything that decides the pixels is another', async () => {
    const [name, request] = Object.entries(resumeCases)[0]!;
    const other = { ...request, seed: request.seed + 1 };
    const [resumed, unbroken] = [
      await engine.generate(other, { resume: { file: join(folder, name), afterMs: 0 } }),
      await engine.generate(other),
    ];
    expect(resumed.timings.samplingRuns).toBe(unbroken.timings.samplingRuns);
    expect(Buffer.compare(resumed.png, unbroken.png)).toBe(0);
  });
});

describe('a large picture, which is painted small first', { timeout: slow }, () => {
  it('goes on after kills while it is small and while it is large', async () => {
    const pack = join(folder, 'toy-pack');
    const logs = join(folder, 'staged');
    await mkdir(logs);
    writeToyPack(pack, { hasEncoder: true });
    const toy = await createEngine({ packFolder: pack, threads: 1 });
    // Twenty steps at its native size, then twelve of the enlarged one.
    for (const step of [10, 26]) {
      expect(await paintApart(step, logs, pack)).toMatchObject({ signal: 'SIGKILL' });
    }
    const { said } = await paintApart(0, logs, pack);
    const painted = JSON.parse(said) as Record<string, { hash: string; remembered: number }>;
    for (const [name, request] of Object.entries(stagedCases)) {
      const steps: number[] = [];
      const { recipe } = await toy.generate(request, {
        onProgress: (progress) => progress.part === 'sampling' && steps.push(progress.steps),
      });
      expect(painted[name], name).toEqual({ hash: recipe.pictureHash, remembered: 26 });
      expect(steps.length).toBeGreaterThan(26);
      expect(new Set(steps)).toEqual(new Set([steps.length]));
    }
    await toy.dispose();
  });
});
