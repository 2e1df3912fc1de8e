import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStudioHost } from '../../tests/support/studio-host.ts';
import { tinyRequest } from '../../tests/support/tiny-pack.ts';

const slow = 200_000;
const hostChild = join(import.meta.dirname, '../../tests/support/host-child.ts');

let dataFolder = '';
const children: ChildProcess[] = [];
beforeEach(async () => (dataFolder = await mkdtemp(join(tmpdir(), 'umber-resume-'))));
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(dataFolder, { recursive: true });
});

/** A host in a process of its own: `atStep` is told each step, with the process of the engine, until it answers. */
async function hostApart(atStep: (step: number, engine: number, host: ChildProcess) => Promise<void> | void) {
  const child = spawn(process.execPath, [hostChild, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, first = '', second, third] = line.split(' ');
    if (kind === 'done') return { hash: first, remembered: Number(second), engines: Number(third) };
    await atStep(Number(first), Number(second), child);
  }
  return undefined;
}

/** Of the same picture, painted without any trouble. */
let unbroken = '';
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'umber-resume-'));
  unbroken = (await hostApart(() => undefined))!.hash;
  await rm(dataFolder, { recursive: true });
}, slow);

describe('a picture that is being painted', { timeout: slow }, () => {
  it('goes on where it was when the engine is killed, to the same pixels', async () => {
    const killed = new Set<number>();
    const painted = await hostApart((step, engine) => {
      if (step < 40 || killed.size > 0) return;
      killed.add(engine);
      process.kill(engine, 'SIGKILL');
    });
    expect(painted).toMatchObject({ hash: unbroken, engines: 2 });
    expect(painted!.remembered).toBeGreaterThanOrEqual(40);
    expect(await readdir(join(dataFolder, 'jobs', 'runs'))).toEqual([]);
  });

  it('goes on where it was when the host is killed, and the next one opens', async () => {
    const killed = await hostApart((step, _engine, host) => {
      if (step >= 40) host.kill('SIGKILL');
    });
    expect(killed).toBeUndefined();
    expect(await readdir(join(dataFolder, 'jobs', 'runs'))).toHaveLength(1);
    const painted = await hostApart(() => undefined);
    expect(painted).toMatchObject({ hash: unbroken, engines: 1 });
    expect(painted!.remembered).toBeGreaterThanOrEqual(40);
  });

  it('goes on without a word when the machine slept longer than any engine may be silent', async () => {
    let hasSlept = false;
    const painted = await hostApart(async (step, engine, host) => {
      if (step < 40 || hasSlept) return;
      hasSlept = true;
      for (const pid of [host.pid!, engine]) process.kill(pid, 'SIGSTOP');
      await wait(7000);
      for (const pid of [engine, host.pid!]) process.kill(pid, 'SIGCONT');
    });
    expect(painted).toEqual({ hash: unbroken, remembered: 0, engines: 1 });
  });

  it('of which the pixels lie in files is painted from them, and they go with it', async () => {
    const host = await openStudioHost(dataFolder);
    const size = { width: 64, height: 64 };
    const conditions = {
      source: { ...size, rgb: new Uint8Array(3 * 64 * 64).fill(90), strength: 1 },
      mask: { ...size, coverage: new Uint8Array(64 * 64).fill(255, 0, 64 * 32), feather: 0, context: 16 },
    };
    const { ids } = await host.routes['jobs.add']({ request: tinyRequest({ conditions }) });
    const job = await host.untilJob(ids[0]!, 'done', 'failed');
    expect(job).toMatchObject({ state: 'done', edit: { keptPixels: 64 * 32, changedOutside: 0 } });
    await expect.poll(() => readdir(join(dataFolder, 'jobs', 'pixels'))).toEqual([]);
    await host.close();
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const host = await openStudioHost(dataFolder);
    const runs = join(dataFolder, 'jobs', 'runs');
    const { ids } = await host.routes['jobs.add']({ request: tinyRequest({ steps: 1000 }) });
    const [id = ''] = ids;
    const atStep = (least: number) =>
      host.until((event) =>
        event.kind === 'jobChanged' && event.job.id === id
          ? (event.job.progress?.step ?? 0) >= least || undefined
          : undefined,
      );
    await atStep(20);
    expect(await readdir(runs)).toEqual([id]);
    await host.routes['jobs.cancel']({ id });
    await expect.poll(() => readdir(runs), { timeout: 20_000 }).toEqual([]);
    await host.close();
  });
});
