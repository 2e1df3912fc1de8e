import { rm } from 'node:fs/promises';
import type { CommandContext } from './command-context.ts';
import { openEngine } from './open-engine.ts';
import { checkRoom, makeFolder, openDestination, runLogBeside, savePicture } from './picture-paths.ts';
import type { PreparedTask } from './prepared-task.ts';
import type { TaskOptions } from './task-options.ts';

/** What a command is called with, and the files that it reads. */
export interface TaskCall {
  readonly command: string;
  readonly options: TaskOptions & { readonly count?: number };
  /** The first names what is made; none of them is replaced. */
  readonly inputs: readonly string[];
}

/** Makes all files of one command and says where they are. */
export async function runTask(task: PreparedTask, call: TaskCall, context: CommandContext): Promise<void> {
  const { command, options, inputs } = call;
  const { output, signal } = context;
  const { count = 1 } = options;
  const destination = await openDestination(options.out, inputs);
  const engine = await openEngine(task.engine, context);
  // Pictures in a folder are named only when they are done.
  const runLog = destination.kind === 'file' && count === 1 ? runLogBeside(destination.path) : undefined;
  const forget = async (): Promise<void> => {
    if (runLog !== undefined) await rm(runLog, { force: true });
  };
  const made: object[] = [];
  try {
    const fitted = await task.fit(engine, context);
    await checkRoom(destination, count * fitted.largestFile);
    // Now, for the run log is in it too.
    if (runLog !== undefined) await makeFolder(destination);
    for (let index = 0; index < count; index++) {
      const { png, label, text, details, lines, notes } = await fitted.make({ index, count, runLog });
      const file = await savePicture(destination, { png, label, count, signal });
      await forget();
      made.push({ file, ...details });
      output.print(`${file}: ${text}`);
      for (const line of lines) output.print(line);
      if (index === 0) for (const note of notes) output.note(note);
    }
  } catch (error) {
    // Whoever cancels wants nothing of it; after any other end the same command goes on.
    if (signal.aborted) await forget();
    throw error;
  } finally {
    // Also when it was cancelled half-way: what has been painted is there.
    output.result({
      command,
      pack: { name: engine.pack.manifest.name, hash: engine.pack.hash },
      provider: engine.provider,
      threads: engine.threads,
      runtimeVersion: engine.runtimeVersion,
      loadTimings: engine.loadTimings,
      ...task.details,
      pictures: made,
    });
    await engine.dispose();
  }
}
