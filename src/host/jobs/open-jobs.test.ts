import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeEngine } from '../../../tests/support/fake-engine.ts';
import { fixturePacks, tinyRequest } from '../../../tests/support/tiny-pack.ts';
import { paintedBytes } from '../../files/check-disk-room.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { JobRequest } from '../../shared/job.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import type { EngineLimits } from '../engine/engine-limits.ts';
import { createSupervisor } from '../engine/supervisor.ts';
import { installedPacks } from '../packs/installed-packs.ts';
import { nodeFs } from '../storage/fs.ts';
import { openJobs } from './open-jobs.ts';

let dataFolder = '';
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => (dataFolder = await mkdtemp(join(tmpdir(), 'umber-jobs-'))));
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await rm(dataFolder, { recursive: true });
});

interface Setup {
  checkRoom?: (bytes: number) => Promise<void>;
  limits?: Partial<EngineLimits>;
  keep?: (id: string) => Promise<void>;
  settings?: Settings;
}

/** A queue whose engine does only what the test makes it do. */
async function open({ limits, keep, checkRoom, settings = defaultSettings }: Setup = {}) {
  const { start, engines } = createFakeEngine();
  const events: HostEvent[] = [];
  const kept: string[] = [];
  const emit = (event: HostEvent) => void events.push(event);
  const engine = createSupervisor({
    startEngine: start,
    emptyFolder: dataFolder,
    emit,
    limits: { restartMs: 1, ...limits },
  });
  const jobs = await openJobs({
    ...{ dataFolder, packs: installedPacks([fixturePacks]), engine, emit, fs: nodeFs },
    settings: () => settings,
    checkRoom: (bytes) => checkRoom?.(bytes) ?? Promise.resolve(),
    async keepPicture(_png, { id }) {
      await keep?.(id);
      kept.push(id);
      return { id };
    },
  });
  jobs.start();
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await Promise.all([jobs.close(), engine.close()]);
  };
  closers.push(close);
  const { handlers } = jobs;

  /** The task of the engine that is being done, the given number of tasks after the first. */
  const task = (number: number, process = 0) =>
    vi.waitFor(() => {
      const engine = engines[process];
      const found = engine?.tasks.filter(({ task: { kind } }) => kind !== 'load')[number];
      if (!engine || !found) throw new Error('nothing to do yet');
      return { engine, ...found };
    });
  /** Lets the engine finish a picture. */
  const paint = async (number: number, process = 0) => {
    const { engine, id, task: asked } = await task(number, process);
    if (!('request' in asked)) throw new Error('no picture');
    const { width, height, seed } = asked.request;
    const png = new Uint8Array(8);
    engine.done(id, { width, height, png, paintingMs: 50, samplingMs: 40, warnings: [] });
    return seed;
  };
  const states = async () =>
    Object.fromEntries((await handlers['jobs.list'](undefined)).jobs.map(({ id, state }) => [id, state]));
  const until = (id: string, state: string) =>
    vi.waitFor(async () => expect((await states())[id]).toBe(state));
  return { handlers, events, kept, engines, task, paint, states, until, close };
}

const named = (seed: number): JobRequest => tinyRequest({ seed });

describe('the queue', () => {
  it('paints one picture after another in the order they came', async () => {
    const { handlers, kept, paint, until, events } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2, 3], projectId: 'p' });
    expect(await paint(0)).toBe(1);
    expect(await paint(1)).toBe(2);
    expect(await paint(2)).toBe(3);
    await until(ids[2]!, 'done');
    expect(kept).toEqual(ids);
    const { jobs, waiting } = await handlers['jobs.list'](undefined);
    expect(waiting).toEqual([]);
    expect(jobs[0]).toMatchObject({
      ...{ projectId: 'p', pictureId: ids[0], durationMs: 50 },
      summary: { prompt: 'a calm evening', seed: 1, pack: 'tiny', steps: 4, width: 64, height: 64 },
    });
    const told = events.flatMap((event) =>
      event.kind === 'jobChanged' && event.job.id === ids[1] ? [event.job.state] : [],
    );
    expect(told).toEqual(['queued', 'running', 'done']);
  });

  it('hands the engine the whole request, layout and all, with the pack’s name in it', async () => {
    const { handlers, task } = await open();
    await handlers['jobs.add']({ request: { ...named(1), pack: undefined } });
    expect((await task(0)).task).toMatchObject({
      request: named(1),
      target: { folder: join(fixturePacks, 'tiny'), provider: 'cpu', threads: 0 },
    });
  });

  it('keeps pictures and masks in files that the engine reads, once for all jobs, until none needs them', async () => {
    const { handlers, close } = await open();
    const size = { width: 64, height: 64 };
    const rgb = randomBytes(3 * 64 * 64);
    const coverage = new Uint8Array(64 * 64).fill(255, 100);
    const masked = (seed: number): JobRequest => ({
      ...named(seed),
      conditions: {
        source: { ...size, rgb: new Uint8Array(rgb), strength: 0.7 },
        mask: { ...size, coverage, feather: 2, context: 8 },
      },
    });
    const files = () => readdir(join(dataFolder, 'jobs', 'pixels'));
    await handlers['jobs.pause']({ isPaused: true });
    const { ids } = await handlers['jobs.add']({ request: masked(1), seeds: [1, 2] });
    expect(await files()).toHaveLength(2);
    expect((await stat(join(dataFolder, 'jobs', 'ledger'))).size).toBeLessThan(2000);
    await close();

    const next = await open();
    await next.handlers['jobs.pause']({ isPaused: false });
    const { task: asked } = await next.task(0);
    if (asked.kind !== 'generate') throw new Error('no picture');
    expect(asked.request.conditions.source).toEqual({ ...size, rgb: new Uint8Array(), strength: 0.7 });
    const inFile = async (path = '') => new Uint8Array(inflateRawSync(await readFile(path)));
    expect(await inFile(asked.pixels?.source)).toEqual(new Uint8Array(rgb));
    expect(await inFile(asked.pixels?.mask)).toEqual(coverage);
    await next.paint(0);
    expect(await files()).toHaveLength(2);
    await next.paint(1);
    await next.until(ids[1]!, 'done');
    await expect.poll(files).toEqual([]);
  });

  it('takes no picture where the disk has no room for all of them', async () => {
    const rooms: number[] = [];
    const full = new UmberError('OUTPUT_DISK_FULL', sentence`No room.`, { advice: sentence`Free some.` });
    const { handlers } = await open({
      checkRoom(bytes) {
        rooms.push(bytes);
        return bytes > 16 * 1024 ** 2 ? Promise.reject(full) : Promise.resolve();
      },
    });
    const large = { ...named(1), width: 1024, height: 1024 };
    await expect(handlers['jobs.add']({ request: large, seeds: [1, 2, 3, 4, 5, 6, 7, 8] })).rejects.toThrow(
      full,
    );
    expect((await handlers['jobs.list'](undefined)).jobs).toEqual([]);
    await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    expect(rooms[0]).toBeGreaterThan(8 * 3 * 1024 ** 2);
    expect(rooms[1]).toBe(2 * paintedBytes(named(1)));
  });

  it('lets some go first, be moved, and be taken back', async () => {
    const { handlers, paint, states } = await open();
    await handlers['jobs.pause']({ isPaused: true });
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2, 3] });
    const first = await handlers['jobs.add']({ request: named(4), isFirst: true });
    await handlers['jobs.move']({ id: ids[2]!, index: 1 });
    await handlers['jobs.cancel']({ id: ids[0]! });
    const { waiting, isPaused } = await handlers['jobs.list'](undefined);
    expect(waiting).toEqual([first.ids[0], ids[2], ids[1]]);
    expect(isPaused).toBe(true);
    expect((await states())[ids[0]!]).toBe('cancelled');
    await handlers['jobs.pause']({ isPaused: false });
    expect([await paint(0), await paint(1), await paint(2)]).toEqual([4, 3, 2]);
  });

  it('tells how far a picture is, and shows previews of it', async () => {
    const { handlers, task, events } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1) });
    const { engine, id } = await task(0);
    const preview = { width: 1, height: 1, rgb: new Uint8Array(3) };
    engine.say({ kind: 'progress', id, progress: { part: 'sampling', step: 2, steps: 4 }, preview });
    expect(events).toContainEqual({ kind: 'jobPreview', id: ids[0], step: 2, steps: 4, preview });
    const { jobs } = await handlers['jobs.list'](undefined);
    expect(jobs[0]).toMatchObject({ state: 'running', progress: { part: 'sampling', step: 2, steps: 4 } });
  });

  it('keeps with a job what its mask left as it was', async () => {
    const { handlers, task, until } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1) });
    const { engine, id } = await task(0);
    const edit = { keptPixels: 4000, changedOutside: 0 };
    const painted = { width: 64, height: 64, png: new Uint8Array(8), warnings: [], edit };
    engine.done(id, { ...painted, paintingMs: 50, samplingMs: 40 });
    await until(ids[0]!, 'done');
    expect((await handlers['jobs.list'](undefined)).jobs[0]).toMatchObject({ edit });
  });

  it('cancels a running picture at once, and keeps nothing of it', async () => {
    const { handlers, task, kept, states, paint, until } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    const { engine, id } = await task(0);
    await handlers['jobs.cancel']({ id: ids[0]! });
    expect((await states())[ids[0]!]).toBe('cancelled');
    expect(engine.cancelled).toEqual([id]);
    // Too late for the engine: it was done already.
    await paint(0);
    await paint(1);
    await until(ids[1]!, 'done');
    expect(kept).toEqual([ids[1]]);
  });

  it('retries what failed or was cancelled, forgets what is over, and knows no other', async () => {
    const { handlers, task, paint, until, events, states } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    const { engine, id } = await task(0);
    const error = new UmberError('SCENE_UNKNOWN', sentence`No.`, { advice: sentence`Choose.` }).value;
    engine.say({ kind: 'failed', id, error, memoryBytes: 1 });
    await paint(1);
    await until(ids[0]!, 'failed');
    expect((await handlers['jobs.list'](undefined)).jobs[0]).toMatchObject({ error });
    await handlers['jobs.retry']({ id: ids[0]! });
    expect(await paint(2)).toBe(1);
    await until(ids[0]!, 'done');
    await handlers['jobs.clear'](undefined);
    expect(await states()).toEqual({});
    expect(events).toContainEqual({ kind: 'jobRemoved', id: ids[1] });
    expect(() => handlers['jobs.cancel']({ id: 'gone' })).toThrow(
      expect.objectContaining({ code: 'JOB_NOT_FOUND' }) as Error,
    );
  });

  it('remembers, as the next host does, which pictures were taken off the strip and not brought back', async () => {
    const { handlers, paint, until, events, task, close } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2, 3] });
    await paint(0);
    await paint(1);
    await until(ids[1]!, 'done');
    await task(2);
    events.length = 0;
    await handlers['jobs.dismiss']({ ids: [ids[0]!, ids[1]!, ids[2]!, 'gone'], isDismissed: true });
    await handlers['jobs.dismiss']({ ids: [ids[1]!], isDismissed: false });
    const told = events.flatMap((event) => (event.kind === 'jobChanged' ? [event.job] : []));
    expect(told).toMatchObject([
      { id: ids[0], state: 'done', pictureId: ids[0], isDismissed: true },
      { id: ids[1], isDismissed: true },
      { id: ids[1], isDismissed: false },
    ]);
    await close();
    const next = await open();
    const { jobs } = await next.handlers['jobs.list'](undefined);
    expect(jobs.map(({ isDismissed }) => isDismissed)).toEqual([true, false, undefined]);
  });

  it('clears the list, but keeps what waits on a strip', async () => {
    const { handlers, paint, until, events, close } = await open();
    const place = { projectId: 'p1', frame: { x: 0, y: 0, width: 64, height: 64 } };
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2, 3], ...place });
    await paint(0);
    await paint(1);
    await until(ids[1]!, 'done');
    await handlers['jobs.cancel']({ id: ids[2]! });
    await handlers['jobs.dismiss']({ ids: [ids[1]!], isDismissed: true });
    events.length = 0;
    await handlers['jobs.clear'](undefined);
    const removed = events.flatMap((event) => (event.kind === 'jobRemoved' ? [event.id] : []));
    expect(removed).toEqual([ids[1], ids[2]]);
    const told = events.flatMap((event) => (event.kind === 'jobChanged' ? [event.job] : []));
    expect(told).toMatchObject([{ id: ids[0], state: 'done', isCleared: true }]);
    await close();
    const next = await open();
    const { jobs } = await next.handlers['jobs.list'](undefined);
    expect(jobs).toMatchObject([{ id: ids[0], pictureId: ids[0], isCleared: true }]);
  });

  it('refuses a pack that is not there, and more than anybody waits for', async () => {
    const { handlers } = await open();
    await handlers['jobs.pause']({ isPaused: true });
    const unknown = handlers['jobs.add']({ request: { ...named(1), pack: 'moon' } });
    await expect(unknown).rejects.toMatchObject({ code: 'PACK_NOT_FOUND' });
    for (let batch = 0; batch < 10; batch++) {
      await handlers['jobs.add']({
        request: named(1),
        seeds: Array.from({ length: 100 }, (_, seed) => seed),
      });
    }
    const more = handlers['jobs.add']({ request: named(1) });
    await expect(more).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });

  it('fails a job whose picture cannot be kept, and goes on', async () => {
    const full = new UmberError('OUTPUT_DISK_FULL', sentence`No room.`, { advice: sentence`Make some.` });
    const { handlers, paint, until } = await open({
      keep: (id) => (id === first ? Promise.reject(full) : Promise.resolve()),
    });
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    const first = ids[0]!;
    await paint(0);
    await paint(1);
    await until(first, 'failed');
    await until(ids[1]!, 'done');
  });

  it('paints a picture that could not be written only once: tried again, it is written', async () => {
    const full = new UmberError('OUTPUT_DISK_FULL', sentence`No room.`, { advice: sentence`Make some.` });
    let isFull = true;
    const { handlers, paint, until, kept, engines } = await open({
      keep: () => (isFull ? Promise.reject(full) : Promise.resolve()),
    });
    const ids = (await handlers['jobs.add']({ request: named(1), seeds: [1, 2, 3, 4, 5] })).ids;
    for (const number of ids.keys()) await paint(number);
    await until(ids[4]!, 'failed');
    const { error } = (await handlers['jobs.list'](undefined)).jobs[0]!;
    expect(error).toMatchObject({ code: 'OUTPUT_DISK_FULL', message: { pattern: 'No room.' } });
    expect(error!.advice.pattern).toContain('kept in memory');
    isFull = false;
    const painted = () => engines[0]!.tasks.filter(({ task: { kind } }) => kind === 'generate').length;
    await handlers['jobs.retry']({ id: ids[4]! });
    await until(ids[4]!, 'done');
    expect([kept, painted()]).toEqual([[ids[4]], 5]);
    // Of many only the last few are remembered; the others are painted anew, with their own seed.
    await handlers['jobs.retry']({ id: ids[0]! });
    expect(await paint(5)).toBe(1);
    await until(ids[0]!, 'done');
  });
});

describe('an engine that dies', () => {
  it('costs nothing but time: the picture is begun again, before all others', async () => {
    const { handlers, task, paint, until, kept } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    (await task(0)).engine.exit({ signal: 'SIGSEGV' });
    expect(await paint(0, 1)).toBe(1);
    expect(await paint(1, 1)).toBe(2);
    await until(ids[1]!, 'done');
    expect(kept).toEqual(ids);
  });

  it('fails the job it dies of twice, and goes on with the next', async () => {
    const { handlers, task, paint, until } = await open();
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    (await task(0)).engine.exit({ signal: 'SIGSEGV' });
    (await task(0, 1)).engine.exit({ signal: 'SIGSEGV' });
    expect(await paint(0, 2)).toBe(2);
    await until(ids[1]!, 'done');
    const { jobs } = await handlers['jobs.list'](undefined);
    expect(jobs[0]).toMatchObject({ state: 'failed', error: { code: 'ENGINE_CRASHED' } });
  });

  it('is killed where it does not stop, and the next picture is painted', async () => {
    const { handlers, task, paint, states } = await open({ limits: { cancelMs: 20 } });
    const { ids } = await handlers['jobs.add']({ request: named(1), seeds: [1, 2] });
    const { engine } = await task(0);
    await handlers['jobs.cancel']({ id: ids[0]! });
    expect(await paint(0, 1)).toBe(2);
    expect(engine.isKilled).toBe(true);
    expect((await states())[ids[0]!]).toBe('cancelled');
  });
});

describe('a new host', () => {
  it('goes on where the last one was closed, with the picture that it was at', async () => {
    const before = await open();
    const { ids } = await before.handlers['jobs.add']({ request: named(1), seeds: [1, 2, 3] });
    await before.paint(0);
    await before.task(1);
    await before.handlers['jobs.move']({ id: ids[2]!, index: 0 });
    await before.close();
    const after = await open();
    expect([await after.paint(0), await after.paint(1)]).toEqual([2, 3]);
    await after.until(ids[2]!, 'done');
    expect(after.kept).toEqual([ids[1], ids[2]]);
    expect((await after.states())[ids[0]!]).toBe('done');
  });
});

describe('the place of a picture', () => {
  const frame = { x: 40, y: -8, width: 512, height: 384 };

  it('is told with its job, also when the job is tried again and by a new host', async () => {
    const before = await open();
    await before.handlers['jobs.pause']({ isPaused: true });
    const { ids } = await before.handlers['jobs.add']({ request: named(1), seeds: [1, 2], frame });
    await before.handlers['jobs.cancel']({ id: ids[0]! });
    await before.close();
    const after = await open();
    await after.handlers['jobs.retry']({ id: ids[0]! });
    await after.handlers['jobs.pause']({ isPaused: false });
    expect([await after.paint(0), await after.paint(1)]).toEqual([2, 1]);
    await after.until(ids[0]!, 'done');
    const done = after.events.flatMap((event) =>
      event.kind === 'jobChanged' && event.job.state === 'done' ? [event.job.frame] : [],
    );
    expect(done).toEqual([frame, frame]);
  });

  it('may be absent, as in jobs of before', async () => {
    const { handlers } = await open();
    await handlers['jobs.add']({ request: named(1) });
    expect((await handlers['jobs.list'](undefined)).jobs[0]).not.toHaveProperty('frame');
  });
});

/** Waits for a live picture. */
const repainted = (ticket: number, events: HostEvent[]) =>
  vi.waitFor(() => {
    if (!events.some((event) => event.kind === 'livePainted' && event.ticket === ticket))
      throw new Error('not yet');
  });

/** Has the engine answer a live picture that it was asked for. */
async function repaint({ task }: Awaited<ReturnType<typeof open>>, number: number) {
  const { engine, id, task: asked } = await task(number);
  if (!('request' in asked)) throw new Error('no picture');
  const { width, height, seed } = asked.request;
  const picture = { width, height, rgb: new Uint8Array(3 * width * height) };
  engine.done(id, { picture, samplingMs: 3, decodeMs: 1 });
  return seed;
}

describe('painting while the artist paints', () => {
  const tickets = (events: HostEvent[]) =>
    events.flatMap((event) => (event.kind === 'livePainted' ? [event.ticket] : []));

  it('passes over every stroke but the newest that waits', async () => {
    const queue = await open();
    const { handlers, events, engines } = queue;
    for (const ticket of [1, 2, 3, 4]) {
      await handlers['jobs.paintLive']({ ticket, request: named(ticket) });
    }
    expect(await repaint(queue, 0)).toBe(1);
    expect(await repaint(queue, 1)).toBe(4);
    await repainted(4, events);
    expect(tickets(events)).toEqual([1, 4]);
    expect(engines[0]!.tasks).toHaveLength(2);
  });

  it('shows nothing any more of what was stopped', async () => {
    const queue = await open();
    const { handlers, events, task } = queue;
    await handlers['jobs.paintLive']({ ticket: 1, request: named(1) });
    await task(0);
    await handlers['jobs.stopLive'](undefined);
    await repaint(queue, 0);
    await handlers['jobs.paintLive']({ ticket: 2, request: named(2) });
    await repaint(queue, 1);
    await repainted(2, events);
    expect(tickets(events)).toEqual([2]);
  });

  it('says why a stroke was not painted', async () => {
    const { handlers, events, task } = await open();
    await handlers['jobs.paintLive']({ ticket: 7, request: named(1) });
    const { engine, id } = await task(0);
    const error = new UmberError('LAYOUT_EMPTY', sentence`Nothing.`, { advice: sentence`Paint.` }).value;
    engine.say({ kind: 'failed', id, error, memoryBytes: 1 });
    await vi.waitFor(() => expect(events).toContainEqual({ kind: 'liveFailed', ticket: 7, error }));
  });

  it('paints a stroke again whose engine died, unless there is a newer one', async () => {
    const { handlers, task } = await open();
    await handlers['jobs.paintLive']({ ticket: 1, request: named(1) });
    (await task(0)).engine.exit({ signal: 'SIGSEGV' });
    const again = await task(0, 1);
    expect(again.task).toMatchObject({ request: { seed: 1 } });
    await handlers['jobs.paintLive']({ ticket: 2, request: named(2) });
    again.engine.exit({ signal: 'SIGSEGV' });
    expect((await task(0, 2)).task).toMatchObject({ request: { seed: 2 } });
  });

  it('does not wait for the queue', async () => {
    const { handlers, task } = await open();
    await handlers['jobs.add']({ request: named(1) });
    await task(0);
    await handlers['jobs.paintLive']({ ticket: 1, request: named(9) });
    expect((await task(1)).task).toMatchObject({ kind: 'repaint', request: { seed: 9 } });
  });
});

describe('a plan', () => {
  const asked = { width: 64, height: 64, steps: 8, guidancePasses: 2 };

  it('names what will be used, and how much memory it takes', async () => {
    const { handlers } = await open({ settings: { ...defaultSettings, provider: 'webgpu', threads: 3 } });
    const plan = await handlers['jobs.plan']({ ...asked, steps: undefined });
    expect(plan).toMatchObject({ pack: 'tiny', provider: 'webgpu', threads: 3, steps: 8 });
    expect(plan.memoryBytes).toBeGreaterThan(50e6);
    expect(plan.durationMs).toBeUndefined();
  });

  it('knows from pictures that were painted how long the next will take, also by another host', async () => {
    const first = await open();
    const { ids } = await first.handlers['jobs.add']({ request: named(1) });
    await first.paint(0);
    await first.until(ids[0]!, 'done');
    // 40 ms for four steps and 10 ms for the rest.
    expect((await first.handlers['jobs.plan'](asked)).durationMs).toBeCloseTo(90);
    expect((await first.handlers['jobs.plan']({ ...asked, guidancePasses: 4 })).durationMs).toBeCloseTo(170);
    expect((await first.handlers['jobs.plan']({ ...asked, width: 128 })).durationMs).toBeCloseTo(180);
    await first.close();
    const second = await open();
    expect((await second.handlers['jobs.plan'](asked)).durationMs).toBeCloseTo(90);
  });

  it('knows from a live picture how long the first whole one will take, and from then on from whole ones', async () => {
    const jobs = await open();
    const { handlers, events, paint, until } = jobs;
    await handlers['jobs.paintLive']({ ticket: 1, request: named(1) });
    await repaint(jobs, 0);
    await repainted(1, events);
    // 3 ms for four steps and 1 ms for the decoder.
    expect((await handlers['jobs.plan'](asked)).durationMs).toBeCloseTo(7);
    const { ids } = await handlers['jobs.add']({ request: named(1) });
    await paint(1);
    await until(ids[0]!, 'done');
    const known = (await handlers['jobs.plan'](asked)).durationMs;
    await handlers['jobs.paintLive']({ ticket: 2, request: named(1) });
    await repaint(jobs, 2);
    await repainted(2, events);
    expect((await handlers['jobs.plan'](asked)).durationMs).toBe(known);
  });

  it('counts the layout that is read around a hole where none is given', async () => {
    const { handlers, paint, until } = await open();
    const size = { width: 64, height: 64 };
    const source = { ...size, rgb: new Uint8Array(3 * 64 * 64), strength: 1 };
    const mask = { ...size, coverage: new Uint8Array(64 * 64).fill(255, 2048), feather: 2, context: 8 };
    const guidance = { text: 1, class: 1, layout: 3 };
    const request: JobRequest = { ...named(1), guidance, conditions: { source, mask } };
    const { ids } = await handlers['jobs.add']({ request });
    await paint(0);
    await until(ids[0]!, 'done');
    const plan = await handlers['jobs.plan']({ ...asked, steps: 4, guidancePasses: 2, isMasked: true });
    expect(plan.durationMs).toBeCloseTo(50);
  });
});
