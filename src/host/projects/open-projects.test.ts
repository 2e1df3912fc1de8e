import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFaultyFs, diskFaults } from '../../../tests/support/faulty-fs.ts';
import { fingerprint, randomChange } from '../../../tests/support/random-changes.ts';
import { documentFromSnapshot, History, resizeCanvas } from '../../document/index.ts';
import type { Change } from '../../shared/document-format.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { RouteOutput } from '../../shared/routes/routes.ts';
import { openProjects, type Projects } from './open-projects.ts';

let dataFolder = '';
let events: HostEvent[] = [];
let projects: Projects;
const emit = (event: HostEvent) => void events.push(event);
/** Saves when it is asked to, and not by itself. */
const saving = { idleMs: 1e6, journalBytes: 2 ** 40 };

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'umber-projects-'));
  events = [];
  projects = await openProjects({ dataFolder, emit, saving });
});
afterEach(() => rm(dataFolder, { recursive: true }));

const historyOf = (opened: RouteOutput<'projects.open'>) =>
  new History(documentFromSnapshot(opened.document), opened);
const create = async (name = 'Lake') =>
  (await projects.handlers['projects.create']({ name, width: 300, height: 200 })).id;
const open = (id: string, from = projects) => from.handlers['projects.open']({ id });
const folderOf = (id: string) => join(dataFolder, 'projects', id);

/** Makes changes from `revision` on, and answers with the history that they lead to. */
async function paint(id: string, count: number, from = projects): Promise<History> {
  const opened = await open(id, from);
  const history = historyOf(opened);
  let { revision } = opened;
  for (let step = 0; step < count; step++) {
    const change = randomChange(history, revision);
    history.apply(change);
    ({ revision } = await from.handlers['projects.commit']({ id, revision, change }));
  }
  return history;
}

/** A host that starts after this one was killed. */
const restart = () => openProjects({ dataFolder, emit, saving });

describe('the library of projects', () => {
  it('creates, lists, renames and duplicates, the last changed first', async () => {
    const first = await create('First');
    const second = await create('Second');
    await paint(first, 3);
    await projects.handlers['projects.rename']({ id: second, name: 'Renamed' });
    const { id: copy } = await projects.handlers['projects.duplicate']({ id: first, name: 'Copy' });
    const listed = (await projects.handlers['projects.list'](undefined)).projects;
    expect(listed.map(({ id, name }) => [id, name])).toEqual([
      [copy, 'Copy'],
      [first, 'First'],
      [second, 'Renamed'],
    ]);
    expect(await sharp(listed[0]!.thumbnail).metadata()).toMatchObject({
      format: 'png',
      width: 300,
      height: 200,
    });
    expect(events).toContainEqual({ kind: 'projectsChanged' });
    expect(fingerprint(historyOf(await open(copy)))).toBe(fingerprint(historyOf(await open(first))));
    await projects.close();
    const again = await restart();
    expect(
      (await again.handlers['projects.list'](undefined)).projects.map(({ name }) => name).sort(),
    ).toEqual(['Copy', 'First', 'Renamed']);
  });

  it('saves when it is asked to: the list then has the size and picture of what is open', async () => {
    const id = await create();
    const patchOf = resizeCanvas(historyOf(await open(id)).document, { width: 64, height: 96 });
    const change: Change = { kind: 'do', label: 'resizeCanvas', patch: patchOf.patch };
    await projects.handlers['projects.commit']({ id, revision: 0, change });
    const listed = async () => (await projects.handlers['projects.list'](undefined)).projects[0]!;
    expect(await listed()).toMatchObject({ width: 300, height: 200 });
    events = [];
    await projects.handlers['projects.save']({ id });
    expect(events).toEqual([{ kind: 'projectsChanged' }]);
    const { width, height, thumbnail } = await listed();
    expect([width, height]).toEqual([64, 96]);
    expect(await sharp(thumbnail).metadata()).toMatchObject({ width: 64, height: 96 });
    // With nothing new there is nothing to save, and of a project that is not open neither.
    await projects.handlers['projects.save']({ id });
    await projects.handlers['projects.save']({ id: 'nope' });
    expect(events).toHaveLength(1);
  });

  it('makes layers of a layout, and takes words over', async () => {
    const layout = { width: 4, height: 2, classIds: Uint8Array.of(1, 1, 1, 1, 5, 5, 5, 5) };
    const { id } = await projects.handlers['projects.create']({
      name: 'From a layout',
      width: 4,
      height: 2,
      layout,
      prompt: 'a lake',
      seed: 7,
    });
    const { document } = await open(id);
    expect(document.generation).toMatchObject({ prompt: 'a lake', seed: 7 });
    expect(document.layers).toHaveLength(2);
  });

  it('keeps everything for its user alone', async () => {
    const id = await create();
    await paint(id, 3);
    await projects.close();
    for (const name of await readdir(dataFolder, { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(join(name.parentPath, name.name));
      expect(mode & 0o077, name.name).toBe(0);
    }
  });

  it('has no project that is not there', async () => {
    const missing = { code: 'PROJECT_NOT_FOUND' };
    const { handlers } = projects;
    await expect(handlers['projects.open']({ id: 'nope' })).rejects.toMatchObject(missing);
    await expect(handlers['projects.rename']({ id: 'nope', name: 'x' })).rejects.toMatchObject(missing);
    await expect(handlers['projects.remove']({ id: 'nope' })).rejects.toMatchObject(missing);
    await expect(handlers['projects.restore']({ id: 'nope' })).rejects.toMatchObject(missing);
    await expect(handlers['projects.export']({ id: 'nope' })).rejects.toMatchObject(missing);
    const id = await create();
    await expect(handlers['projects.openVersion']({ id, version: 9 })).rejects.toMatchObject(missing);
  });

  it('throws away, and gives back what it threw away', async () => {
    const id = await create();
    const history = await paint(id, 5);
    await projects.handlers['projects.remove']({ id });
    expect((await projects.handlers['projects.list'](undefined)).projects).toEqual([]);
    await expect(open(id)).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
    await projects.handlers['projects.restore']({ id });
    expect(fingerprint(historyOf(await open(id)))).toBe(fingerprint(history));
  });

  it('lists what is in the bin, and deletes it for good where that is asked', async () => {
    const { handlers } = projects;
    const [first, second] = [await create(), await create()];
    await paint(first, 3);
    await handlers['projects.remove']({ id: second });
    await handlers['projects.remove']({ id: first });
    const binned = async () => (await handlers['projects.binned'](undefined)).projects;
    expect((await binned()).map(({ id }) => id)).toEqual([first, second]);
    const [project] = await binned();
    expect(project?.thumbnail?.length).toBeGreaterThan(0);
    expect(Date.now() - project!.removedMs!).toBeLessThan(60_000);
    await handlers['projects.delete']({ id: second });
    await handlers['projects.restore']({ id: first });
    expect(await binned()).toEqual([]);
    // Only what is in the bin can be deleted.
    await handlers['projects.delete']({ id: first });
    expect((await handlers['projects.list'](undefined)).projects.map(({ id }) => id)).toEqual([first]);
    await expect(handlers['projects.restore']({ id: second })).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
    });
  });

  it('exports a file that another studio imports, pixel for pixel', async () => {
    const id = await create();
    const history = await paint(id, 20);
    const { bytes } = await projects.handlers['projects.export']({ id });
    const imported = await projects.handlers['projects.import']({ name: 'Imported', bytes });
    expect(imported.notices).toEqual([]);
    const opened = await open(imported.id);
    expect(opened).toMatchObject({ name: 'Imported', revision: 0, undo: [], redo: [] });
    expect(fingerprint(historyOf(opened))).toBe(fingerprint(history));
  });

  it('survives a project folder in which nothing makes sense', async () => {
    const good = await create('Good');
    const bad = await create('Bad');
    for (const file of await readdir(folderOf(bad))) await writeFile(join(folderOf(bad), file), 'nonsense');
    const again = await restart();
    expect((await again.handlers['projects.list'](undefined)).projects.map(({ id }) => id)).toEqual([good]);
    await expect(open(bad, again)).rejects.toMatchObject({ code: 'PROJECT_DAMAGED' });
    expect(await readFile(join(folderOf(bad), 'save-000001.umber'), 'utf8')).toBe('nonsense');
  });
});

describe('a change', () => {
  it('is there after a kill, as are the steps that lead back and forth', async () => {
    const id = await create();
    const history = await paint(id, 80);
    const opened = await open(id, await restart());
    const found = historyOf(opened);
    expect(opened).toMatchObject({ revision: 80, notices: [] });
    expect(fingerprint(found)).toBe(fingerprint(history));
    expect(opened.undo.map(({ label }) => label)).toEqual(history.undoSteps.map(({ label }) => label));
    while (history.undo()) {
      found.undo();
      expect(fingerprint(found)).toBe(fingerprint(history));
    }
    expect(found.undo()).toBeUndefined();
  });

  it('keeps its steps over a save', async () => {
    const id = await create();
    const history = await paint(id, 60);
    await projects.handlers['projects.close']({ id });
    const found = historyOf(await open(id));
    expect(found.undoSteps.length).toBe(history.undoSteps.length);
    for (let step = 0; step < 50 && history.undo(); step++) {
      found.undo();
      expect(fingerprint(found)).toBe(fingerprint(history));
    }
    expect(found.redoLabel).toBe(history.redoLabel);
  });

  it('on another revision is a conflict, and changes nothing', async () => {
    const id = await create();
    const history = await paint(id, 3);
    const change = randomChange(history, 99);
    for (const revision of [0, 2, 4]) {
      await expect(projects.handlers['projects.commit']({ id, revision, change })).rejects.toMatchObject({
        code: 'PROJECT_CONFLICT',
      });
    }
    expect(fingerprint(historyOf(await open(id)))).toBe(fingerprint(history));
  });

  it('sent again since its answer was lost is answered as before, also by the next host', async () => {
    const id = await create();
    const history = await paint(id, 3);
    const change = randomChange(history, 3);
    history.apply(change);
    const commit = { id, revision: 3, change };
    expect(await projects.handlers['projects.commit'](commit)).toEqual({ revision: 4 });
    expect(await projects.handlers['projects.commit'](commit)).toEqual({ revision: 4 });
    const again = await restart();
    expect(await again.handlers['projects.commit'](commit)).toEqual({ revision: 4 });
    expect(fingerprint(historyOf(await open(id, again)))).toBe(fingerprint(history));
  });

  it('that does not fit is refused, and the next one is made', async () => {
    const id = await create();
    const misfit = { kind: 'do', label: 'x', patch: [{ op: 'remove', layer: 'nobody' }] } as const;
    const commit = (change: object) =>
      projects.handlers['projects.commit']({
        id,
        revision: 0,
        change: change as typeof misfit & { patch: [] },
      });
    await expect(commit(misfit)).rejects.toMatchObject({ code: 'PROJECT_DAMAGED' });
    await expect(commit({ kind: 'undo' })).rejects.toMatchObject({ code: 'PROJECT_CONFLICT' });
    expect(await commit({ kind: 'do', label: 'x', patch: [] })).toEqual({ revision: 1 });
    expect(await open(id, await restart())).toMatchObject({ revision: 1, notices: [] });
  });

  it('that cannot be written is taken back with all that wait behind it, and can be made again', async () => {
    for (const [code, expected] of diskFaults) {
      for (let failing = 0; ; failing++) {
        const disk = createFaultyFs();
        const own = await openProjects({ dataFolder, emit, saving, fs: disk.fs });
        const { id } = await own.handlers['projects.create']({ name: 'x', width: 64, height: 64 });
        const history = await paint(id, 2, own);
        const prints = [fingerprint(history)];
        const changes = [1, 2, 3].map((seed) => {
          const change = randomChange(history, seed);
          history.apply(change);
          prints.push(fingerprint(history));
          return change;
        });
        const commitFrom = (first: number) =>
          Promise.allSettled(
            changes
              .slice(first)
              .map((change, index) =>
                own.handlers['projects.commit']({ id, revision: 2 + first + index, change }),
              ),
          );
        disk.fail(failing, code);
        const outcomes = await commitFrom(0);
        const isDone = disk.calls.length <= failing;
        disk.heal();
        const where = `${code} at ${failing}`;
        const made = outcomes.filter(({ status }) => status === 'fulfilled').length;
        if (isDone) expect(made, where).toBe(3);
        else {
          // Those before the fault are made, those behind it are not.
          expect(outcomes[made], where).toMatchObject({ status: 'rejected', reason: { code: expected } });
          expect(
            outcomes.slice(made).every(({ status }) => status === 'rejected'),
            where,
          ).toBe(true);
          expect(fingerprint(historyOf(await open(id, await restart()))), where).toBe(prints[made]);
        }
        for (const outcome of await commitFrom(made)) {
          expect(outcome, where).toMatchObject({ status: 'fulfilled' });
        }
        expect(fingerprint(historyOf(await open(id, await restart()))), where).toBe(fingerprint(history));
        if (isDone) break;
      }
    }
  }, 300_000);
});

describe('saving', () => {
  it('whichever step fails and however, loses nothing and leaves nothing behind', async () => {
    const disk = createFaultyFs();
    const own = await openProjects({ dataFolder, emit, saving, fs: disk.fs });
    const { id } = await own.handlers['projects.create']({ name: 'x', width: 64, height: 64 });
    for (const isLasting of [false, true]) {
      for (let failing = 0; ; failing++) {
        const history = await paint(id, 1, own);
        const code = failing % 2 === 0 ? 'ENOSPC' : 'EIO';
        disk.fail(failing, code, { isLasting });
        // Closing saves, and never fails.
        await own.handlers['projects.close']({ id });
        const isDone = disk.calls.length <= failing;
        disk.heal();
        const where = `${code} at ${failing}`;
        const opened = await open(id, await restart());
        expect(opened.notices, where).toEqual([]);
        expect(fingerprint(historyOf(opened)), where).toBe(fingerprint(history));
        if (isDone) break;
      }
    }
    const names = await readdir(folderOf(id));
    expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 300_000);

  it('goes on while changes are made', async () => {
    const busy = await openProjects({ dataFolder, emit, saving: { idleMs: 1, journalBytes: 2000 } });
    const { id } = await busy.handlers['projects.create']({ name: 'x', width: 300, height: 200 });
    const history = await paint(id, 60, busy);
    expect(fingerprint(historyOf(await open(id, await restart())))).toBe(fingerprint(history));
    await busy.close();
    const opened = await open(id, await restart());
    expect(fingerprint(historyOf(opened))).toBe(fingerprint(history));
    expect(Math.max(...(await saveNumbers(id)))).toBeGreaterThan(2);
  });

  it('keeps the last five states that a project was opened in, and no working ones', async () => {
    const id = await create();
    const prints: string[] = [];
    for (let session = 0; session < 7; session++) {
      const own = await openProjects({ dataFolder, emit, saving: { idleMs: 1e6, journalBytes: 1 } });
      prints.push(fingerprint(historyOf(await open(id, own))));
      // Each change is followed by a save, for the journal may hold nothing.
      await paint(id, 2, own);
      await own.close();
    }
    const { versions } = await projects.handlers['projects.versions']({ id });
    expect(versions.length).toBeGreaterThanOrEqual(5);
    expect(versions.length).toBeLessThanOrEqual(6);
    const found = await Promise.all(
      versions.map(async ({ version }) => {
        const opened = await projects.handlers['projects.openVersion']({ id, version });
        return fingerprint(historyOf(await open(opened.id)));
      }),
    );
    // Newest first; the state before the present save may be among them too.
    expect(found.filter((print) => prints.includes(print))).toEqual(prints.slice(-5).reverse());
  }, 120_000);
});

describe('a damaged project', () => {
  it('whose journal was torn by a kill opens as if nothing had been', async () => {
    const id = await create();
    const history = await paint(id, 5);
    await appendFile(join(folderOf(id), 'journal-000001.log'), Uint8Array.of(0xa7, 0x75, 0x6a, 0x66, 9, 0));
    const again = await restart();
    const opened = await open(id, again);
    expect(opened.notices).toEqual([]);
    expect(fingerprint(historyOf(opened))).toBe(fingerprint(history));
    await paint(id, 2, again);
    expect(await open(id, await restart())).toMatchObject({ revision: 7, notices: [] });
  });

  it('whose journal is damaged in the middle opens up to there, says so, and keeps the file', async () => {
    const id = await create();
    const path = join(folderOf(id), 'journal-000001.log');
    const history = await paint(id, 3);
    const { size } = await stat(path);
    const print = fingerprint(history);
    await paint(id, 5);
    const bytes = await readFile(path);
    bytes[size + 20]! ^= 1;
    await writeFile(path, bytes);
    const opened = await open(id, await restart());
    expect(opened).toMatchObject({ revision: 3, notices: [{ kind: 'changesLost' }] });
    expect(fingerprint(historyOf(opened))).toBe(print);
    expect(await readFile(join(folderOf(id), 'damaged', 'journal-000001.log'))).toEqual(bytes);
    expect(await open(id, await restart())).toMatchObject({ revision: 3, notices: [] });
  });

  it('whose new save went bad before it was ever read loses nothing', async () => {
    const id = await create();
    const history = await paint(id, 4);
    await projects.close();
    const path = join(folderOf(id), 'save-000002.umber');
    const damaged = (await readFile(path)).subarray(0, 300);
    await writeFile(path, damaged);
    const again = await restart();
    const opened = await open(id, again);
    expect(opened).toMatchObject({ revision: 4, notices: [] });
    expect(fingerprint(historyOf(opened))).toBe(fingerprint(history));
    expect(await readFile(join(folderOf(id), 'damaged', 'save-000002.umber'))).toEqual(damaged);
    const longer = await paint(id, 2, again);
    expect(fingerprint(historyOf(await open(id, await restart())))).toBe(fingerprint(longer));
  });

  it('of which nothing newer can be read opens as it was before, and says so', async () => {
    const id = await create();
    const print = fingerprint(historyOf(await open(id)));
    await paint(id, 4);
    await projects.handlers['projects.close']({ id });
    // Opening it lets go of the journal that led to the second save.
    await open(id);
    await writeFile(join(folderOf(id), 'save-000002.umber'), 'nonsense');
    const opened = await open(id, await restart());
    expect(opened.notices).toMatchObject([{ kind: 'earlierVersion' }]);
    expect(fingerprint(historyOf(opened))).toBe(print);
  });

  it('without its journal is the save, and without its list entry still listed', async () => {
    const id = await create('Listed');
    const history = await paint(id, 4);
    await projects.close();
    await rm(join(folderOf(id), 'journal-000002.log'));
    await rm(join(folderOf(id), 'about.json'));
    const again = await restart();
    expect((await again.handlers['projects.list'](undefined)).projects).toMatchObject([
      { id, name: 'Listed' },
    ]);
    expect(fingerprint(historyOf(await open(id, again)))).toBe(fingerprint(history));
  });
});

async function saveNumbers(id: string): Promise<number[]> {
  const names = await readdir(folderOf(id));
  return names.filter((name) => name.startsWith('save-')).map((name) => Number(/\d+/.exec(name)?.[0]));
}
