import { dirname, join } from 'node:path';
import { z } from 'zod';
import { codeOf, outputError, syncFolder } from '../../files/write-file-atomic.ts';
import { isTemporary, makePrivateFolder, nodeFs, savePrivate, type Fs } from './fs.ts';

const ledgerFile = 'ledger.json';
const daysKept = 30;

const ledgerSchema = z.object({
  /** The last day that was counted. */
  day: z.string(),
  /** Days counted so far. */
  count: z.int().min(0),
  /** The count at which each thing came here. */
  entries: z.record(z.string(), z.int().min(0)),
});

type Ledger = z.infer<typeof ledgerSchema>;

/** What a bin is made of. */
export interface BinOptions {
  readonly fs?: Fs;
  /** Today's date in any notation; injected by tests. */
  readonly today?: () => string;
}

/**
 * A folder for what was thrown away: things come and go under a name, whole, by renaming. What has been in it for thirty
 * days is deleted when the bin is opened.
 *
 * Days are counted, not computed: each date on which the bin is opened is one more. A clock that jumps forward by years
 * thus costs one day, and a studio that rests for a month deletes nothing on the morning it is opened again.
 */
export class Bin {
  readonly #folder: string;
  readonly #fs: Fs;
  #ledger: Ledger;

  private constructor(folder: string, fs: Fs, ledger: Ledger) {
    this.#folder = folder;
    this.#fs = fs;
    this.#ledger = ledger;
  }

  /** Opens the bin and deletes what has been in it long enough. It never fails: a full bin is no reason not to start. */
  static async open(folder: string, { fs = nodeFs, today = localDay }: BinOptions = {}): Promise<Bin> {
    const bin = new Bin(folder, fs, await readLedger(join(folder, ledgerFile), fs));
    await bin.#sweep(today()).catch(() => undefined);
    return bin;
  }

  /** Moves a file or folder in. @throws UmberError the `OUTPUT_…` codes */
  async put(path: string, name: string): Promise<void> {
    try {
      await makePrivateFolder(this.#fs, this.#folder);
      await this.#move(path, join(this.#folder, name));
    } catch (error) {
      throw outputError(error, path, 0);
    }
    await this.#write({ ...this.#ledger.entries, [name]: this.#ledger.count });
  }

  /** Moves it out again. Answers false where it is not here. @throws UmberError the `OUTPUT_…` codes */
  async restore(name: string, path: string): Promise<boolean> {
    try {
      await makePrivateFolder(this.#fs, dirname(path));
      await this.#move(join(this.#folder, name), path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw outputError(error, path, 0);
    }
    const entries = Object.entries(this.#ledger.entries).filter(([other]) => other !== name);
    await this.#write(Object.fromEntries(entries));
    return true;
  }

  /** Names of what is in it. */
  async names(): Promise<string[]> {
    const names = await this.#fs.readdir(this.#folder).catch(() => []);
    return names.filter((name) => name !== ledgerFile && !isTemporary(name));
  }

  async #move(from: string, to: string): Promise<void> {
    await this.#fs.rename(from, to);
    await syncFolder(dirname(from), this.#fs);
    await syncFolder(dirname(to), this.#fs);
  }

  async #sweep(today: string): Promise<void> {
    const names = await this.names();
    if (names.length === 0) return;
    const count = this.#ledger.count + (today === this.#ledger.day ? 0 : 1);
    const entries: Record<string, number> = {};
    for (const name of names) {
      // What the ledger does not know begins its thirty days now.
      const since = this.#ledger.entries[name] ?? count;
      if (count - since >= daysKept) {
        await this.#fs.rm(join(this.#folder, name), { recursive: true, force: true });
      } else {
        entries[name] = since;
      }
    }
    this.#ledger = { day: today, count, entries };
    await this.#write(entries);
  }

  /** A ledger that cannot be written costs nothing but a later deletion. */
  async #write(entries: Record<string, number>): Promise<void> {
    this.#ledger = { ...this.#ledger, entries };
    const bytes = Buffer.from(JSON.stringify(this.#ledger));
    await savePrivate(this.#fs, join(this.#folder, ledgerFile), bytes).catch(() => undefined);
  }
}

async function readLedger(path: string, fs: Fs): Promise<Ledger> {
  try {
    return ledgerSchema.parse(JSON.parse(Buffer.from(await fs.readFile(path)).toString()));
  } catch {
    return { day: '', count: 0, entries: {} };
  }
}

function localDay(): string {
  return new Date().toDateString();
}
