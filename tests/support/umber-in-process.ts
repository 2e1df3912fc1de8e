import { CommanderError } from 'commander';
import { createOutput } from '../../src/cli/output.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { usageError } from '../../src/cli/usage-error.ts';
import { toUmberError } from '../../src/shared/errors.ts';

/** What a command said, and how it ended. */
export interface UmberRun {
  status: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs the `umber` command in this process, which takes a fraction of what another one does to start.
 *
 * @param onError told whatever goes to the standard error, as it goes
 */
export async function umberInProcess(
  args: readonly string[],
  signal = new AbortController().signal,
  onError: (text: string) => void = () => undefined,
): Promise<UmberRun> {
  const run: UmberRun = { status: 0, stdout: '', stderr: '' };
  const output = createOutput({
    stdout: { write: (text) => (run.stdout += text) },
    stderr: {
      write(text) {
        run.stderr += text;
        onError(text);
      },
    },
    isJson: args.includes('--json'),
  });
  try {
    run.status = await runCommandLine({ output, signal, args });
  } catch (error) {
    const failure = error instanceof CommanderError ? usageError(error) : toUmberError(error);
    output.fail(failure, undefined);
    run.status = failure.exitCode;
  }
  return run;
}
