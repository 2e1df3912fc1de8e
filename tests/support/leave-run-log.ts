import { readFile, rm } from 'node:fs/promises';
import { createEngine, replayPicture } from '../../src/engine/index.ts';

/**
 * Leaves of a picture what a process leaves that is killed on the way: its run log, and no picture.
 *
 * @param steps done before the end
 */
export async function leaveRunLog(packFolder: string, picture: string, runLog: string, steps: number) {
  const png = await readFile(picture);
  await rm(picture);
  const abort = new AbortController();
  const engine = await createEngine({ packFolder });
  await replayPicture(engine, png, {
    signal: abort.signal,
    resume: { file: runLog, afterMs: 0 },
    onProgress(progress) {
      if (progress.part === 'sampling' && progress.step === steps) abort.abort();
    },
  }).catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  await engine.dispose();
}
