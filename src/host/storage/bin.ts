import { dirname, join } from 'node:path';
import { z } from 'zod';
import { codeOf, outputError, syncFolder } from '../../files/write-file-atomic.ts';
import { isTemporary, makePrivateFolder, nodeFs, savePrivate, type Fs } from './fs.ts';

const ledgerFile = 'ledger.json';

/** When each thing came here, in milliseconds since 1970; it is shown, and never decided by. */
const ledgerSchema = z.object({ removedMs: z.record(z.string(), z.number()) });

/** Something that is thrown away: where it lies, and its name in the bin. */
export interface Thrown {
  readonly path: string;
  readonly name: string;
}

/**
 * A folder for what was thrown away: things come and go under a name, whole, by renaming. Nothing leaves it unless it is
 * asked for: what is here stays until it is put back or deleted.
 */
export class Bin {
  readonly folder: string;
  readonly #fs: Fs;
  #removedMs: Record<string, number>;

  private constructor(folder: string, fs: Fs, removedMs: Record<string, number>) {
    this.folder = folder;
    this.#fs = fs;
    this.#removedMs = removedMs;
  }

  /** It never fails: a bin that cannot be read is no reason not to start. */
  static async open(folder: string, fs: Fs = nodeFs): Promise<Bin> {
    return new Bin(folder, fs, await readLedger(join(folder, ledgerFile), fs));
  }

  /**
   * Moves files or folders in, one after another.
   *
   * @param onPut  told of each that is here, also of those before one that failed
   * @throws UmberError the `OUTPUT_…` codes
   */
  async put(things: readonly Thrown[], onPut: (name: string) => void = () => undefined): Promise<void> {
    const touched = new Set([this.folder]);
    const removedMs: Record<string, number> = {};
    try {
      await makePrivateFolder(this.#fs, this.folder);
      for (const { path, name } of things) {
        touched.add(dirname(path));
        await this.#fs.rename(path, join(this.folder, name)).catch((error: unknown) => {
          throw outputError(error, path, 0);
        });
        removedMs[name] = Date.now();
        onPut(name);
      }
    } finally {
      await this.#sync(touched);
      await this.#remember(removedMs);
    }
  }

  /** Moves something out again. Answers false where it is not here. @throws UmberError the `OUTPUT_…` codes */
  async restore(name: string, path: string): Promise<boolean> {
    try {
      await makePrivateFolder(this.#fs, dirname(path));
      await this.#fs.rename(join(this.folder, name), path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw outputError(error, path, 0);
    }
    await this.#sync([this.folder, dirname(path)]);
    return true;
  }

  /** Deletes for good; names that are not here are passed over. @throws UmberError the `OUTPUT_…` codes */
  async delete(names: readonly string[]): Promise<void> {
    for (const name of names) {
      const path = join(this.folder, name);
      await this.#fs.rm(path, { recursive: true, force: true }).catch((error: unknown) => {
        throw outputError(error, path, 0);
      });
    }
  }

  /** Names of what is in it: first what has been here since nobody knows when, then in the order in which it came. */
  async names(): Promise<string[]> {
    const all = await this.#fs.readdir(this.folder).catch(() => []);
    const here = new Set(all.filter((name) => name !== ledgerFile && !isTemporary(name)));
    // The ledger is written in the order in which things come.
    const known = Object.keys(this.#removedMs).filter((name) => here.has(name));
    return [...[...here].filter((name) => this.removedMs(name) === undefined), ...known];
  }

  /** When it came here, where that is known. */
  removedMs(name: string): number | undefined {
    return this.#removedMs[name];
  }

  async #sync(folders: Iterable<string>): Promise<void> {
    for (const folder of folders) {
      await syncFolder(folder, this.#fs).catch((error: unknown) => {
        throw outputError(error, folder, 0);
      });
    }
  }

  /** A ledger that cannot be written costs the dates alone. What has left the bin is left out of it. */
  async #remember(fresh: Record<string, number>): Promise<void> {
    const here = new Set(await this.names());
    const before = Object.entries(this.#removedMs).filter(([name]) => here.has(name) && !(name in fresh));
    this.#removedMs = { ...Object.fromEntries(before), ...fresh };
    const bytes = Buffer.from(JSON.stringify({ removedMs: this.#removedMs }));
    await savePrivate(this.#fs, join(this.folder, ledgerFile), bytes).catch(() => undefined);
  }
}

async function readLedger(path: string, fs: Fs): Promise<Record<string, number>> {
  try {
    return ledgerSchema.parse(JSON.parse(Buffer.from(await fs.readFile(path)).toString())).removedMs;
  } catch {
    return {};
  }
}
