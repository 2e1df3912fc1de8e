import {
  engineMessageSchema,
  engineResultSchemas,
  type EngineMessage,
  type EngineProgress,
  type EngineResult,
  type EngineTask,
  type EngineTaskKind,
} from '../../shared/engine-protocol.ts';
import { cancelled, UmberError } from '../../shared/errors.ts';
import type { RgbPicture } from '../../shared/events.ts';
import type { EngineChannel, EngineExit } from './engine-channel.ts';
import { EngineEnded, type EngineEnd } from './engine-ended.ts';
import { deadlineFor, tempoKey, type EngineLimits, type TaskPart } from './engine-limits.ts';
import type { Tempo } from './tempo.ts';

/** How a task is followed and stopped. */
export interface TaskOptions {
  signal?: AbortSignal;
  /** Whether a cancel that is not heeded in time ends the process; true where absent. */
  isCancelFirm?: boolean;
  onProgress?: (progress: EngineProgress, preview: RgbPicture | undefined) => void;
}

/** What an engine process can do on this machine. */
export interface EngineAbilities {
  providers: string[];
  physicalCores: number;
}

/** How a process ended, and which packs it was loading then. */
export interface ProcessEnd {
  end: EngineEnd;
  exit: EngineExit;
  loading: string[];
}

/** One engine process under watch: it answers in time and makes sense, or it is ended. */
export interface WatchedProcess {
  /** Rejects with `EngineEnded`. */
  readonly ready: Promise<EngineAbilities>;
  readonly ended: Promise<ProcessEnd>;
  readonly isIdle: boolean;
  /** As it said when it last finished something. */
  readonly memoryBytes: number;
  /**
   * @throws EngineEnded where the process ends first
   * @throws UmberError what the engine says, `CANCELLED`
   */
  perform<K extends EngineTaskKind>(
    task: Extract<EngineTask, { kind: K }>,
    options?: TaskOptions,
  ): Promise<EngineResult<K>>;
  /** Ends it at once. */
  stop(): void;
}

interface Pending {
  task: EngineTask;
  part: TaskPart;
  options: TaskOptions;
  startedMs: number;
  step: number;
  steppedMs: number;
  /** With what `checkedResult` let through. */
  resolve: (value: never) => void;
  reject(error: Error): void;
}

const CHECK_MS = 500;

/** Watches a process that has just been started. */
export function watchProcess(channel: EngineChannel, limits: EngineLimits, tempo: Tempo): WatchedProcess {
  const pending = new Map<number, Pending>();
  const ready = Promise.withResolvers<EngineAbilities>();
  const ended = Promise.withResolvers<ProcessEnd>();
  // Whoever waits for it is told; nobody has to.
  ready.promise.catch(() => undefined);
  let nextId = 1;
  let isReady = false;
  let end: EngineEnd | undefined;
  let memoryBytes = 0;
  /** Of the last sign of life. Where a system passes none on at all, deadlines have to do. */
  let beatMs: number | undefined;
  let progressMs = performance.now();
  let checkedMs = performance.now();
  const checkMs = Math.min(CHECK_MS, limits.silenceMs / 4);
  const timer = setInterval(check, checkMs).unref();

  function check(): void {
    const now = performance.now();
    // A host that was itself held up, say with the lid closed, must not blame the engine.
    const heldUpMs = now - checkedMs - checkMs;
    checkedMs = now;
    if (heldUpMs > 2 * checkMs) {
      if (beatMs !== undefined) beatMs += heldUpMs;
      progressMs += heldUpMs;
      return;
    }
    if (!isReady) {
      if (now - progressMs > limits.startMs) kill('stuck');
      return;
    }
    if (beatMs !== undefined && now - beatMs > limits.silenceMs) kill('stuck');
    if (pending.size === 0) return;
    const deadlines = [...pending.values()].map(({ task, part }) => deadlineFor(task, part, tempo, limits));
    if (now - progressMs > Math.max(...deadlines)) kill('stuck');
  }

  function kill(why: EngineEnd): void {
    end ??= why;
    channel.kill();
  }

  function finish(exit: EngineExit): void {
    clearInterval(timer);
    end ??= 'crashed';
    const loading = [...pending.values()].filter(({ part }) => part === 'loading');
    for (const one of pending.values()) {
      // What died while it loaded a pack did not die of the picture beside it.
      const isInnocent = end === 'crashed' && loading.length > 0 && one.part !== 'loading';
      one.reject(one.options.signal?.aborted ? cancelled() : new EngineEnded(isInnocent ? 'stopped' : end));
    }
    pending.clear();
    ready.reject(new EngineEnded(end));
    const hashes = loading.flatMap(({ task }) => ('target' in task ? [task.target.hash] : []));
    ended.resolve({ end, exit, loading: hashes });
  }

  function receive(message: unknown): void {
    if (end !== undefined) return;
    const parsed = engineMessageSchema.safeParse(message);
    // Whatever says such a thing is no longer our program.
    if (!parsed.success) {
      kill('crashed');
      return;
    }
    progressMs = performance.now();
    const said = parsed.data;
    if (said.kind === 'ready') {
      isReady = true;
      ready.resolve({ providers: said.providers, physicalCores: said.physicalCores });
      return;
    }
    const one = pending.get(said.id);
    if (!one) return;
    if (said.kind === 'progress') {
      advance(one, said);
      return;
    }
    pending.delete(said.id);
    memoryBytes = said.memoryBytes;
    if (said.kind === 'failed') {
      one.reject(UmberError.from(said.error));
      return;
    }
    const value = checkedResult(one.task, said.value);
    if (value === undefined) {
      one.reject(new EngineEnded('crashed'));
      kill('crashed');
      return;
    }
    if (one.task.kind !== 'generate') tempo.record(tempoKey(one.task), progressMs - one.startedMs);
    one.resolve(value as never);
  }

  function advance(one: Pending, { progress, preview }: Extract<EngineMessage, { kind: 'progress' }>): void {
    const { part, step, remembered = 0 } = progress;
    if (one.part === 'loading') one.startedMs = progressMs;
    // A step that was remembered took no time, and says nothing of how long the next may take.
    if (part === 'sampling' && one.part === 'sampling' && step > Math.max(one.step, remembered)) {
      tempo.record(tempoKey(one.task), progressMs - one.steppedMs);
    }
    one.part = part === 'sampling' && one.task.kind !== 'generate' ? 'working' : part;
    one.step = step;
    one.steppedMs = progressMs;
    if (!one.options.signal?.aborted) one.options.onProgress?.(progress, preview);
  }

  function cancel(id: number, one: Pending): void {
    channel.send({ id, isCancelled: true });
    if (one.options.isCancelFirm === false) return;
    setTimeout(() => {
      if (pending.get(id) === one) kill('stopped');
    }, limits.cancelMs).unref();
  }

  channel.onMessage(receive);
  channel.onHeartbeat(() => (beatMs = performance.now()));
  channel.onExit(finish);

  return {
    ready: ready.promise,
    ended: ended.promise,
    get isIdle() {
      return pending.size === 0;
    },
    get memoryBytes() {
      return memoryBytes;
    },
    async perform<K extends EngineTaskKind>(
      task: Extract<EngineTask, { kind: K }>,
      options: TaskOptions = {},
    ) {
      const { signal } = options;
      if (signal?.aborted) throw cancelled();
      if (end !== undefined) throw new EngineEnded(end);
      return new Promise<EngineResult<K>>((resolve, reject) => {
        const id = nextId++;
        const now = performance.now();
        if (pending.size === 0) progressMs = now;
        const onAbort = () => cancel(id, one);
        const one: Pending = {
          ...{ task, options, part: 'working', startedMs: now, step: 0, steppedMs: now },
          resolve: (value: EngineResult<K>) => {
            signal?.removeEventListener('abort', onAbort);
            resolve(value);
          },
          reject: (error) => {
            signal?.removeEventListener('abort', onAbort);
            reject(error);
          },
        };
        pending.set(id, one);
        signal?.addEventListener('abort', onAbort, { once: true });
        channel.send({ id, task });
      });
    },
    stop: () => kill('stopped'),
  };
}

/** What a task answered, where it has the form and the size that were asked for. */
function checkedResult(task: EngineTask, value: unknown): unknown {
  const parsed = engineResultSchemas[task.kind].safeParse(value);
  if (!parsed.success) return undefined;
  const size = sizeOf(parsed.data);
  const asked = task.kind === 'generate' || task.kind === 'repaint' ? task.request : task;
  const isAsked =
    size === undefined || !('width' in asked) || (size.width === asked.width && size.height === asked.height);
  return isAsked ? parsed.data : undefined;
}

function sizeOf(value: object): { width: number; height: number } | undefined {
  if ('width' in value && 'height' in value) return value as { width: number; height: number };
  if ('picture' in value) return sizeOf(value.picture as object);
  if ('layout' in value && value.layout !== undefined) return sizeOf(value.layout as object);
  return undefined;
}
