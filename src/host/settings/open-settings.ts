import { join } from 'node:path';
import { z } from 'zod';
import type { HostEvent } from '../../shared/events.ts';
import { settingsSchema, type Settings } from '../../shared/settings.ts';
import type { RouteHandlers } from '../../shared/routes/routes.ts';
import { makePrivateFolder, nodeFs, savePrivate, type Fs } from '../storage/fs.ts';

/** What settings are made of. */
export interface SettingsOptions {
  /** The studio's folder; `lockDataFolder` must hold it. */
  readonly dataFolder: string;
  readonly emit: (event: HostEvent) => void;
  readonly fs?: Fs;
}

/** What the artist chose, in a file of JSON. */
export interface SettingsStore {
  readonly handlers: Pick<RouteHandlers, 'settings.get' | 'settings.set'>;
  readonly current: Settings;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/**
 * Reads the settings of a data folder. A field that makes no sense has its default; a file that is none is kept as
 * `settings.damaged.json`, and everything has its default.
 *
 * @throws UmberError the `OUTPUT_…` codes where the folder cannot be made
 */
export async function openSettings({
  dataFolder,
  emit,
  fs = nodeFs,
}: SettingsOptions): Promise<SettingsStore> {
  const path = join(dataFolder, 'settings.json');
  await makePrivateFolder(fs, dataFolder);
  /** With the fields of a newer Umber, which this one does not know and must not lose. */
  let stored = await readFile(path, fs);
  let current = settingsSchema.parse(stored);
  let writing: Promise<unknown> = Promise.resolve();

  const set = async (change: Partial<Settings>): Promise<Settings> => {
    const next = { ...stored, ...current, ...change };
    await savePrivate(fs, path, Buffer.from(`${JSON.stringify(next, undefined, 2)}\n`));
    stored = next;
    current = settingsSchema.parse(next);
    emit({ kind: 'settingsChanged', settings: current });
    return current;
  };

  return {
    handlers: {
      'settings.get': () => Promise.resolve(current),
      'settings.set': (change) => {
        // One after another, so that each builds on the one before.
        const turn = writing.then(() => set(change));
        writing = turn.catch(() => undefined);
        return turn;
      },
    },
    get current() {
      return current;
    },
    close: async () => {
      await writing;
    },
  };
}

async function readFile(path: string, fs: Fs): Promise<Record<string, unknown>> {
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(path);
  } catch {
    // Not there yet; or not readable now, but perhaps tomorrow, so it is left where it is.
    return {};
  }
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    await fs.rename(path, path.replace(/\.json$/, '.damaged.json')).catch(() => undefined);
    return {};
  }
}
