import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { makePrivateFolder, savePrivate, type Fs } from '../storage/fs.ts';
import type { QueueState } from './queue-state.ts';

const deflate = promisify(deflateRaw);

/**
 * Pictures and masks of the requests in the queue, each in a file of its own that bears its hash: once for all jobs that
 * share it, and read by nobody but the engine. A picture of 8192×8192 is 200 MB, too much to be carried through the
 * ledger and between processes.
 */
export interface PixelFiles {
  /**
   * Keeps pixels, deflated, and says under which key. They stay while a job needs them, from the next `sweep` on, which
   * must not come between this and the job.
   *
   * @throws UmberError the `OUTPUT_…` codes
   */
  keep(pixels: Uint8Array): Promise<string>;
  /** Absolute. */
  fileOf(key: string): string;
  /** Removes what no job needs. Never rejects: what could not be removed is, next time. */
  sweep(state: QueueState): Promise<void>;
}

/** @throws UmberError the `OUTPUT_…` codes */
export async function openPixelFiles(folder: string, fs: Fs): Promise<PixelFiles> {
  await makePrivateFolder(fs, folder);
  const fileOf = (key: string) => join(folder, key);
  const isThere = (key: string) =>
    fs.stat(fileOf(key)).then(
      () => true,
      () => false,
    );
  return {
    fileOf,
    async keep(pixels) {
      const key = createHash('sha256').update(pixels).digest('hex');
      // Quickly: it is read once, and the artist waits for it to be written.
      if (!(await isThere(key))) await savePrivate(fs, fileOf(key), await deflate(pixels, { level: 1 }));
      return key;
    },
    async sweep({ jobs }) {
      const wanted = new Set<string>();
      for (const { request } of jobs.values()) {
        const { source, mask, degraded } = request?.conditions ?? {};
        for (const kept of [source, mask, degraded]) if (kept) wanted.add(kept.key);
      }
      const names = await fs.readdir(folder).catch(() => []);
      for (const name of names) {
        if (!wanted.has(name)) await fs.rm(fileOf(name), { force: true }).catch(() => undefined);
      }
    },
  };
}
