import { Command, Option } from 'commander';
import { umberVersion } from '../shared/version.ts';
import { declareBatch, splitBatchOptions, type BatchCall } from './batch/declare-batch.ts';
import type { CommandContext } from './command-context.ts';
import type { EvaluateOptions } from './evaluate.ts';
import { parsePort } from './parse-options.ts';
import type { ReplayOptions } from './replay.ts';
import type { ServeOptions } from './serve.ts';
import { withCommonOptions, withEngineOptions, type TaskOptions } from './task-options.ts';
import { inputsOf, tasks } from './tasks.ts';

export interface CommandLineOptions extends CommandContext {
  readonly args: readonly string[];
}

const exitCodes = `
Exit codes:
  0    done; for replay: the pictures are identical
  1    a fault in Umber, or a Node that is too old
  2    the request is wrong: an option, a size, a sampler, a scene
  3    an input file is missing, damaged, or not what it should be
  4    a pack is missing, damaged, or lacks what was asked for
  5    the provider or the engine failed
  6    the result could not be written
  7    replay: the pictures differ
  8    batch, evaluate: some files could not be used; the rest is done
  130  cancelled with Ctrl-C; no file is left half-written

With --json the result is one JSON document on the standard output, and progress, notes and the error are JSON
objects on the standard error, one a line, each with an "event": progress, note or error. Without it, progress is a
bar on a terminal and plain lines elsewhere, on the standard error.

A picture named by --out whose process is killed is gone on with by the same command with the same --seed; Ctrl-C
leaves nothing of it, except in a batch, which goes on when it is run again.

Packs are looked for in the bundled folder and in the folders that the variable UMBER_PACKS lists.`;

/**
 * Reads the arguments, runs the command they name, and returns its exit status.
 *
 * @throws CommanderError for wrong usage and after --help; UmberError from the command
 */
export async function runCommandLine({ args, ...context }: CommandLineOptions): Promise<number> {
  let exitCode = 0;
  const program = new Command('umber')
    .description('Paints pictures from layouts, on this machine alone.')
    .version(umberVersion, '--version')
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', exitCodes);

  for (const task of tasks) {
    task
      .declare(program.command(task.name))
      .action(async (file: string | undefined, options: TaskOptions) => {
        const prepared = await task.prepare(file, options, context);
        const { runTask } = await import('./run-task.ts');
        await runTask(
          prepared,
          { command: task.name, options, inputs: inputsOf(task, file, options) },
          context,
        );
      });
  }

  const evaluateCommand = program
    .command('evaluate')
    .description('Measure the pictures of a folder: against others, and against the layouts they carry.')
    .argument('<FOLDER>', 'pictures; those of ours carry the layout that they were painted from')
    .option('--reference <folder>', 'pictures of the same names to compare with, by PSNR and SSIM');
  withEngineOptions(evaluateCommand).action(async (folder: string, options: EvaluateOptions) => {
    const { evaluate } = await import('./evaluate.ts');
    exitCode = await evaluate(folder, options, context);
  });

  declareBatch(program.command('batch')).action(async (path: string, options: BatchCall) => {
    const { batch } = await import('./batch/batch.ts');
    exitCode = await batch(path, splitBatchOptions(options), context);
  });

  withCommonOptions(program.command('packs'))
    .description('List the packs that are here, and what each can do.')
    .action(async () => {
      const { packs } = await import('./packs.ts');
      await packs(context);
    });

  withCommonOptions(program.command('info'))
    .description('Show how a picture was made: the recipe inside its PNG.')
    .argument('<FILE.png>')
    .action(async (file: string) => {
      const { info } = await import('./info.ts');
      await info(file, context);
    });

  const replayCommand = program
    .command('replay')
    .description('Paint a picture again from its recipe: identical, or how different and why.')
    .argument('<FILE.png>')
    .option('--out <path>', 'also save the new picture: a .png file, or a folder');
  withEngineOptions(replayCommand).action(async (file: string, options: ReplayOptions) => {
    const { replay } = await import('./replay.ts');
    exitCode = await replay(file, options, context);
  });

  withCommonOptions(program.command('serve'))
    .description('Open the studio for a browser on this machine; prints the address, with its token.')
    .option('--port <number>', 'where to listen', parsePort, 4318)
    .addOption(
      new Option('--address <address>', 'of this machine alone')
        .choices(['127.0.0.1', '::1'])
        .default('127.0.0.1'),
    )
    .option('--data <folder>', 'where projects and pictures are kept; the studio’s own where left out')
    .option('--packs <folder>', 'a folder of packs instead of the bundled one')
    .option('--new-token', 'make another token, and shut out whoever knows the old one')
    .action(async (options: ServeOptions) => {
      const { serve } = await import('./serve.ts');
      await serve(options, context);
    });

  for (const command of program.commands) {
    command.copyInheritedSettings(program).addHelpText('after', '\nExit codes: see "umber --help".');
  }
  await program.parseAsync([...args], { from: 'user' });
  return exitCode;
}
