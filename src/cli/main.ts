import { CommanderError } from 'commander';
import { toUmberError, UmberError } from '../shared/errors.ts';
import { createCommandLine } from './command-line.ts';
import { createOutput } from './output.ts';

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
  // Whoever reads our output may have had enough of it: `umber packs | head -1`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    return await createCommandLine({ output, signal: controller.signal, args });
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

function usageError({ message, code }: CommanderError): UmberError {
  if (code === 'commander.help')
    return new UmberError('REQUEST_INVALID', 'Nothing was asked for.', { advice });
  return new UmberError('REQUEST_INVALID', message.replace(/^error: /, '').replaceAll('\n', ' '), { advice });
}

const advice = 'Run "umber --help" to see the commands, and "umber paint --help" for the options of one.';
