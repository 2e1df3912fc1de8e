import { totalmem } from 'node:os';
import type { EngineTarget } from '../../shared/engine-protocol.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import { createEngine, type Engine } from '../engine.ts';

/** The student that repaints and the teacher that paints: both are at hand, and nothing else is kept. */
const MOST_PACKS = 2;
/** Of the machine's memory, for weights. */
const WEIGHT_SHARE = 0.4;

interface Entry {
  engine: Promise<Engine>;
  /** Of the pack's files, once it is loaded. */
  bytes: number;
  users: number;
}

/** How a pack is used. */
export interface PackUse {
  signal: AbortSignal;
  /** Called where the pack has to be loaded first. */
  onLoading?: () => void;
}

/** Packs that are loaded. */
export interface PackCache {
  /**
   * Does something with a pack, which is loaded where it is not yet, and stays until others need its place.
   *
   * @throws UmberError those of `createEngine`, `PACK_FILE_ALTERED`, `CANCELLED`
   */
  use<T>(target: EngineTarget, use: PackUse, work: (engine: Engine) => Promise<T>): Promise<T>;
}

/** Keeps the packs that were used last, at most two, and fewer where they are large. */
export function createPackCache(weightBytes = WEIGHT_SHARE * totalmem()): PackCache {
  // In the order of their last use.
  const entries = new Map<string, Entry>();

  function find(key: string, target: EngineTarget, onLoading: (() => void) | undefined): Entry {
    const known = entries.get(key);
    const entry = known ?? { engine: load(target), bytes: 0, users: 0 };
    if (!known) {
      onLoading?.();
      entry.engine.then(
        ({ pack }) => {
          entry.bytes = Object.values(pack.manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
          makeRoom();
        },
        // A pack that could not be loaded may have been mended by the next time.
        () => entries.delete(key),
      );
    }
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  function makeRoom(): void {
    const total = () => [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [key, entry] of entries) {
      if (entries.size <= MOST_PACKS && (entries.size === 1 || total() <= weightBytes)) return;
      if (entry.users > 0) continue;
      entries.delete(key);
      void entry.engine.then((engine) => engine.dispose()).catch(() => undefined);
    }
  }

  return {
    async use(target, { signal, onLoading }, work) {
      const key = JSON.stringify([target.folder, target.hash, target.provider, target.threads]);
      const entry = find(key, target, onLoading);
      entry.users++;
      try {
        // Before the weights of the new pack are there, so that three are never in memory at once.
        makeRoom();
        return await work(await unlessCancelled(entry.engine, signal));
      } finally {
        entry.users--;
        makeRoom();
      }
    },
  };
}

async function load({ folder, hash, provider, threads }: EngineTarget): Promise<Engine> {
  const engine = await createEngine({ packFolder: folder, provider, threads: threads || undefined });
  if (engine.pack.hash === hash) return engine;
  await engine.dispose();
  throw new UmberError(
    'PACK_FILE_ALTERED',
    sentence`The pack ${engine.pack.manifest.name} has just been changed.`,
    {
      advice: sentence`Try again; if this comes back, another program is writing to the folder of packs.`,
    },
  );
}

/** Waits no longer than wanted; a pack that is being loaded is kept for the next picture. */
async function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfCancelled(signal);
  let stop: (() => void) | undefined;
  const cancelled = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work, cancelled]);
    throwIfCancelled(signal);
    return await work;
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
