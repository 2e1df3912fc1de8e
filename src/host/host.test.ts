import { sentence } from '../shared/sentence.ts';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../tests/support/create-random.ts';
import { killEngines } from '../../tests/support/kill-engines.ts';
import { openStudioHost, type StudioHost } from '../../tests/support/studio-host.ts';
import { tinyRequest, tinyTarget } from '../../tests/support/tiny-pack.ts';
import type { JobRequest } from '../shared/job.ts';
import { callRoute } from './index.ts';

const slow = 400_000;
const tinyManifest = resolve('tests/fixtures/packs/tiny/umber.json');

let root = '';
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'umber-host-'))));
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
let host: StudioHost;
async function open(dataFolder = join(root, `data-${++folders}`), packFolders?: readonly string[]) {
  host = await openStudioHost(dataFolder, packFolders);
  return dataFolder;
}
afterEach(() => host.close());

const named = (seed: number, changes: Partial<JobRequest> = {}): JobRequest => ({
  ...tinyRequest({ seed }),
  ...changes,
});

/** The process that the engine runs in, once it is at that step. */
async function engineAtStep(id: string, step: number): Promise<number> {
  await host.until((event) =>
    event.kind === 'jobChanged' && event.job.id === id && (event.job.progress?.step ?? 0) >= step
      ? true
      : undefined,
  );
  return host.engines.at(-1)!.pid!;
}

describe('the host', { timeout: slow }, () => {
  it('says what it is, and which packs there are, without starting the engine', async () => {
    await open();
    expect(await callRoute(host.routes, 'app.about', undefined)).toMatchObject({
      ok: true,
      value: { version: '1.2.3', versions: { node: '24' }, shell: 'browser', platform: 'linux' },
    });
    const { packs } = await host.routes['packs.list'](undefined);
    expect(packs).toMatchObject([{ name: 'tiny', licence: 'MIT', hasSegmenter: true }]);
    expect(packs[0]!.sizeBytes).toBeGreaterThan(1e6);
    expect(host.engines).toHaveLength(0);
  });

  it('lists packs in the order of their index, once each, and passes over folders that are none', async () => {
    const packs = join(root, 'packs');
    const manifest = JSON.parse(await readFile(tinyManifest, 'utf8')) as object;
    for (const name of ['a-teacher', 'b-student', 'empty', 'broken', 'linked', 'huge']) {
      await mkdir(join(packs, name), { recursive: true });
    }
    for (const name of ['a-teacher', 'b-student']) {
      await writeFile(join(packs, name, 'umber.json'), JSON.stringify({ ...manifest, name }));
    }
    await writeFile(join(packs, 'broken', 'umber.json'), '{');
    await symlink(tinyManifest, join(packs, 'linked', 'umber.json'));
    await copyFile(tinyManifest, join(packs, 'huge', 'umber.json'));
    await writeFile(join(packs, 'huge', 'umber.json'), ' '.repeat(1024 * 1024), { flag: 'a' });
    await writeFile(join(packs, 'index.json'), '["b-student"]');
    await open(undefined, [packs, packs, join(root, 'nowhere')]);
    const listed = await host.routes['packs.list'](undefined);
    expect(listed.packs.map(({ name }) => name)).toEqual(['b-student', 'a-teacher']);
  });

  it('keeps everything in its folder for its user alone, while it runs and afterwards', async () => {
    const dataFolder = await open();
    const { ids } = await host.routes['jobs.add']({ request: named(3) });
    const { pictureId } = await host.untilJob(ids[0]!, 'done', 'failed');
    await host.routes['gallery.thumbnail']({ id: pictureId! });
    await host.routes['gallery.star']({ ids: [pictureId!], isStarred: true });
    await host.routes['settings.set']({ theme: 'light' });
    const project = await host.routes['projects.create']({ name: 'Mine', width: 64, height: 64 });
    await host.routes['projects.remove'](project);
    const openToOthers = async () => {
      const entries = await readdir(dataFolder, { recursive: true, withFileTypes: true });
      const paths = [dataFolder, ...entries.map(({ parentPath, name }) => join(parentPath, name))];
      const modes = await Promise.all(paths.map(async (path) => (await stat(path)).mode & 0o077));
      return paths.filter((_, index) => modes[index] !== 0);
    };
    expect(await openToOthers()).toEqual([]);
    await host.close();
    expect(await openToOthers()).toEqual([]);
  });

  it('says so where no pack is installed', async () => {
    await open(undefined, [join(root, 'nowhere')]);
    expect(
      await callRoute(host.routes, 'jobs.add', { request: named(1, { pack: undefined }) }),
    ).toMatchObject({
      ok: false,
      error: { code: 'PACK_NOT_FOUND' },
    });
  });

  it('is the only one on its folder', async () => {
    const dataFolder = await open();
    await expect(openStudioHost(dataFolder)).rejects.toMatchObject({ code: 'DATA_IN_USE' });
  });

  it('paints into the gallery, and reads the result back', async () => {
    await open();
    const { ids } = await host.routes['jobs.add']({ request: named(3) });
    const { pictureId } = await host.untilJob(ids[0]!, 'done', 'failed');
    const { bytes, item } = await host.routes['gallery.picture']({ id: pictureId! });
    expect(item).toMatchObject({ width: 64, height: 64, seed: 3, pack: 'tiny', prompt: 'a calm evening' });
    const { recipe, layout } = await host.routes['pictures.readResult']({ bytes });
    expect(recipe.pack.hash).toBe(tinyTarget().hash);
    expect(layout).toEqual(named(3).conditions.layout);
    const encoded = await host.routes['pictures.encodeLayout']({ layout: layout! });
    const read = await host.routes['pictures.readLayout']({ bytes: encoded.bytes, classes: 'auto' });
    expect(read).toMatchObject({ classes: 'umber', snappedPixels: 0, unknownPixels: 0, layout });
    const rgb = new Uint8Array(3 * 32 * 32).fill(120);
    const segmented = await host.routes['pictures.segment']({ width: 32, height: 32, rgb });
    expect(segmented.layout.classIds).toHaveLength(32 * 32);
    expect((await host.routes['packs.providers'](undefined)).providers).toContain('cpu');
  });

  it('repaints stroke after stroke, never an older one after a newer', async () => {
    await open();
    host.warmUp();
    for (let ticket = 1; ticket <= 12; ticket++) {
      await host.routes['jobs.paintLive']({ ticket, request: named(ticket) });
      await new Promise((later) => setTimeout(later, 40));
    }
    const last = await host.until((event) =>
      event.kind === 'livePainted' && event.ticket === 12 ? event : undefined,
    );
    expect(last.picture).toMatchObject({ width: 64, height: 64, rgb: { length: 3 * 64 * 64 } });
    const tickets = host.events.flatMap((event) => (event.kind === 'livePainted' ? [event.ticket] : []));
    expect(tickets).toEqual(tickets.toSorted((first, second) => first - second));
    // Nothing of it is kept.
    expect((await host.routes['gallery.page']({ offset: 0, limit: 10 })).total).toBe(0);
  });

  it('goes on after a restart, in the same order and with no picture painted twice', async () => {
    const dataFolder = await open();
    const first = await host.routes['jobs.add']({ request: named(1, { steps: 400 }) });
    const others = await host.routes['jobs.add']({ request: named(2), seeds: [2, 3] });
    const ids = [...first.ids, ...others.ids];
    await engineAtStep(ids[0]!, 2);
    await host.close();
    await open(dataFolder);
    await host.untilJob(ids[2]!, 'done', 'failed');
    const done = host.events.flatMap((event) =>
      event.kind === 'jobChanged' && event.job.state === 'done' ? [event.job.id] : [],
    );
    expect(done).toEqual(ids);
    const { items } = await host.routes['gallery.page']({ offset: 0, limit: 10 });
    expect(items.map(({ seed }) => seed).toSorted()).toEqual([1, 2, 3]);
  });
});

describe('an engine that is in trouble', { timeout: slow }, () => {
  it('killed at any moment, costs no picture and changes none', async () => {
    await open();
    const report = await killEngines(host, 12, createRandom(4));
    expect(report.failed).toEqual([]);
    expect(report.done).toEqual(report.asked);
    expect(report.pictureHashes.size).toBe(1);
    expect(report.kills).toBe(12);
    expect(report.kept).toBe(report.asked.length);
  });

  it('stopped in its tracks, is found by its silence, and the picture painted by another', async () => {
    await open();
    const { ids } = await host.routes['jobs.add']({ request: named(1, { steps: 400 }) });
    process.kill(await engineAtStep(ids[0]!, 3), 'SIGSTOP');
    expect(await host.untilJob(ids[0]!, 'done', 'failed')).toMatchObject({ state: 'done' });
    expect(host.engines).toHaveLength(2);
  });

  it('stopped in its tracks, holds up no cancel, and the next picture is painted', async () => {
    await open();
    const first = await host.routes['jobs.add']({ request: named(1, { steps: 1000 }) });
    const second = await host.routes['jobs.add']({ request: named(2) });
    const ids = [...first.ids, ...second.ids];
    process.kill(await engineAtStep(ids[0]!, 3), 'SIGSTOP');
    await host.routes['jobs.cancel']({ id: ids[0]! });
    const states = (await host.routes['jobs.list'](undefined)).jobs.map(({ state }) => state);
    expect(states).toEqual(['cancelled', 'queued']);
    expect(await host.untilJob(ids[1]!, 'done', 'failed')).toMatchObject({ state: 'done' });
  });
});

describe('callRoute', () => {
  beforeEach(async () => {
    await open();
  });

  it('refuses input that the schema does not know', async () => {
    expect(await callRoute(host.routes, 'app.about', { path: '/etc' })).toMatchObject({
      ok: false,
      error: { code: 'REQUEST_INVALID', advice: { pattern: expect.stringMatching(/./) as string } },
    });
    const folder = { request: { ...named(1), pack: '/etc/packs' } };
    expect(await callRoute(host.routes, 'jobs.add', folder)).toMatchObject({
      error: { code: 'REQUEST_INVALID', message: { values: ['jobs.add', 'request.pack'] } },
    });
  });

  it('turns a thrown error into a value with a code, no stack and no home path', async () => {
    const thrown = new Error(`broken: ${join(homedir(), 'drawings')}`);
    const routes = { ...host.routes, 'app.about': () => Promise.reject(thrown) };
    const answer = await callRoute(routes, 'app.about', undefined);
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL', message: sentence`${`broken: ${join('~', 'drawings')}`}` },
    });
    expect(JSON.stringify(answer)).not.toContain('host.test.ts');
  });
});
