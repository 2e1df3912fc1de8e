import { sentence } from '../../shared/sentence.ts';
import { UmberError } from '../../shared/errors.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeEngine, type FakeEngine } from '../../../tests/support/fake-engine.ts';
import type { EngineTarget } from '../../shared/engine-protocol.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import type { EngineLimits } from './engine-limits.ts';
import { createSupervisor, type EngineSupervisor } from './supervisor.ts';

const target: EngineTarget = { folder: '/packs/a', hash: 'a', sizeBytes: 1000, provider: 'cpu', threads: 1 };
const request: GenerationRequest = {
  pack: 'a',
  width: 64,
  height: 64,
  seed: 1,
  sampler: 'euler',
  steps: 4,
  guidance: { text: 1, class: 1, layout: 1 },
  conditions: {},
};
const generate = { kind: 'generate', target, request, wantsPreviews: true } as const;
const repaint = { kind: 'repaint', target, request } as const;
const painted = { width: 64, height: 64, png: new Uint8Array(8), paintingMs: 5, samplingMs: 4, warnings: [] };
const repainted = {
  picture: { width: 64, height: 64, rgb: new Uint8Array(3 * 64 * 64) },
  samplingMs: 1,
  decodeMs: 1,
};

const supervisors: EngineSupervisor[] = [];
afterEach(async () => {
  for (const supervisor of supervisors.splice(0)) await supervisor.close();
});

function supervise(limits: Partial<EngineLimits> = {}, onStart?: (engine: FakeEngine) => void) {
  const { start, engines } = createFakeEngine(onStart);
  const events: HostEvent[] = [];
  const supervisor = createSupervisor({
    startEngine: start,
    emptyFolder: '/',
    emit: (event) => events.push(event),
    limits: { restartMs: 1, longestRestartMs: 2, ...limits },
  });
  supervisors.push(supervisor);
  const states = () => events.flatMap((event) => (event.kind === 'engineChanged' ? [event.state] : []));
  /** The process that runs, once a task has come to it. */
  const withTask = (number: number, tasks = 1) =>
    vi.waitFor(() => {
      const engine = engines[number];
      if (!engine || engine.tasks.length < tasks) throw new Error('nothing to do yet');
      return { engine, id: engine.tasks[tasks - 1]!.id };
    });
  return { supervisor, engines, states, withTask };
}

/** Settles to the error, so that it can be looked at whenever. */
function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );
}

describe('the supervisor', () => {
  it('starts no engine before there is something to do, and then one for everything', async () => {
    const { supervisor, engines, withTask, states } = supervise();
    expect(engines).toHaveLength(0);
    const first = supervisor.run(generate);
    const second = supervisor.run(repaint);
    const { engine } = await withTask(0, 2);
    engine.done(engine.tasks[0]!.id, painted);
    engine.done(engine.tasks[1]!.id, repainted);
    expect(await first).toEqual(painted);
    expect(await second).toEqual(repainted);
    expect(engines).toHaveLength(1);
    expect(states()).toEqual(['starting', 'ready']);
  });

  it('hands on progress and previews, and the errors of the engine as they are', async () => {
    const { supervisor, withTask } = supervise();
    const seen: unknown[] = [];
    const result = failure(supervisor.run(generate, { onProgress: (...all) => seen.push(all) }));
    const { engine, id } = await withTask(0);
    const preview = { width: 1, height: 1, rgb: new Uint8Array(3) };
    engine.say({ kind: 'progress', id, progress: { part: 'sampling', step: 1, steps: 4 }, preview });
    const error = new UmberError('SCENE_UNKNOWN', sentence`No scene.`, { advice: sentence`Choose one.` })
      .value;
    engine.say({ kind: 'failed', id, error, memoryBytes: 1 });
    expect(await result).toMatchObject({ value: error });
    expect(seen).toEqual([[{ part: 'sampling', step: 1, steps: 4 }, preview]]);
  });

  it('tells everybody who waits when the engine dies, and starts another by itself', async () => {
    const { supervisor, engines, withTask, states } = supervise();
    const first = failure(supervisor.run(generate));
    const { engine } = await withTask(0);
    engine.exit({ signal: 'SIGSEGV' });
    expect(await first).toMatchObject({ code: 'ENGINE_CRASHED', end: 'crashed' });
    await vi.waitFor(() => expect(states()).toEqual(['starting', 'ready', 'restarting', 'ready']));
    expect(engines).toHaveLength(2);
  });

  it('gives up after too many deaths in a row, and tries again when it is asked again', async () => {
    const { supervisor, engines, states } = supervise({ mostDeaths: 3 }, (engine) =>
      engine.exit({ code: 1 }),
    );
    expect(await failure(supervisor.run(generate))).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(engines).toHaveLength(3);
    expect(states()).toEqual(['starting', 'restarting', 'restarting', 'failed']);
    expect(await failure(supervisor.run(generate))).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(engines).toHaveLength(6);
  });

  it('kills an engine that gives no more signs of life', async () => {
    const { supervisor, withTask } = supervise({ silenceMs: 40 });
    const first = failure(supervisor.run(generate));
    const { engine } = await withTask(0);
    engine.beat();
    expect(await first).toMatchObject({ code: 'ENGINE_STUCK', end: 'stuck' });
    expect(engine.isKilled).toBe(true);
  });

  it('kills an engine that lives and gets nowhere', async () => {
    const { supervisor, withTask } = supervise({ floorMs: 20, silenceMs: 200 });
    const first = failure(supervisor.run(generate));
    const { engine } = await withTask(0);
    const beats = setInterval(() => engine.beat(), 10);
    expect(await first).toMatchObject({ code: 'ENGINE_STUCK' });
    clearInterval(beats);
    expect(engine.isKilled).toBe(true);
  });

  it('does not learn from steps that were remembered how long a step takes', async () => {
    const { supervisor, withTask } = supervise({ floorMs: 200, silenceMs: 400 });
    const work = supervisor.run(generate);
    const { engine, id } = await withTask(0);
    for (const step of [0, 1, 2, 3]) {
      engine.say({
        kind: 'progress',
        id,
        progress: { part: 'sampling', step, steps: 4, ...(step > 0 && { remembered: step }) },
      });
    }
    // Far longer than ten of those, and not yet what is allowed a step of which nothing is known.
    await new Promise((resolve) => setTimeout(resolve, 450));
    engine.done(id, painted);
    expect(await work).toEqual(painted);
  });

  it('kills an engine that never says that it is ready', async () => {
    const { supervisor, engines } = supervise({ startMs: 30, silenceMs: 40, mostDeaths: 1 }, () => undefined);
    expect(await failure(supervisor.run(generate))).toMatchObject({ code: 'ENGINE_STUCK' });
    expect(engines[0]!.isKilled).toBe(true);
  });

  it.each([
    ['no message at all', (engine: FakeEngine) => engine.babble('hello')],
    ['a message of no kind', (engine: FakeEngine) => engine.babble({ kind: 'rm', id: 1 })],
    ['a result in another form', (engine: FakeEngine, id: number) => engine.done(id, { png: 'text' })],
    [
      'a picture of another size',
      (engine: FakeEngine, id: number) => engine.done(id, { ...painted, width: 65 }),
    ],
  ])('kills an engine that says %s', async (_, misbehave) => {
    const { supervisor, withTask } = supervise();
    const first = failure(supervisor.run(generate));
    const { engine, id } = await withTask(0);
    misbehave(engine, id);
    expect(await first).toMatchObject({ code: 'ENGINE_CRASHED' });
    expect(engine.isKilled).toBe(true);
  });

  it('takes no pixels that are fewer than a picture has', async () => {
    const { supervisor, withTask } = supervise();
    const first = failure(supervisor.run(repaint));
    const { engine, id } = await withTask(0);
    engine.done(id, { ...repainted, picture: { ...repainted.picture, rgb: new Uint8Array(5) } });
    expect(await first).toMatchObject({ code: 'ENGINE_CRASHED' });
  });

  describe('cancelling', () => {
    it('asks the engine, and leaves it alone when it obeys', async () => {
      const { supervisor, engines, withTask } = supervise({ cancelMs: 30 });
      const controller = new AbortController();
      const first = failure(supervisor.run(generate, { signal: controller.signal }));
      const { engine, id } = await withTask(0);
      controller.abort();
      expect(engine.cancelled).toEqual([id]);
      const error = new UmberError('CANCELLED', sentence`Cancelled.`, { advice: sentence`` }).value;
      engine.say({ kind: 'failed', id, error, memoryBytes: 1 });
      expect(await first).toMatchObject({ code: 'CANCELLED' });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(engine.isKilled).toBe(false);
      expect(engines).toHaveLength(1);
    });

    it('kills an engine that does not obey, and blames nobody else for it', async () => {
      const { supervisor, withTask } = supervise({ cancelMs: 20 });
      const controller = new AbortController();
      const first = failure(supervisor.run(generate, { signal: controller.signal }));
      const beside = failure(supervisor.run(repaint));
      await withTask(0, 2);
      controller.abort();
      expect(await first).toMatchObject({ code: 'CANCELLED' });
      expect(await beside).toMatchObject({ end: 'stopped' });
    });

    it('does not kill for what is only superseded', async () => {
      const { supervisor, withTask } = supervise({ cancelMs: 5 });
      const controller = new AbortController();
      const first = supervisor.run(repaint, { signal: controller.signal, isCancelFirm: false });
      const { engine, id } = await withTask(0);
      controller.abort();
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(engine.isKilled).toBe(false);
      engine.done(id, repainted);
      expect(await first).toEqual(repainted);
    });

    it('does not begin what was cancelled before', async () => {
      const { supervisor, engines } = supervise();
      const result = failure(supervisor.run(generate, { signal: AbortSignal.abort() }));
      expect(await result).toMatchObject({ code: 'CANCELLED' });
      expect(engines[0]?.tasks ?? []).toEqual([]);
    });
  });

  describe('a pack whose loading ends the engine', () => {
    async function dieLoading(
      { supervisor, withTask }: ReturnType<typeof supervise>,
      number: number,
      signal: string,
    ): Promise<unknown> {
      const result = failure(supervisor.run(generate));
      const { engine, id } = await withTask(number);
      engine.say({ kind: 'progress', id, progress: { part: 'loading', step: 0, steps: 4 } });
      engine.exit({ signal });
      return result;
    }

    it('is put in quarantine the second time, until it is given another chance', async () => {
      const supervised = supervise();
      expect(await dieLoading(supervised, 0, 'SIGABRT')).toMatchObject({ code: 'ENGINE_CRASHED' });
      expect(await dieLoading(supervised, 1, 'SIGSEGV')).toMatchObject({ code: 'ENGINE_CRASHED' });
      const { supervisor, engines, withTask } = supervised;
      expect(await failure(supervisor.run(generate))).toMatchObject({ code: 'PACK_QUARANTINED' });
      const other = { ...generate, target: { ...target, hash: 'b' } };
      const fine = supervisor.run(other);
      const { engine, id } = await withTask(2);
      engine.done(id, painted);
      expect(await fine).toEqual(painted);
      supervisor.allow('a');
      void failure(supervisor.run(generate));
      await withTask(2, 2);
      expect(engines).toHaveLength(3);
    });

    it('is not blamed for a kill from outside', async () => {
      const supervised = supervise();
      await dieLoading(supervised, 0, 'SIGKILL');
      await dieLoading(supervised, 1, 'SIGKILL');
      void failure(supervised.supervisor.run(generate));
      await supervised.withTask(2);
    });

    it('does not cost the picture beside it an attempt', async () => {
      const { supervisor, withTask } = supervise();
      const picture = failure(supervisor.run(generate));
      await withTask(0, 1);
      const loading = failure(supervisor.run({ ...repaint, target: { ...target, hash: 'b' } }));
      const { engine, id } = await withTask(0, 2);
      engine.say({ kind: 'progress', id, progress: { part: 'loading', step: 0, steps: 4 } });
      engine.exit({ signal: 'SIGABRT' });
      expect(await loading).toMatchObject({ end: 'crashed' });
      expect(await picture).toMatchObject({ end: 'stopped' });
    });
  });

  describe('an engine that is worn', () => {
    it('is replaced after so many pictures, between two of them, with its pack loaded again', async () => {
      const { supervisor, engines, withTask } = supervise({ mostPictures: 2 });
      for (const number of [1, 2]) {
        const picture = supervisor.run(generate);
        const { engine, id } = await withTask(0, number);
        engine.done(id, painted);
        await picture;
      }
      expect(engines[0]!.isKilled).toBe(true);
      const { engine, id } = await withTask(1);
      expect(engine.tasks[0]!.task.kind).toBe('load');
      engine.done(id, {});
      const picture = supervisor.run(generate);
      const next = await withTask(1, 2);
      engine.done(next.id, painted);
      expect(await picture).toEqual(painted);
    });

    it('is replaced when it needs more and more memory for the same pictures', async () => {
      const { supervisor, engines, withTask } = supervise();
      const sizes = [...Array<number>(8).fill(300e6), 400e6, 700e6];
      for (const [index, memoryBytes] of sizes.entries()) {
        expect(engines[0]?.isKilled ?? false).toBe(false);
        const picture = supervisor.run(generate);
        const { engine, id } = await withTask(0, index + 1);
        engine.done(id, painted, memoryBytes);
        await picture;
      }
      expect(engines[0]!.isKilled).toBe(true);
    });

    it('is kept while the artist paints', async () => {
      const { supervisor, engines, withTask } = supervise({ mostPictures: 1 });
      for (const [number, task] of [repaint, generate].entries()) {
        const picture = supervisor.run(task);
        const { engine, id } = await withTask(0, number + 1);
        engine.done(id, task === repaint ? repainted : painted);
        await picture;
      }
      expect(engines[0]!.isKilled).toBe(false);
    });
  });

  it('does not use a process again after a fault of a graphics card', async () => {
    const { supervisor, engines, withTask } = supervise();
    const onCard = { ...generate, target: { ...target, provider: 'cuda' as const } };
    const picture = failure(supervisor.run(onCard));
    const { engine, id } = await withTask(0);
    const error = new UmberError('ENGINE_FAILED', sentence`CUDA error 700`, { advice: sentence`` }).value;
    engine.say({ kind: 'failed', id, error, memoryBytes: 1 });
    expect(await picture).toMatchObject({ code: 'ENGINE_FAILED' });
    expect(engines[0]!.isKilled).toBe(true);
  });

  it('ends the engine when it is closed, tells whoever waits, and takes nothing more', async () => {
    const { supervisor, engines, withTask } = supervise();
    const first = failure(supervisor.run(generate));
    await withTask(0);
    await supervisor.close();
    expect(await first).toMatchObject({ end: 'stopped' });
    expect(await failure(supervisor.run(generate))).toMatchObject({ end: 'stopped' });
    expect(engines).toHaveLength(1);
  });
});
