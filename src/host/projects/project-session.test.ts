import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultyFs } from '../../../tests/support/faulty-fs.ts';
import { fingerprint, randomChange } from '../../../tests/support/random-changes.ts';
import { createDocument, History } from '../../document/index.ts';
import { nodeFs } from '../storage/fs.ts';
import { loadProject } from './load-project.ts';
import { ProjectFolder } from './project-folder.ts';
import { ProjectSession } from './project-session.ts';

let path = '';
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'umber-session-'));
  const document = createDocument({ width: 96, height: 64 });
  await ProjectSession.create(new ProjectFolder(path, nodeFs), { name: 'x', revision: 0, document });
});
afterEach(() => rm(path, { recursive: true }));

const saving = { idleMs: 1e6, journalBytes: 2 ** 40 };

describe('a project that is open', () => {
  it('loses nothing to a save that fails at any step, however long, and can be saved after', async () => {
    const disk = createFaultyFs();
    const session = await ProjectSession.open(new ProjectFolder(path, disk.fs), saving);
    const history = new History(session.project.document);
    const commit = async () => {
      const { revision } = session.project;
      const change = randomChange(history, revision);
      history.apply(change);
      await session.commit(revision, change);
    };
    for (const isLasting of [false, true]) {
      for (let failing = 0; ; failing++) {
        await commit();
        disk.fail(failing, failing % 2 === 0 ? 'EIO' : 'ENOSPC', { isLasting });
        const error = await session.save().catch((caught: unknown) => caught);
        const isDone = disk.calls.length <= failing;
        disk.heal();
        const where = `${failing} ${isLasting}`;
        if (isDone) expect(error, where).toBeUndefined();
        // What is answered now must not hide behind a save that half succeeded.
        await commit();
        const loaded = await loadProject(new ProjectFolder(path, nodeFs));
        expect(loaded.notices, where).toEqual([]);
        expect(fingerprint(loaded.history), where).toBe(fingerprint(history));
        if (isDone) break;
      }
    }
    await session.close();
  }, 300_000);

  it('takes changes while it is saved, and they are there afterwards', async () => {
    const session = await ProjectSession.open(new ProjectFolder(path, nodeFs), saving);
    const history = new History(session.project.document);
    const commits: Promise<number>[] = [];
    for (let round = 0; round < 6; round++) {
      const save = round === 0 ? Promise.resolve() : session.save();
      for (let count = 0; count < 5; count++) {
        const { revision } = session.project;
        const change = randomChange(history, revision);
        history.apply(change);
        commits.push(session.commit(revision, change));
        if (count === 2) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      await save;
    }
    await Promise.all(commits);
    const loaded = await loadProject(new ProjectFolder(path, nodeFs));
    expect(loaded).toMatchObject({ revision: 30, notices: [] });
    expect(fingerprint(loaded.history)).toBe(fingerprint(history));
    expect(loaded.history.undoSteps.map(({ label }) => label)).toEqual(
      history.undoSteps.map(({ label }) => label),
    );
    await session.close();
  });
});
