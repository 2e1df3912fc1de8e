import { setTimeout as wait } from 'node:timers/promises';
import type { StudioHost } from './studio-host.ts';
import { tinyRequest } from './tiny-pack.ts';

/** What was killed, and what became of the queue. */
export interface KillReport {
  /** Signals that hit a running engine. */
  kills: number;
  /** Ids in the order they were asked for, and in the order they were done. */
  asked: string[];
  done: string[];
  failed: string[];
  /** Pictures in the gallery at the end. */
  kept: number;
  /** Of every picture; one, since all were asked for alike. */
  pictureHashes: Set<string>;
}

const STEPS = 24;
/** Pictures that wait behind the one that is struck at, and how many are struck at for one hit before giving up. */
const WAITING = 2;
const MOST = 5;
const SIGNALS = ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGBUS'] as const;

/**
 * Paints pictures, and ends the engine at most once during each, at some step, while it loads, or between two pictures,
 * until as many blows have hit an engine as were asked for. The queue is never empty before that.
 */
export async function killEngines(
  host: StudioHost,
  kills: number,
  random: () => number,
): Promise<KillReport> {
  const { routes } = host;
  const asked: string[] = [];
  const ask = async () => {
    const { ids } = await routes['jobs.add']({ request: tinyRequest({ steps: STEPS }) });
    asked.push(...ids);
  };
  while (asked.length < kills) await ask();
  let hits = 0;
  // A blow meant for the end of one picture may fall on the next. Two on one picture are a failure by design, not here.
  for (let index = 0; hits < kills && index < MOST * kills; index++) {
    while (asked.length <= index + WAITING) await ask();
    const id = asked[index]!;
    if (wasInterrupted(host, id)) continue;
    await host.until((event) => runs(event, id));
    const step = Math.floor(random() * (STEPS + 2)) - 1;
    if (step > 0) {
      await host.until((event) => {
        if (event.kind === 'jobPreview' && event.id === id && event.step >= step) return true;
        if (event.kind !== 'jobChanged' || event.job.id !== id) return undefined;
        return (event.job.progress?.step ?? 0) >= step || event.job.state === 'done' || undefined;
      });
    }
    await wait(random() * 30);
    if (wasInterrupted(host, id)) continue;
    const pid = host.engines.at(-1)?.pid;
    const signal = SIGNALS[Math.floor(random() * SIGNALS.length)]!;
    if (pid === undefined || !tryKill(pid, signal)) continue;
    hits++;
    // Until the host has noticed, and has said which picture it was.
    await wait(250);
  }
  const outcomes = await Promise.all(asked.map((id) => host.untilJob(id, 'done', 'failed')));
  const done = host.events.flatMap((event) =>
    event.kind === 'jobChanged' && event.job.state === 'done' ? [event.job.id] : [],
  );
  const pictureHashes = new Set<string>();
  for (const { pictureId } of outcomes) {
    if (pictureId === undefined) continue;
    const { bytes } = await routes['gallery.picture']({ id: pictureId });
    pictureHashes.add((await routes['pictures.readResult']({ bytes })).recipe.pictureHash);
  }
  const failed = outcomes.filter(({ state }) => state === 'failed').map(({ id }) => id);
  const { total: kept } = await routes['gallery.page']({ offset: 0, limit: 1 });
  return { kills: hits, asked, done, failed, kept, pictureHashes };
}

function runs(event: StudioHost['events'][number], id: string): true | undefined {
  return (event.kind === 'jobChanged' && event.job.id === id && event.job.state === 'running') || undefined;
}

/** Whether a picture waits again, or did, after it had begun. */
function wasInterrupted({ events }: StudioHost, id: string): boolean {
  const states = events.flatMap((event) =>
    event.kind === 'jobChanged' && event.job.id === id ? [event.job.state] : [],
  );
  return states.includes('running') && states.lastIndexOf('queued') > states.indexOf('running');
}

function tryKill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
