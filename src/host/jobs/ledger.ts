import { dirname } from 'node:path';
import { makePrivateFolder, type Fs } from '../storage/fs.ts';
import { encodeFrame, packRecord } from '../storage/journal-format.ts';
import { Journal } from '../storage/journal.ts';
import {
  applyEntry,
  emptyQueue,
  entriesOf,
  queueEntrySchema,
  type QueueEntry,
  type QueueState,
} from './queue-state.ts';

/** So many entries more than jobs, and the file is written anew. */
const SUPERFLUOUS = 500;

/**
 * The queue, and the file that it survives in: a journal of what happened to it.
 *
 * A disk that cannot be written to does not stop the painting. The queue in memory goes on, and the file catches up as
 * soon as it can be written again; only what the artist adds is refused meanwhile.
 */
export class Ledger {
  readonly state: QueueState;
  readonly #path: string;
  readonly #journal: Journal;
  #entries = 0;
  /** The file lacks something: it is written anew before anything is added to it. */
  #isBehind = false;
  /** Opens when the file has been written anew; nothing is added to it meanwhile. */
  #gate: Promise<void> = Promise.resolve();
  /** Never reject. */
  readonly #writing = new Set<Promise<void>>();

  private constructor(path: string, journal: Journal, state: QueueState) {
    this.#path = path;
    this.#journal = journal;
    this.state = state;
  }

  /**
   * Reads the queue as the last host left it; a job that ran waits again, before all others. Of a damaged file,
   * everything before the damage is kept, and the file beside it as `ledger.damaged`.
   *
   * @throws UmberError the `OUTPUT_…` codes
   */
  static async open(path: string, fs: Fs): Promise<Ledger> {
    await makePrivateFolder(fs, dirname(path));
    const state = emptyQueue();
    const { journal, records } = await Journal.open(path, fs);
    for (const record of records) {
      const entry = queueEntrySchema.safeParse(record);
      if (entry.success) applyEntry(state, entry.data);
    }
    applyEntry(state, { kind: 'opened' });
    await journal.replace(path, framesOf(entriesOf(state)));
    return new Ledger(path, journal, state);
  }

  /** Changes the queue, on the disk first. @throws UmberError the `OUTPUT_…` codes; nothing is changed then */
  commit(entry: QueueEntry): Promise<void> {
    return this.#write(entry, () => applyEntry(this.state, entry));
  }

  /** Changes the queue at once, and on the disk as soon as can be. */
  note(entry: QueueEntry): void {
    applyEntry(this.state, entry);
    this.#write(entry).catch(() => undefined);
  }

  /** Waits until all is on the disk that can be. */
  async close(): Promise<void> {
    await Promise.all(this.#writing);
    if (this.#isBehind) this.#rewriteSoon();
    await this.#gate;
    await this.#journal.close();
  }

  #write(entry: QueueEntry, afterwards?: () => void): Promise<void> {
    if (this.#isBehind || this.#entries > SUPERFLUOUS + this.state.jobs.size) this.#rewriteSoon();
    this.#entries++;
    const packed = packRecord(entry);
    const written = this.#gate
      .then(() => this.#journal.append(encodeFrame(packed)))
      .then(afterwards, (error: unknown) => {
        this.#isBehind = true;
        throw error;
      });
    const settled = written.catch(() => undefined);
    this.#writing.add(settled);
    void settled.then(() => this.#writing.delete(settled));
    return written;
  }

  /**
   * Writes the queue as it will be when everything before has been written. What is noted meanwhile is in it too, and
   * comes after it a second time, where it changes nothing.
   */
  #rewriteSoon(): void {
    this.#isBehind = false;
    this.#entries = 0;
    this.#gate = Promise.all([this.#gate, ...this.#writing]).then(async () => {
      try {
        await this.#journal.replace(this.#path, framesOf(entriesOf(this.state)));
      } catch {
        this.#isBehind = true;
      }
    });
  }
}

function framesOf(entries: readonly QueueEntry[]): Promise<Uint8Array>[] {
  return entries.map((entry) => encodeFrame(packRecord(entry)));
}
