import type { EngineTask } from '../../shared/engine-protocol.ts';
import type { Tempo } from './tempo.ts';

/** How long the host waits for an engine process, and how long it keeps one. */
export interface EngineLimits {
  /** From starting a process to its first word. */
  startMs: number;
  /** Without any sign of life, after which a process is taken for stopped. */
  silenceMs: number;
  /** From a cancel to a kill. */
  cancelMs: number;
  /** The shortest deadline. */
  floorMs: number;
  /** Before the second start in a row; doubled each time. */
  restartMs: number;
  longestRestartMs: number;
  /** After so many deaths without anything done in between, the host gives up until it is asked again. */
  mostDeaths: number;
  /** After so many pictures a process is replaced, between two of them. */
  mostPictures: number;
  /** So much more memory than it needed for the same pictures before, and a process is replaced as well. */
  memoryGrowth: number;
}

/** The limits of the product; tests use shorter ones. */
export const engineLimits: EngineLimits = {
  startMs: 60_000,
  silenceMs: 6_000,
  cancelMs: 2_000,
  floorMs: 30_000,
  restartMs: 250,
  longestRestartMs: 30_000,
  mostDeaths: 6,
  mostPictures: 200,
  memoryGrowth: 1.2,
};

/** Much longer than usual: a deadline is for what will never end. */
const PATIENCE = 10;
/** Slowest disk and graph optimiser that are waited for, in bytes per millisecond. */
const SLOWEST_LOADING = 10_000;
const REFERENCE_PIXELS = 512 * 512;

/** Which part of a task an engine process is at. */
export type TaskPart = 'loading' | 'sampling' | 'decoding' | 'working';

/** Under what name a part's usual duration is kept: a step of a picture, or the whole of something else. */
export function tempoKey(task: EngineTask): string {
  if (task.kind === 'generate' || task.kind === 'repaint') {
    const { width, height, steps, guidance } = task.request;
    const { hash, provider, threads } = task.target;
    const whole = task.kind === 'repaint' ? steps : 'step';
    return JSON.stringify([task.kind, hash, provider, threads, width, height, whole, guidance]);
  }
  return task.kind;
}

/** How long a process may go without telling of progress, in milliseconds. */
export function deadlineFor(
  task: EngineTask,
  part: TaskPart,
  tempo: Tempo,
  { floorMs }: EngineLimits,
): number {
  if (!('target' in task)) return floorMs;
  if (part === 'loading') return 4 * floorMs + task.target.sizeBytes / SLOWEST_LOADING;
  const usual = tempo.median(tempoKey(task));
  const { width, height } = 'request' in task ? task.request : { width: 512, height: 512, ...task };
  // Nothing is known before the first time, so anything that could be a slow machine is waited for.
  const unknown = 4 * floorMs * Math.max(1, (width * height) / REFERENCE_PIXELS);
  if (part === 'decoding') return Math.max(unknown / 2, 3 * PATIENCE * (usual ?? 0));
  return usual === undefined ? unknown : Math.max(floorMs, PATIENCE * usual);
}
