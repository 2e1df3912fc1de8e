import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFaultyFs, diskFaults } from '../../tests/support/faulty-fs.ts';
import { openRunLog, type LogFiles, type RunLog } from './run-log.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umber-run-log-'));
  file = join(folder, 'picture.run');
});
afterEach(() => rm(folder, { recursive: true }));

const level = { alpha: 1, sigma: 1, timestep: 500 };
const key = randomBytes(32);
/** Where a log begins, and what a frame of two values takes. */
const [headerBytes, frameBytes] = [40, 12 + 8];

interface Opened {
  key?: Uint8Array;
  afterMs?: number;
  files?: LogFiles;
}

/** Runs a network of two values that counts, as a process that is killed after so many runs: nothing is closed. */
async function runs(count: number, { key: named = key, afterMs = 0, files }: Opened = {}) {
  const log = await openRunLog({ file, afterMs }, () => named, files);
  let live = 0;
  // One buffer for all answers, as the real network has.
  const buffer = new Float32Array(2);
  const network = log.remembered((x) => {
    live++;
    buffer.set([x[0]! + 0.1, -x[0]!]);
    return Promise.resolve(buffer);
  });
  const answers: number[][] = [];
  for (let run = 0; run < count; run++) answers.push([...(await network(Float32Array.of(run, 0), level))]);
  return { answers, live, log };
}

const expected = (count: number) =>
  Array.from({ length: count }, (_, run) => [...Float32Array.of(run + 0.1, -run)]);

async function closing<T extends { log: RunLog }>(work: Promise<T>): Promise<T> {
  const done = await work;
  await done.log.close();
  return done;
}

describe('a run log', () => {
  it('spares the next process the runs that were done, and goes on behind them', async () => {
    await closing(runs(5));
    const second = await closing(runs(8));
    expect(second).toMatchObject({ answers: expected(8), live: 3 });
    expect(second.log.isRecalling).toBe(false);
    const third = await closing(runs(8));
    expect(third).toMatchObject({ answers: expected(8), live: 0 });
    expect(third.log.isRecalling).toBe(true);
  });

  it('writes nothing for a picture that is done soon, and all of one that takes longer', async () => {
    await closing(runs(5, { afterMs: 60_000 }));
    expect(await readdir(folder)).toEqual([]);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(10_000);
    const log = await openRunLog({ file }, () => key);
    const network = log.remembered((x) => Promise.resolve(Float32Array.of(x[0]! + 0.1, -x[0]!)));
    for (let run = 0; run < 3; run++) await network(Float32Array.of(run, 0), level);
    expect(await readdir(folder)).toEqual([]);
    clock.mockReturnValue(12_000);
    await network(Float32Array.of(3, 0), level);
    await log.close();
    clock.mockRestore();
    expect(await closing(runs(6))).toMatchObject({ answers: expected(6), live: 2 });
  });

  it('cut at any byte of its last answers goes on from those that are whole', async () => {
    await closing(runs(3));
    const whole = await readFile(file);
    expect(whole).toHaveLength(headerBytes + 3 * frameBytes);
    for (let length = 0; length < whole.length; length++) {
      await writeFile(file, whole);
      await truncate(file, length);
      const known = Math.max(0, Math.floor((length - headerBytes) / frameBytes));
      const next = await closing(runs(4));
      expect(next, `${length}`).toMatchObject({ answers: expected(4), live: 4 - known });
      // What was torn has been written anew, and not behind the tear.
      expect(await closing(runs(4)), `${length}`).toMatchObject({ answers: expected(4), live: 0 });
    }
  });

  it('does not believe an answer of which a bit has changed, nor anything behind it', async () => {
    await closing(runs(3));
    const whole = await readFile(file);
    for (let bit = headerBytes * 8; bit < whole.length * 8; bit += 7) {
      const flipped = Uint8Array.from(whole);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      await writeFile(file, flipped);
      const known = Math.floor(((bit >> 3) - headerBytes) / frameBytes);
      expect(await closing(runs(3)), `${bit}`).toMatchObject({ answers: expected(3), live: 3 - known });
    }
  });

  it('of another picture is removed', async () => {
    await closing(runs(3));
    expect(await closing(runs(3, { key: randomBytes(32), afterMs: 60_000 }))).toMatchObject({ live: 3 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('answers nothing for a network of another size', async () => {
    await closing(runs(2));
    const log = await openRunLog({ file, afterMs: 0 }, () => key);
    const network = log.remembered((x) => Promise.resolve(x));
    expect([...(await network(Float32Array.of(7, 8, 9), level))]).toEqual([7, 8, 9]);
    await log.close();
  });
});

describe('a run log on a failing disk', () => {
  it('is given up and never in the way, whichever operation fails and however', async () => {
    for (const [code] of diskFaults) {
      for (const isLasting of [false, true]) {
        for (let failing = 0; ; failing++) {
          await rm(file, { force: true });
          await closing(runs(2));
          const disk = createFaultyFs();
          disk.fail(failing, code, { isLasting });
          const where = `${code} at ${failing}, ${isLasting}`;
          const { answers } = await closing(runs(5, { files: disk.fs }));
          expect(answers, where).toEqual(expected(5));
          if (disk.calls.length <= failing) break;
          // Whatever is left is still believed only as far as it is whole.
          expect((await closing(runs(6))).answers, where).toEqual(expected(6));
        }
      }
    }
  });

  it('does not keep the room that the picture needs', async () => {
    const disk = createFaultyFs();
    // Opening, finding nothing, opening anew, the header, and an answer of which the data has no room.
    disk.fail(4, 'ENOSPC');
    expect((await closing(runs(5, { files: disk.fs }))).answers).toEqual(expected(5));
    expect(disk.calls.slice(0, 5)).toEqual(['open r+', 'open w+', 'write', 'write', 'write']);
    expect(await readdir(folder)).toEqual([]);
  });
});
