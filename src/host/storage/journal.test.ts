import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultyFs, diskFaults } from '../../../tests/support/faulty-fs.ts';
import { encodeFrame, joinFrames, packRecord, readJournal } from './journal-format.ts';
import { Journal } from './journal.ts';

let path = '';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'umber-journal-'));
  path = join(folder, 'journal.log');
});
afterEach(() => rm(folder, { recursive: true }));

const frameOf = (record: unknown): Promise<Uint8Array> => encodeFrame(packRecord(record));
const readRecords = async (): Promise<unknown[]> => readJournal(await readFile(path)).records;

const records = [
  { kind: 'short' },
  { kind: 'bytes', pixels: Uint8Array.from({ length: 300 }, (_, index) => index & 255) },
  { kind: 'text', text: 'đồi núi 🏔'.repeat(20) },
  { kind: 'last', number: -1.5 },
];

describe('a journal', () => {
  it('gives back what it was given, in order, and is private', async () => {
    const { journal } = await Journal.open(path);
    await Promise.all(records.map((record) => journal.append(frameOf(record))));
    await journal.close();
    expect(readJournal(await readFile(path))).toEqual({
      records,
      goodBytes: (await stat(path)).size,
      end: 'whole',
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('flushes once for all that wait together', async () => {
    const { fs, calls } = createFaultyFs();
    const { journal } = await Journal.open(path, fs);
    await journal.append(frameOf('opens the file'));
    const before = calls.filter((call) => call === 'datasync').length;
    await Promise.all(Array.from({ length: 20 }, (_, index) => journal.append(frameOf(index))));
    expect(calls.filter((call) => call === 'datasync').length - before).toBe(1);
    await journal.close();
    expect(await readRecords()).toEqual(['opens the file', ...Array(20).keys()]);
  });

  it('goes on in a new file after what waits, and leaves the old one', async () => {
    const { journal } = await Journal.open(path);
    const next = join(folder, 'next.log');
    await Promise.all([
      journal.append(frameOf('old')),
      journal.replace(next, [frameOf('head')]),
      journal.append(frameOf('new')),
    ]);
    await journal.close();
    expect(await readRecords()).toEqual(['old']);
    expect(readJournal(await readFile(next)).records).toEqual(['head', 'new']);
  });

  it('is compacted under its own name', async () => {
    const { journal } = await Journal.open(path);
    await Promise.all(records.map((record) => journal.append(frameOf(record))));
    await journal.replace(path, [frameOf('all of it')]);
    await journal.append(frameOf('more'));
    await journal.close();
    expect(await readRecords()).toEqual(['all of it', 'more']);
    expect(await readdir(folder)).toEqual(['journal.log']);
  });

  it('cuts off a torn tail before it goes on, without a word', async () => {
    const frames = await Promise.all(records.map(frameOf));
    await writeFile(path, joinFrames(frames));
    await appendFile(path, (await frameOf('never acknowledged')).subarray(0, 20));
    const opened = await Journal.open(path);
    expect(opened).toMatchObject({ records, isDamaged: false });
    await opened.journal.append(frameOf('after'));
    await opened.journal.close();
    expect(await readRecords()).toEqual([...records, 'after']);
  });

  it('keeps a damaged file aside, and what could be read of it goes on', async () => {
    const bytes = Buffer.from(joinFrames(await Promise.all(records.map(frameOf))));
    bytes[60]! ^= 1;
    await writeFile(path, bytes);
    const opened = await Journal.open(path);
    expect(opened).toMatchObject({ records: records.slice(0, 1), isDamaged: true });
    await opened.journal.append(frameOf('after'));
    await opened.journal.close();
    expect(await readRecords()).toEqual([records[0], 'after']);
    expect(await readFile(`${path}.damaged`)).toEqual(bytes);
  });
});

describe('readJournal', () => {
  it('cut at every byte reads all whole frames, and calls the rest torn', async () => {
    const frames = await Promise.all(records.map(frameOf));
    const bytes = joinFrames(frames);
    const ends = frames.map((_, index) => joinFrames(frames.slice(0, index + 1)).length);
    for (let length = 0; length < bytes.length; length++) {
      const whole = ends.filter((end) => end <= length).length;
      const isBoundary = length === 8 || ends.includes(length);
      const content = readJournal(bytes.subarray(0, length));
      expect(content.records, `${length}`).toEqual(records.slice(0, whole));
      expect(content.end, `${length}`).toBe(length < 8 ? 'damaged' : isBoundary ? 'whole' : 'torn');
    }
  });

  it('with any bit flipped reads what comes before, and says that it is damaged', async () => {
    const frames = await Promise.all(records.map(frameOf));
    const bytes = joinFrames(frames);
    const starts = frames.map((_, index) => joinFrames(frames.slice(0, index)).length);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      const content = readJournal(flipped);
      const hit = starts.findLastIndex((start) => start <= bit >> 3);
      expect(content.records, `${bit}`).toEqual(records.slice(0, Math.max(0, hit)));
      // A longer length in the last frame looks just like a tail that was never finished.
      const isLastLength = hit === records.length - 1 && (bit >> 3) - starts[hit]! < 8;
      if (!isLastLength) expect(content.end, `${bit}`).toBe('damaged');
    }
  });

  it('never fails on bytes that were never a journal', () => {
    for (const text of ['', 'U', 'UMBRJRN2........', '\0'.repeat(4096)]) {
      expect(readJournal(Buffer.from(text))).toEqual({ records: [], goodBytes: 0, end: 'damaged' });
    }
    const zeros = Buffer.concat([joinFrames([]), Buffer.alloc(4096)]);
    expect(readJournal(zeros)).toEqual({ records: [], goodBytes: 8, end: 'damaged' });
  });
});

describe('a journal on a failing disk', () => {
  it('is as it was after a write that fails, whichever step and however, and takes the next one', async () => {
    for (const [code, expected] of diskFaults) {
      for (let failing = 0; ; failing++) {
        await rm(path, { force: true });
        const disk = createFaultyFs();
        const { journal } = await Journal.open(path, disk.fs);
        disk.fail(failing, code);
        const where = `${code} at ${failing}`;
        const outcomes = await Promise.allSettled([
          journal.append(frameOf('first')),
          journal.append(frameOf('second')),
        ]);
        const isDone = disk.calls.length <= failing;
        for (const outcome of outcomes) {
          if (isDone) expect(outcome.status, where).toBe('fulfilled');
          else expect(outcome, where).toMatchObject({ status: 'rejected', reason: { code: expected } });
        }
        disk.heal();
        await journal.append(frameOf('third'));
        await journal.close();
        expect(await readRecords(), where).toEqual(isDone ? ['first', 'second', 'third'] : ['third']);
        if (isDone) break;
      }
    }
  });

  it('that fails to be replaced, early or late, never has two files that count', async () => {
    for (const isLasting of [false, true]) {
      for (const target of [path, join(folder, 'next.log')]) {
        for (let failing = 0; ; failing++) {
          await Promise.all([rm(path, { force: true }), rm(join(folder, 'next.log'), { force: true })]);
          const disk = createFaultyFs();
          const { journal } = await Journal.open(path, disk.fs);
          await journal.append(frameOf('old'));
          disk.fail(failing, 'EIO', { isLasting });
          const error = await journal
            .replace(target, [frameOf('compact')])
            .catch((caught: unknown) => caught);
          const isDone = disk.calls.length <= failing;
          disk.heal();
          await journal.append(frameOf('more'));
          await journal.close();
          const where = `${failing} ${isLasting} ${target}`;
          const next = await readFile(target).catch(() => undefined);
          if (isDone) {
            expect(readJournal(next!).records, where).toEqual(['compact', 'more']);
            break;
          }
          expect(error, where).toMatchObject({ code: 'OUTPUT_FAILED' });
          if (target === path) {
            const found = await readRecords();
            expect(
              [
                ['old', 'more'],
                ['compact', 'more'],
              ],
              where,
            ).toContainEqual(found);
          } else {
            expect(next, where).toBeUndefined();
            expect(await readRecords(), where).toEqual(['old', 'more']);
          }
        }
      }
    }
  });
});
