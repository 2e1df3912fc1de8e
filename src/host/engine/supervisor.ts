import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { EngineResult, EngineTarget, EngineTask, EngineTaskKind } from '../../shared/engine-protocol.ts';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { EngineExit, StartEngine } from './engine-channel.ts';
import { EngineEnded } from './engine-ended.ts';
import { engineEnvironment } from './engine-environment.ts';
import { engineLimits, type EngineLimits } from './engine-limits.ts';
import { createMemoryWatch } from './memory-watch.ts';
import { createTempo } from './tempo.ts';
import {
  watchProcess,
  type EngineAbilities,
  type TaskOptions,
  type WatchedProcess,
} from './watched-process.ts';

/** What a supervisor stands on. */
export interface SupervisorOptions {
  startEngine: StartEngine;
  /** An empty folder for the engine to run in. */
  emptyFolder: string;
  emit: (event: HostEvent) => void;
  limits?: Partial<EngineLimits>;
}

/** An engine that is there when it is needed, whatever becomes of the process that it runs in. */
export interface EngineSupervisor {
  /**
   * Has a task done; the engine is started first where it is not running.
   *
   * @throws EngineEnded where the process ended before the task was done; what the task is worth, the caller knows
   * @throws UmberError what the engine says, `PACK_QUARANTINED`, `CANCELLED`
   */
  run<K extends EngineTaskKind>(
    task: Extract<EngineTask, { kind: K }>,
    options?: TaskOptions,
  ): Promise<EngineResult<K>>;
  /** Starts the engine and loads a pack in the background; what goes wrong is told when a picture is asked for. */
  warmUp(target: EngineTarget | undefined): void;
  /** @throws EngineEnded where the engine cannot be started */
  abilities(): Promise<EngineAbilities>;
  /** As the engine said; before its first word, what the system says. */
  readonly physicalCores: number;
  /** Of the engine's process, as it said when it last finished something. */
  readonly memoryBytes: number;
  /** Gives a pack that is in quarantine another chance. */
  allow(packHash: string): void;
  /** Ends the engine. Tasks that run are told, and none is taken any more. */
  close(): Promise<void>;
}

/** A pack that ended the engine so often while it was loaded is not loaded again. */
const MOST_DEATHS_OF_PACK = 2;
/** An engine that repainted so recently is not replaced: the artist is painting. */
const REPAINTING_MS = 3_000;
/** Signals that others send; all else is the engine's own fault. */
const FOREIGN_SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'];

/** Watches over one engine process at a time: starts it when it is first needed, and anew whenever it ends. */
export function createSupervisor(options: SupervisorOptions): EngineSupervisor {
  const { startEngine, emptyFolder, emit } = options;
  const limits = { ...engineLimits, ...options.limits };
  const tempo = createTempo();
  const deathsOfPacks = new Map<string, number>();
  const closing = new AbortController();
  let current: Promise<WatchedProcess> | undefined;
  let alive: WatchedProcess | undefined;
  let abilities: EngineAbilities | undefined;
  /** Since something was last done. */
  let deaths = 0;
  let pictures = 0;
  let memory = createMemoryWatch(limits.memoryGrowth);
  let memoryBytes = 0;
  let repaintedMs = -Infinity;
  /** The packs in use, to be loaded again into a new process: one to paint with, one to repaint with. */
  const inUse = new Map<'generate' | 'repaint', EngineTarget>();

  const isClosing = () => closing.signal.aborted;

  function ensureStarted(): Promise<WatchedProcess> {
    if (isClosing()) return Promise.reject(new EngineEnded('stopped'));
    if (!current) {
      const starting = start();
      current = starting;
      starting.catch(() => {
        if (current === starting) current = undefined;
      });
    }
    return current;
  }

  async function start(): Promise<WatchedProcess> {
    for (;;) {
      emit({ kind: 'engineChanged', state: deaths === 0 ? 'starting' : 'restarting' });
      const delayMs =
        deaths < 2 ? 0 : Math.min(limits.longestRestartMs, limits.restartMs * 2 ** (deaths - 2));
      await wait(delayMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
      if (isClosing()) throw new EngineEnded('stopped');
      const started = watchProcess(
        startEngine({ cwd: emptyFolder, env: engineEnvironment(process.env) }),
        limits,
        tempo,
      );
      alive = started;
      try {
        abilities = await started.ready;
      } catch (error) {
        alive = undefined;
        if (isClosing()) throw error;
        if (++deaths < limits.mostDeaths) continue;
        deaths = 0;
        emit({ kind: 'engineChanged', state: 'failed' });
        throw error;
      }
      pictures = 0;
      memory = createMemoryWatch(limits.memoryGrowth);
      void started.ended.then(({ end, exit, loading }) => afterEnd(started, end, exit, loading));
      emit({ kind: 'engineChanged', state: 'ready' });
      return started;
    }
  }

  function afterEnd(ended: WatchedProcess, end: string, exit: EngineExit, loading: string[]): void {
    if (alive === ended) {
      alive = undefined;
      current = undefined;
    }
    if (isClosing()) return;
    if (end !== 'stopped') deaths++;
    if (end === 'stuck' || (end === 'crashed' && !FOREIGN_SIGNALS.includes(exit.signal ?? ''))) {
      for (const hash of loading) deathsOfPacks.set(hash, (deathsOfPacks.get(hash) ?? 0) + 1);
    }
    if (deaths >= limits.mostDeaths) {
      deaths = 0;
      emit({ kind: 'engineChanged', state: 'failed' });
      return;
    }
    const targets = new Map([...inUse.values()].map((target) => [target.hash, target]));
    for (const target of targets.values()) {
      if (!deathsOfPacks.has(target.hash)) warmUp(target);
    }
    // Without a pack to load, the engine itself is made ready.
    ensureStarted().catch(() => undefined);
  }

  function warmUp(target: EngineTarget | undefined): void {
    const work = target ? run({ kind: 'load', target }) : ensureStarted();
    work.catch(() => undefined);
  }

  async function run<K extends EngineTaskKind>(
    task: Extract<EngineTask, { kind: K }>,
    taskOptions: TaskOptions = {},
  ): Promise<EngineResult<K>> {
    const target = 'target' in task ? task.target : undefined;
    if (target && (deathsOfPacks.get(target.hash) ?? 0) >= MOST_DEATHS_OF_PACK) throw quarantined();
    const running = await ensureStarted();
    try {
      const result = await running.perform(task, taskOptions);
      afterTask(task, running);
      return result;
    } catch (error) {
      // After a fault of a graphics card its sessions stay broken, so no process is used again that had one.
      const isOfDevice =
        isUmberError(error, 'ENGINE_FAILED') && target !== undefined && target.provider !== 'cpu';
      if (isOfDevice) running.stop();
      throw error;
    }
  }

  function afterTask(task: EngineTask, running: WatchedProcess): void {
    deaths = 0;
    memoryBytes = running.memoryBytes;
    if ('target' in task) deathsOfPacks.delete(task.target.hash);
    if (task.kind === 'generate' || task.kind === 'repaint') {
      inUse.set(task.kind, task.target);
      memory.record(task.request.width * task.request.height, running.memoryBytes);
    }
    if (task.kind === 'generate') pictures++;
    if (task.kind === 'repaint') repaintedMs = performance.now();
    if (task.kind === 'load' || task.kind === 'segment') memory.forget();
    if (!running.isIdle || running !== alive) return;
    const isPainting = performance.now() - repaintedMs < REPAINTING_MS;
    const isWorn = pictures >= limits.mostPictures || memory.hasGrown;
    if (isWorn && (!isPainting || pictures >= 2 * limits.mostPictures)) {
      alive = undefined;
      current = undefined;
      running.stop();
    }
  }

  return {
    run,
    warmUp,
    async abilities() {
      await ensureStarted();
      return abilities!;
    },
    get physicalCores() {
      return abilities?.physicalCores ?? availableParallelism();
    },
    get memoryBytes() {
      return memoryBytes;
    },
    allow: (packHash) => void deathsOfPacks.delete(packHash),
    async close() {
      closing.abort();
      const last = alive;
      last?.stop();
      await last?.ended;
    },
  };
}

function quarantined(): UmberError {
  return new UmberError(
    'PACK_QUARANTINED',
    sentence`Loading this pack has ended the engine twice, so it is not loaded again.`,
    { advice: sentence`Choose another pack, or press “retry” on the job to give it another chance.` },
  );
}
