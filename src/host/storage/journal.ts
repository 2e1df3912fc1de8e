import { dirname } from 'node:path';
import { codeOf, outputError, syncFolder } from '../../files/write-file-atomic.ts';
import { nodeFs, savePrivate, type Fs, type FsHandle } from './fs.ts';
import { encodeFrame, joinFrames, packRecord, readJournal } from './journal-format.ts';

interface Append {
  readonly kind: 'append';
  readonly frame: Frame;
}

interface Replace {
  readonly kind: 'replace';
  readonly path: string;
  readonly frames: readonly Frame[];
}

/** A frame, or one that is still being packed. */
export type Frame = Uint8Array | Promise<Uint8Array>;

type Task = (Append | Replace) & { resolve: () => void; reject: (error: unknown) => void };

/** A journal that was opened, and what it holds. */
export interface OpenedJournal {
  readonly journal: Journal;
  /** As they were given to `packRecord`, in their order, up to the first that cannot be read. */
  readonly records: readonly unknown[];
  /** Whether records may be missing at the end that were acknowledged once. */
  readonly isDamaged: boolean;
}

/**
 * An append-only file of records, each on the disk before its writer is told so. Those that wait together are written
 * and flushed together.
 *
 * A write that fails leaves the journal as it was before: what was written of it is cut off before the next one, by a
 * new handle, since after a failed flush the old one may claim anything.
 *
 * A record is `encodeFrame(packRecord(value))`. To compact a journal, `replace` it by the frames that still count, under
 * the same path or another: until the new file is whole on the disk, the old one is the journal.
 */
export class Journal {
  #path: string;
  #sizeBytes: number;
  readonly #fs: Fs;
  #handle: FsHandle | undefined;
  /** Whether the file may hold more than `sizeBytes`. */
  #needsCut: boolean;
  /** The path of a replacement that failed, which may be there all the same. */
  #doubtful: string | undefined;
  #queue: Task[] = [];
  #writing: Promise<void> | undefined;

  /**
   * Goes on with a file that was read.
   *
   * @param sizeBytes its good bytes; what is behind them is cut off by the first append
   */
  constructor(path: string, sizeBytes: number, fs: Fs = nodeFs) {
    this.#path = path;
    this.#sizeBytes = sizeBytes;
    this.#fs = fs;
    this.#needsCut = true;
  }

  /**
   * Opens a journal, or begins an empty one. A tail that was never written to its end, because the process was killed in
   * the middle of it, was never acknowledged: it is cut off by the next append and not spoken of. A journal damaged in
   * any other way is kept under the name `….damaged`, and what could be read of it begins a new one.
   *
   * @throws UmberError the `OUTPUT_…` codes
   */
  static async open(path: string, fs: Fs = nodeFs): Promise<OpenedJournal> {
    try {
      const file = await fs.readFile(path).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      });
      if (file === undefined) {
        return { journal: await Journal.create(path, [], fs), records: [], isDamaged: false };
      }
      const { records, goodBytes, end } = readJournal(file);
      if (end !== 'damaged') return { journal: new Journal(path, goodBytes, fs), records, isDamaged: false };
      await fs.rename(path, `${path}.damaged`);
      const frames = records.map((record) => encodeFrame(packRecord(record)));
      return { journal: await Journal.create(path, frames, fs), records, isDamaged: true };
    } catch (error) {
      throw outputError(error, path, 0);
    }
  }

  /** Writes a new file, whole or not at all. @throws UmberError the `OUTPUT_…` codes */
  static async create(path: string, frames: readonly Frame[], fs: Fs = nodeFs): Promise<Journal> {
    const bytes = joinFrames(await allOf(frames));
    await savePrivate(fs, path, bytes);
    return new Journal(path, bytes.length, fs);
  }

  /** Length of what is on the disk for sure. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Adds a frame. Frames are written in the order of the calls; when one fails, so do all that wait behind it.
   *
   * @throws UmberError the `OUTPUT_…` codes
   */
  append(frame: Frame): Promise<void> {
    return this.#enqueue({ kind: 'append', frame });
  }

  /**
   * Begins a new file with these frames, after everything that waits; the old file stays. When that fails, the journal
   * goes on in the old one.
   *
   * @throws UmberError the `OUTPUT_…` codes
   */
  replace(path: string, frames: readonly Frame[]): Promise<void> {
    return this.#enqueue({ kind: 'replace', path, frames });
  }

  /** Waits for what is being written, and lets go of the file. */
  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    await this.#letGo();
  }

  #enqueue(task: Append | Replace): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...task, resolve, reject });
      this.#writing ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    // Lets those who ask in the same turn share a flush.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      if (this.#queue[0]!.kind === 'replace') await this.#replaceNow(this.#queue.shift() as Task & Replace);
      else await this.#appendNow();
    }
    // In the same turn in which the queue was seen empty, so that nothing can be put in between and forgotten.
    this.#writing = undefined;
  }

  async #appendNow(): Promise<void> {
    const end = this.#queue.findIndex(({ kind }) => kind === 'replace');
    const batch = this.#queue.splice(0, end === -1 ? this.#queue.length : end) as (Task & Append)[];
    let size = 0;
    try {
      const bytes = Buffer.concat(await allOf(batch.map(({ frame }) => frame)));
      size = bytes.length;
      const handle = await this.#openHandle();
      this.#needsCut = true;
      await writeAll(handle, bytes, this.#sizeBytes);
      await handle.datasync();
      this.#needsCut = false;
      this.#sizeBytes += bytes.length;
      for (const { resolve } of batch) resolve();
    } catch (error) {
      await this.#letGo();
      const failure = outputError(error, this.#path, size);
      // At once where that is possible, so that a crash does not bring back what is reported as failed.
      await this.#openHandle().catch(() => undefined);
      // What waits was made on top of what failed.
      for (const { reject } of [...batch, ...this.#queue.splice(0)]) reject(failure);
    }
  }

  async #replaceNow({ path, frames, resolve, reject }: Task & Replace): Promise<void> {
    try {
      const bytes = joinFrames(await allOf(frames));
      await savePrivate(this.#fs, path, bytes);
      await this.#letGo();
      this.#path = path;
      this.#sizeBytes = bytes.length;
      this.#needsCut = false;
      resolve();
    } catch (error) {
      this.#doubtful = path;
      await this.#letGo();
      await this.#settleDoubt().catch(() => undefined);
      reject(error);
    }
  }

  /**
   * After a replacement that failed late, its file may be there, and a reader would take it for the newer one. So nothing
   * is added to the old file before that is out of the way; under the same name, it is read how far it is good.
   */
  async #settleDoubt(): Promise<void> {
    if (this.#doubtful === undefined) return;
    if (this.#doubtful === this.#path) {
      this.#sizeBytes = readJournal(await this.#fs.readFile(this.#path)).goodBytes;
    } else {
      await this.#fs.unlink(this.#doubtful).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
      await syncFolder(dirname(this.#doubtful), this.#fs);
    }
    this.#doubtful = undefined;
  }

  async #openHandle(): Promise<FsHandle> {
    if (this.#handle) return this.#handle;
    await this.#settleDoubt();
    const handle = await this.#fs.open(this.#path, 'r+');
    try {
      if (this.#needsCut) {
        await handle.truncate(this.#sizeBytes);
        await handle.datasync();
        this.#needsCut = false;
      }
    } catch (error) {
      await handle.close().catch(() => undefined);
      throw error;
    }
    this.#handle = handle;
    return handle;
  }

  async #letGo(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
  }
}

function allOf(frames: readonly Frame[]): Promise<Uint8Array[]> {
  return Promise.all(frames.map((frame) => Promise.resolve(frame)));
}

async function writeAll(handle: FsHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
