import { join } from 'node:path';
import { paintedBytes } from '../../files/check-disk-room.ts';
import type { EngineProgress, EngineResult } from '../../shared/engine-protocol.ts';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { HostEvent, RgbPicture } from '../../shared/events.ts';
import type { Job } from '../../shared/job.ts';
import type { RouteHandlers } from '../../shared/routes/routes.ts';
import type { Settings } from '../../shared/settings.ts';
import { EngineEnded } from '../engine/engine-ended.ts';
import type { EngineSupervisor } from '../engine/supervisor.ts';
import { toErrorValue } from '../error-value.ts';
import { choosePack, type InstalledPacks } from '../packs/installed-packs.ts';
import type { Fs } from '../storage/fs.ts';
import { newId } from '../storage/new-id.ts';
import { Ledger } from './ledger.ts';
import { createLiveLane } from './live-lane.ts';
import { packRequest, unpackRequest } from './pack-request.ts';
import { openPaintingCosts } from './painting-costs.ts';
import { createPainting } from './painting.ts';
import { openPixelFiles } from './pixel-files.ts';
import { openRunLogs } from './run-logs.ts';
import { UnkeptPictures, unkeptError } from './unkept-pictures.ts';
import type { KeptJob, KeptLayout, KeptRequest } from './queue-state.ts';

type JobHandlers = Pick<
  RouteHandlers,
  | 'jobs.list'
  | 'jobs.add'
  | 'jobs.cancel'
  | 'jobs.cancelAll'
  | 'jobs.retry'
  | 'jobs.move'
  | 'jobs.pause'
  | 'jobs.clear'
  | 'jobs.dismiss'
  | 'jobs.paintLive'
  | 'jobs.stopLive'
  | 'jobs.plan'
>;

/** What the queue stands on. */
export interface JobOptions {
  dataFolder: string;
  packs: InstalledPacks;
  engine: EngineSupervisor;
  settings: () => Settings;
  /** Keeps a picture. A picture of an id that is there already is not kept twice. */
  keepPicture: (png: Uint8Array, options: { id: string; projectId?: string }) => Promise<{ id: string }>;
  /** Whether so many bytes of pictures can be kept. @throws UmberError the `OUTPUT_…` codes */
  checkRoom: (bytes: number) => Promise<void>;
  emit: (event: HostEvent) => void;
  fs: Fs;
}

/** The queue of pictures, and repainting beside it. */
export interface Jobs {
  handlers: JobHandlers;
  /** Begins with what waits. */
  start(): void;
  /** Stops painting; what ran waits again, at the front. */
  close(): Promise<void>;
}

interface Running {
  id: string;
  controller: AbortController;
  /** Until it is over, whatever came of it. */
  work: Promise<void>;
  progress?: EngineProgress;
}

/** After so many deaths of the engine a job has failed. */
const MOST_ATTEMPTS = 2;
const MOST_WAITING = 1000;
/** Jobs that are over are forgotten beyond this; their pictures stay. */
const MOST_FINISHED = 200;
/** Progress is told no oftener, unless the part changes. */
const PROGRESS_MS = 50;

/** What a route answers that has nothing to say. */
const nothing = Promise.resolve(undefined);

/** Opens the queue as the last host left it. @throws UmberError the `OUTPUT_…` codes */
export async function openJobs(options: JobOptions): Promise<Jobs> {
  const { packs, engine, settings, keepPicture, checkRoom, emit, fs } = options;
  const folder = join(options.dataFolder, 'jobs');
  const ledger = await Ledger.open(join(folder, 'ledger'), fs);
  const runLogs = await openRunLogs(join(folder, 'runs'), fs);
  const pixelFiles = await openPixelFiles(join(folder, 'pixels'), fs);
  const costs = await openPaintingCosts(join(folder, 'costs.json'), fs);
  const painting = createPainting({ packs, engine, settings, costs });
  const live = createLiveLane((request, signal) => painting.repaint(request, signal), emit);
  const unkept = new UnkeptPictures<EngineResult<'generate'>>();
  const { state } = ledger;
  let running: Running | undefined;
  let isStarted = false;
  let isClosed = false;
  let turn = Promise.resolve();

  // ---- telling

  function viewOf(job: Job): Job {
    const progress = running?.id === job.id ? running.progress : undefined;
    return progress && job.state === 'running' ? { ...job, progress } : job;
  }

  function tellJob(id: string): void {
    const kept = state.jobs.get(id);
    if (kept) emit({ kind: 'jobChanged', job: viewOf(kept.job) });
  }

  function tellQueue(): void {
    emit({ kind: 'queueChanged', isPaused: state.isPaused, waiting: [...state.waiting] });
  }

  // ---- painting

  function paintNext(): void {
    const [id] = state.waiting;
    if (!isStarted || isClosed || running || state.isPaused || id === undefined) return;
    const controller = new AbortController();
    ledger.note({ kind: 'started', id });
    const work = paintJob(id, controller.signal)
      .catch((error: unknown) => afterFailure(id, error))
      .finally(() => {
        running = undefined;
        forgetOldest();
        // Only now: until its work is over, the engine may still write.
        void sweep();
        paintNext();
      });
    running = { id, controller, work };
    tellJob(id);
    tellQueue();
  }

  async function paintJob(id: string, signal: AbortSignal): Promise<void> {
    const kept = state.jobs.get(id);
    if (!kept?.request) return;
    const request = await unpackRequest(kept.request, state.layouts, pixelFiles);
    let toldMs = -Infinity;
    const onProgress = (progress: EngineProgress, preview: RgbPicture | undefined) => {
      if (running?.id !== id || !isRunning(id)) return;
      const isNews = running.progress?.part !== progress.part;
      running.progress = progress;
      if (preview) emit({ kind: 'jobPreview', id, step: progress.step, steps: progress.steps, preview });
      if (!isNews && performance.now() - toldMs < PROGRESS_MS) return;
      toldMs = performance.now();
      tellJob(id);
    };
    const painted =
      unkept.take(id) ?? (await painting.paint(request, runLogs.fileOf(id), { signal, onProgress }));
    if (!isRunning(id)) return;
    const { png, paintingMs, warnings, edit } = painted;
    const { projectId } = kept.job;
    const picture = await keepPicture(png, { id, ...(projectId !== undefined && { projectId }) }).catch(
      (error: unknown) => {
        unkept.add(id, painted);
        throw unkeptError(error);
      },
    );
    if (!isRunning(id)) return;
    finish(id, {
      state: 'done',
      pictureId: picture.id,
      durationMs: paintingMs,
      ...(warnings.length > 0 && { warnings }),
      ...(edit && { edit }),
    });
  }

  function afterFailure(id: string, error: unknown): void {
    const kept = state.jobs.get(id);
    // Cancelled meanwhile, or to be gone on with by the next host.
    if (!kept || kept.job.state !== 'running' || isClosed) return;
    const isOfDevice = isUmberError(error, 'ENGINE_FAILED') && settings().provider !== 'cpu';
    if (error instanceof EngineEnded || isOfDevice) {
      const isInnocent = error instanceof EngineEnded && error.end === 'stopped';
      const attempts = kept.attempts + (isInnocent ? 0 : 1);
      if (attempts < MOST_ATTEMPTS) {
        ledger.note({ kind: 'requeued', id, isFirst: true, attempts });
        tellJob(id);
        tellQueue();
        return;
      }
    }
    finish(id, { state: 'failed', error: toErrorValue(error) });
  }

  function finish(
    id: string,
    fields: Pick<Job, 'state' | 'error' | 'pictureId' | 'durationMs' | 'warnings' | 'edit'>,
  ): void {
    ledger.note({ kind: 'finished', id, fields });
    tellJob(id);
  }

  function isRunning(id: string): boolean {
    return state.jobs.get(id)?.job.state === 'running';
  }

  function remove(ids: string[]): void {
    if (ids.length === 0) return;
    ledger.note({ kind: 'removed', ids });
    for (const id of ids) unkept.take(id);
    void sweep();
    for (const id of ids) emit({ kind: 'jobRemoved', id });
  }

  /** One after another: what belongs to a job that is just being added must not be swept away. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work);
    turn = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  /** Removes the files of jobs that are over. */
  function sweep(): Promise<void> {
    return inTurn(async () => {
      await runLogs.sweep(state);
      await pixelFiles.sweep(state);
    });
  }

  function finishedIds(): string[] {
    return [...state.jobs.values()].filter(({ job }) => isOver(job)).map(({ job }) => job.id);
  }

  function forgetOldest(): void {
    remove(finishedIds().slice(0, -MOST_FINISHED));
  }

  function cancel(jobs: readonly KeptJob[]): void {
    const { waiting } = state;
    for (const { job } of jobs) {
      if (isOver(job)) continue;
      finish(job.id, { state: 'cancelled' });
      // The engine is told at once and killed soon; the artist need not wait for either.
      if (running?.id === job.id) running.controller.abort();
    }
    if (state.waiting.length < waiting.length) tellQueue();
  }

  function jobOf(id: string): KeptJob {
    const kept = state.jobs.get(id);
    if (kept) return kept;
    throw new UmberError('JOB_NOT_FOUND', sentence`This job is no longer in the list.`, {
      advice: sentence`Ask for the picture again.`,
    });
  }

  const handlers: JobHandlers = {
    'jobs.list': () =>
      Promise.resolve({
        jobs: [...state.jobs.values()].map(({ job }) => viewOf(job)),
        waiting: [...state.waiting],
        isPaused: state.isPaused,
      }),

    'jobs.add': async ({ request, seeds = [request.seed], projectId, frame, isFirst = false }) => {
      if (state.waiting.length + seeds.length > MOST_WAITING) {
        throw new UmberError('QUEUE_FULL', sentence`No more than ${MOST_WAITING} pictures can wait.`, {
          advice: sentence`Wait until some are painted, or cancel some.`,
        });
      }
      await checkRoom(seeds.length * paintedBytes(request));
      const pack = choosePack(await packs.list(), request.pack);
      const ids = await inTurn(async () => {
        const layouts = new Map<string, KeptLayout>();
        const packed = await packRequest({ ...request, pack: pack.manifest.name }, layouts, pixelFiles);
        const jobs = seeds.map((seed) => {
          const kept: KeptRequest = { ...packed, seed };
          return { job: newJob(kept, { projectId, frame }), request: kept, attempts: 0, interruptions: 0 };
        });
        await ledger.commit({ kind: 'added', jobs, layouts: [...layouts.values()], isFirst });
        return jobs.map(({ job }) => job.id);
      });
      for (const id of ids) tellJob(id);
      tellQueue();
      paintNext();
      return { ids };
    },

    'jobs.cancel': ({ id }) => {
      cancel([jobOf(id)]);
      return nothing;
    },

    'jobs.cancelAll': () => {
      cancel([...state.jobs.values()]);
      return nothing;
    },

    'jobs.retry': async ({ id }) => {
      const { job, request } = jobOf(id);
      if (!request || (job.state !== 'failed' && job.state !== 'cancelled')) return undefined;
      const pack = await packs.find(request.pack);
      engine.allow(pack.hash);
      ledger.note({ kind: 'requeued', id, isFirst: false, attempts: 0 });
      tellJob(id);
      tellQueue();
      paintNext();
      return undefined;
    },

    'jobs.move': ({ id, index }) => {
      jobOf(id);
      ledger.note({ kind: 'moved', id, index });
      tellQueue();
      return nothing;
    },

    'jobs.pause': ({ isPaused }) => {
      ledger.note({ kind: 'paused', isPaused });
      tellQueue();
      paintNext();
      return nothing;
    },

    'jobs.clear': () => {
      const over = [...state.jobs.values()].map(({ job }) => job).filter(isOver);
      const ids = over.filter(isOnStrip).map(({ id }) => id);
      ledger.note({ kind: 'cleared', ids });
      for (const id of ids) tellJob(id);
      remove(over.filter((job) => !isOnStrip(job)).map(({ id }) => id));
      return nothing;
    },

    'jobs.dismiss': ({ ids, isDismissed }) => {
      ledger.note({ kind: 'dismissed', ids, isDismissed });
      for (const id of ids) if (state.jobs.get(id)?.job.state === 'done') tellJob(id);
      return nothing;
    },

    'jobs.paintLive': ({ ticket, request }) => {
      live.paint(ticket, request);
      return nothing;
    },

    'jobs.stopLive': () => {
      live.stop();
      return nothing;
    },

    'jobs.plan': (input) => painting.plan(input),
  };

  return {
    handlers,
    start() {
      isStarted = true;
      void sweep();
      paintNext();
    },
    async close() {
      isClosed = true;
      live.stop();
      if (running) {
        const { id, controller, work } = running;
        controller.abort();
        await work;
        const kept = state.jobs.get(id);
        if (kept?.job.state === 'running') {
          ledger.note({ kind: 'requeued', id, isFirst: true, attempts: kept.attempts });
        }
      }
      await turn;
      await ledger.close();
      await costs.close();
    },
  };
}

function isOver({ state }: Job): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Its picture waits to be accepted or thrown away, and comes back with its project. */
function isOnStrip({ state, projectId, frame, isDismissed }: Job): boolean {
  return state === 'done' && projectId !== undefined && frame !== undefined && !isDismissed;
}

function newJob(request: KeptRequest, { projectId, frame }: Pick<Job, 'projectId' | 'frame'>): Job {
  const { width, height, seed, steps, pack } = request;
  return {
    id: newId(),
    state: 'queued',
    createdMs: Date.now(),
    ...(projectId !== undefined && { projectId }),
    ...(frame && { frame }),
    summary: { prompt: request.conditions.text?.prompt ?? '', width, height, seed, steps, pack },
  };
}
