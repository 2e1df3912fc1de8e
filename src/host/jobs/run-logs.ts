import { join } from 'node:path';
import { makePrivateFolder, type Fs } from '../storage/fs.ts';
import type { QueueState } from './queue-state.ts';

/** Where the engine writes down what it has of the pictures that it paints, so that another can go on. */
export interface RunLogs {
  fileOf(jobId: string): string;
  /** Removes what belongs to no job that may be gone on with. Never rejects: what could not be removed is, next time. */
  sweep(state: QueueState): Promise<void>;
}

/** Failed jobs whose logs are kept for a retry, the newest; a log can be large. */
const MOST_FAILED = 3;

/** @throws UmberError the `OUTPUT_…` codes */
export async function openRunLogs(folder: string, fs: Fs): Promise<RunLogs> {
  await makePrivateFolder(fs, folder);
  return {
    fileOf: (jobId) => join(folder, jobId),
    async sweep({ jobs }) {
      const names = await fs.readdir(folder).catch(() => []);
      // Looked at only now: a log is begun after its job.
      const kept = [...jobs.values()].filter(({ request }) => request).map(({ job }) => job);
      const failed = kept.filter(({ state }) => state === 'failed').slice(-MOST_FAILED);
      const waiting = kept.filter(({ state }) => state === 'queued' || state === 'running');
      const wanted = new Set([...failed, ...waiting].map(({ id }) => id));
      for (const name of names) {
        if (!wanted.has(name)) await fs.rm(join(folder, name), { force: true }).catch(() => undefined);
      }
    },
  };
}
