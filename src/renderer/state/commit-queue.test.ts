import { describe, expect, it } from 'vitest';
import type { Change } from '../../shared/document-format.ts';
import { UmberError, type ErrorCode } from '../../shared/errors.ts';
import { sentence, term } from '../../shared/sentence.ts';
import { CommitQueue, type Durability } from './commit-queue.ts';

const undo: Change = { kind: 'undo' };
const redo: Change = { kind: 'redo' };

/** A host that makes changes durable, but for the answers named. */
function createHost(failures: (ErrorCode | undefined)[] = []) {
  const made: [revision: number, change: Change][] = [];
  const told: Durability['kind'][] = [];
  const queue = new CommitQueue(7, {
    async send(revision, change) {
      await Promise.resolve();
      const code = failures.shift();
      if (code) throw new UmberError(code, term(code), { advice: sentence`Try again.` });
      made.push([revision, change]);
      return revision + 1;
    },
    onDurability: ({ kind }) => told.push(kind),
  });
  return { queue, made, told };
}

describe('CommitQueue', () => {
  it('sends changes in their order, each on the revision before it', async () => {
    const { queue, made, told } = createHost();
    queue.push(undo);
    queue.push(redo);
    await queue.flush();
    expect(made).toEqual([
      [7, undo],
      [8, redo],
    ]);
    expect(told).toEqual(['saving', 'saved']);
  });

  it('tries again when the disk refused, and loses nothing', async () => {
    const { queue, made, told } = createHost(['OUTPUT_DISK_FULL']);
    queue.push(undo);
    queue.push(redo);
    await new Promise((resolve) => setTimeout(resolve));
    expect(told).toEqual(['saving', 'retrying']);
    queue.resume();
    await queue.flush();
    expect(made.map(([, change]) => change)).toEqual([undo, redo]);
    expect(told.at(-1)).toBe('saved');
  });

  it('waits for a host that is out of reach', async () => {
    const { queue, made, told } = createHost(['HOST_UNREACHABLE']);
    queue.push(undo);
    await new Promise((resolve) => setTimeout(resolve));
    expect(told.at(-1)).toBe('disconnected');
    queue.resume();
    await queue.flush();
    expect(made).toEqual([[7, undo]]);
  });

  it('stops where the project was changed elsewhere', async () => {
    const { queue, made, told } = createHost(['PROJECT_CONFLICT']);
    queue.push(undo);
    queue.push(redo);
    await new Promise((resolve) => setTimeout(resolve));
    expect(told.at(-1)).toBe('conflict');
    expect(made).toEqual([]);
    await expect(queue.flush()).rejects.toMatchObject({ code: 'PROJECT_CONFLICT' });
  });

  it('keeps nobody waiting for what will not be saved', async () => {
    const conflict = createHost(['PROJECT_CONFLICT']).queue;
    conflict.push(undo);
    await expect(conflict.flush()).rejects.toMatchObject({ code: 'PROJECT_CONFLICT' });

    const { queue, made } = createHost(['HOST_UNREACHABLE']);
    queue.push(undo);
    const flushed = expect(queue.flush()).rejects.toMatchObject({ code: 'PROJECT_UNSAVED' });
    await new Promise((resolve) => setTimeout(resolve));
    queue.stop();
    await flushed;
    await expect(queue.flush()).rejects.toMatchObject({ code: 'PROJECT_UNSAVED' });
    expect(made).toEqual([]);
  });
});
