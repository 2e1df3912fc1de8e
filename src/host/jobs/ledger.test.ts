import { sentence } from '../../shared/sentence.ts';
import { UmberError } from '../../shared/errors.ts';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultyFs } from '../../../tests/support/faulty-fs.ts';
import type { Job } from '../../shared/job.ts';
import { nodeFs, type Fs } from '../storage/fs.ts';
import { Ledger } from './ledger.ts';
import type { KeptRequest, QueueEntry, QueueState } from './queue-state.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umber-ledger-'));
  path = join(folder, 'jobs', 'ledger');
});
afterEach(() => rm(folder, { recursive: true }));

const request: KeptRequest = {
  pack: 'tiny',
  width: 64,
  height: 64,
  seed: 2 ** 40,
  sampler: 'euler',
  steps: 4,
  guidance: { text: 1.5, class: 1, layout: 1 },
  conditions: { text: { prompt: 'một chiều giông' } },
  layout: 'key',
};
const layout = { key: 'key', width: 2, height: 2, deflated: Uint8Array.of(1, 2, 3) };

function added(...ids: string[]): QueueEntry {
  const jobs = ids.map((id) => {
    const { seed, steps, width, height, pack } = request;
    const job: Job = {
      ...{ id, state: 'queued', createdMs: 5 },
      summary: { prompt: 'x', seed, steps, width, height, pack },
    };
    return { job, request, attempts: 0, interruptions: 0 };
  });
  return { kind: 'added', jobs, layouts: [layout], isFirst: false };
}

/** The queue as a test compares it. */
function plain(state: QueueState) {
  return {
    jobs: Object.fromEntries(state.jobs),
    layouts: [...state.layouts.values()].map((kept) => ({ ...kept, deflated: [...kept.deflated] })),
    waiting: state.waiting,
    isPaused: state.isPaused,
  };
}

async function reopened(fs: Fs = nodeFs) {
  const ledger = await Ledger.open(path, fs);
  const state = plain(ledger.state);
  await ledger.close();
  return state;
}

describe('the ledger', () => {
  it('is empty at first', async () => {
    expect(await reopened()).toEqual({ jobs: {}, layouts: [], waiting: [], isPaused: false });
  });

  it('finds everything again as it was left', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a', 'b', 'c', 'd'));
    ledger.note({ kind: 'moved', id: 'c', index: 0 });
    ledger.note({ kind: 'started', id: 'c' });
    ledger.note({ kind: 'finished', id: 'c', fields: { state: 'done', pictureId: 'p', durationMs: 12.5 } });
    const error = new UmberError('ENGINE_CRASHED', sentence`Died.`, { advice: sentence`Retry.` }).value;
    ledger.note({ kind: 'finished', id: 'b', fields: { state: 'failed', error } });
    ledger.note({ kind: 'paused', isPaused: true });
    const before = plain(ledger.state);
    await ledger.close();
    expect(before.waiting).toEqual(['a', 'd']);
    expect(await reopened()).toEqual(before);
    // And once more, from the file that opening wrote anew.
    expect(await reopened()).toEqual(before);
  });

  it('remembers whose picture was taken off the strip and whose was brought back, and of no open job that it was', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a', 'b', 'c'));
    for (const id of ['a', 'b']) {
      ledger.note({ kind: 'finished', id, fields: { state: 'done', pictureId: id } });
    }
    ledger.note({ kind: 'dismissed', ids: ['a', 'b', 'c', 'gone'], isDismissed: true });
    ledger.note({ kind: 'dismissed', ids: ['b'], isDismissed: false });
    await ledger.close();
    // The second time from the file that opening wrote anew.
    for (const { jobs } of [await reopened(), await reopened()]) {
      expect(jobs['a']).toMatchObject({ job: { state: 'done', isDismissed: true } });
      expect(jobs['b']).toMatchObject({ job: { state: 'done', isDismissed: false } });
      expect(jobs['c']!.job).not.toHaveProperty('isDismissed');
    }
  });

  it('puts a job that ran before all that wait, when the host was killed', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a', 'b'));
    ledger.note({ kind: 'moved', id: 'b', index: 0 });
    ledger.note({ kind: 'started', id: 'b' });
    await ledger.close();
    const state = await reopened();
    expect(state.waiting).toEqual(['b', 'a']);
    expect(state.jobs['b']).toMatchObject({ job: { state: 'queued' }, interruptions: 1 });
    expect(state.isPaused).toBe(false);
  });

  it('waits for the artist where the host ended three times in a row during the same job', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a'));
    await ledger.close();
    for (const isPaused of [false, false, true]) {
      const killed = await Ledger.open(path, nodeFs);
      killed.note({ kind: 'started', id: 'a' });
      await killed.close();
      expect(await reopened()).toMatchObject({ waiting: ['a'], isPaused });
    }
  });

  it('keeps a shared layout for as long as a job needs it', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a', 'b'));
    ledger.note({ kind: 'finished', id: 'a', fields: { state: 'done' } });
    expect(ledger.state.layouts.size).toBe(1);
    ledger.note({ kind: 'removed', ids: ['b'] });
    expect(ledger.state.layouts.size).toBe(0);
    await ledger.close();
  });

  it('does not grow without end', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a', 'b'));
    for (let turn = 0; turn < 1500; turn++) ledger.note({ kind: 'moved', id: 'a', index: turn % 2 });
    await ledger.close();
    expect((await readFile(path)).length).toBeLessThan(80_000);
    expect((await reopened()).waiting).toEqual(['b', 'a']);
  });

  it('loses nothing that was added while it was written anew', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    await ledger.commit(added('a'));
    const ids = Array.from({ length: 40 }, (_, index) => `n${index}`);
    const adding: Promise<void>[] = [];
    for (const id of ids) {
      for (let turn = 0; turn < 60; turn++) ledger.note({ kind: 'moved', id: 'a', index: 0 });
      adding.push(ledger.commit(added(id)));
    }
    await Promise.all(adding);
    await ledger.close();
    expect((await reopened()).waiting).toEqual(['a', ...ids]);
  });

  it('reads a file that was cut anywhere, as far as it goes', async () => {
    const ledger = await Ledger.open(path, nodeFs);
    for (const id of ['a', 'b', 'c']) await ledger.commit(added(id));
    await ledger.close();
    const whole = await readFile(path);
    let known = -1;
    for (let length = 0; length <= whole.length; length += 23) {
      await writeFile(path, whole);
      await truncate(path, length);
      const { waiting } = await reopened();
      expect(['', 'a', 'a,b', 'a,b,c']).toContain(waiting.join());
      expect(waiting.length).toBeGreaterThanOrEqual(known);
      known = waiting.length;
    }
  });

  it('starts anew from a file that is none, and keeps that file', async () => {
    await reopened();
    const junk = randomBytes(500);
    await writeFile(path, junk);
    expect((await reopened()).waiting).toEqual([]);
    expect(await readFile(`${path}.damaged`)).toEqual(junk);
  });
});

const lasting = { isLasting: true };

describe('a full disk', () => {
  it('refuses what is added, and leaves the queue as it was', async () => {
    const disk = createFaultyFs();
    const ledger = await Ledger.open(path, disk.fs);
    await ledger.commit(added('a'));
    disk.fail(0, 'ENOSPC', lasting);
    await expect(ledger.commit(added('b'))).rejects.toMatchObject({ code: 'OUTPUT_DISK_FULL' });
    expect(ledger.state.waiting).toEqual(['a']);
    disk.heal();
    await ledger.commit(added('c'));
    await ledger.close();
    expect((await reopened()).waiting).toEqual(['a', 'c']);
  });

  it('does not stop the painting; the file catches up later', async () => {
    const disk = createFaultyFs();
    const ledger = await Ledger.open(path, disk.fs);
    await ledger.commit(added('a', 'b'));
    disk.fail(0, 'ENOSPC', lasting);
    ledger.note({ kind: 'started', id: 'a' });
    ledger.note({ kind: 'finished', id: 'a', fields: { state: 'done', pictureId: 'p' } });
    expect(ledger.state.waiting).toEqual(['b']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    disk.heal();
    await ledger.close();
    expect((await reopened()).jobs['a']).toMatchObject({ job: { state: 'done', pictureId: 'p' } });
  });

  it('is said by a typed error when the ledger cannot be opened', async () => {
    for (let failing = 0; ; failing++) {
      await rm(dirname(path), { recursive: true, force: true });
      const disk = createFaultyFs();
      disk.fail(failing, 'ENOSPC', lasting);
      const outcome = await Ledger.open(path, disk.fs).catch((error: unknown) => error);
      if (outcome instanceof Ledger) {
        await outcome.close();
        break;
      }
      expect(outcome, `${failing}`).toMatchObject({ code: 'OUTPUT_DISK_FULL' });
    }
  });
});
