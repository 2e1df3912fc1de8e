import { z } from 'zod';
import { nodeFs, type Fs } from '../storage/fs.ts';
import { encodeFrame, packRecord } from '../storage/journal-format.ts';
import { Journal } from '../storage/journal.ts';

const recordSchema = z.object({ id: z.string(), isStarred: z.boolean() });

/** Records beyond those that are needed, before the file is written anew. */
const maxSpareRecords = 1000;

/** Which pictures have a star. Stars are the artist's work, so they have a journal of their own and are no cache. */
export class Stars {
  readonly #starred: Set<string>;
  readonly #journal: Journal;

  private constructor(starred: Set<string>, journal: Journal) {
    this.#starred = starred;
    this.#journal = journal;
  }

  /** @throws UmberError the `OUTPUT_…` codes */
  static async open(path: string, fs: Fs = nodeFs): Promise<Stars> {
    const { journal, records } = await Journal.open(path, fs);
    const starred = new Set<string>();
    for (const record of records) {
      const star = recordSchema.safeParse(record).data;
      if (star?.isStarred) starred.add(star.id);
      else if (star) starred.delete(star.id);
    }
    if (records.length > starred.size + maxSpareRecords) {
      const frames = [...starred].map((id) => encodeFrame(packRecord({ id, isStarred: true })));
      await journal.replace(path, frames);
    }
    return new Stars(starred, journal);
  }

  has(id: string): boolean {
    return this.#starred.has(id);
  }

  /** Answers once it is on the disk. @throws UmberError the `OUTPUT_…` codes */
  async set(id: string, isStarred: boolean): Promise<void> {
    if (this.has(id) === isStarred) return;
    await this.#journal.append(encodeFrame(packRecord({ id, isStarred })));
    if (isStarred) this.#starred.add(id);
    else this.#starred.delete(id);
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}
