import { CommanderError } from 'commander';
import { toUmberError, UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { runCommandLine } from './run-command-line.ts';
import { createOutput } from './output.ts';
import { usageError } from './usage-error.ts';

/** The `umber` command: runs it to the end and returns its exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json');
  const isVerbose = args.includes('--verbose');
  const output = createOutput({ stdout: process.stdout, stderr: process.stderr, isJson });
  const controller = new AbortController();
  const stop = (): void => {
    // The second time, whoever asks does not want to wait for the step that is running.
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  let lost: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (lost ??= error));
  // Progress that nobody can read is no reason to stop painting.
  process.stderr.on('error', () => undefined);
  try {
    const exitCode = await runCommandLine({ output, signal: controller.signal, args });
    // Errors of a stream are told after the write that caused them.
    await new Promise((resolve) => process.stdout.write('', resolve));
    // Whoever reads our output may have had enough of it: `umber packs | head -1`.
    if (lost === undefined || lost.code === 'EPIPE') return exitCode;
    throw new UmberError(
      'OUTPUT_FAILED',
      sentence`The result could not be printed (${lost.code ?? lost.message}).`,
      {
        advice: sentence`Free some room, or send the standard output elsewhere. Pictures that were painted are there.`,
        cause: lost,
      },
    );
  } catch (error) {
    output.endProgress();
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = error instanceof CommanderError ? usageError(error) : toUmberError(error);
    output.fail(failure, isVerbose ? error : undefined);
    return failure.exitCode;
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, stop);
  }
}
