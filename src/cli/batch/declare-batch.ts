import { Option, type Command } from 'commander';
import { withCommonOptions } from '../task-options.ts';
import { tasks } from '../tasks.ts';
import type { BatchOptions } from './batch.ts';
import { optionsOf } from './parse-task.ts';

/** Options of a batch as they are parsed: its own, and those of all commands as text, by their names in code. */
export interface BatchCall {
  readonly out: string;
  readonly command: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly [option: string]: string | boolean | undefined;
}

/** Adds description, argument and options; those of the commands too, as text that each row reads for itself. */
export function declareBatch(command: Command): Command {
  withCommonOptions(
    command
      .description('Make many pictures: of a folder of files, or of a list with one request a line.')
      .argument('<FOLDER|LIST>', 'a folder; or .csv with column names, or .jsonl; named as the options are')
      .requiredOption('--out <folder>', 'where the pictures go; run it again to go on where it ended')
      .addOption(
        new Option('--command <name>', 'what is done where a row has no “command”')
          .choices(tasks.map(({ name }) => name))
          .default('paint'),
      ),
  );
  for (const { name, flags } of tasks.flatMap(optionsOf)) {
    const isThere = command.options.some(({ long }) => long === `--${name}`);
    if (!isThere) command.addOption(new Option(flags).hideHelp());
  }
  return command.addHelpText(
    'after',
    '\nEvery option of the command may be given too, for all rows that do not say otherwise.\nColumns: command, layout, picture, out (a file name), and the names of all options.',
  );
}

/** A batch's own options, and those that are meant for its rows. */
export function splitBatchOptions({
  out,
  command,
  json: _json,
  verbose: _verbose,
  ...rest
}: BatchCall): BatchOptions {
  const options: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value === true || typeof value === 'string') options[name] = value;
  }
  return { out, command, options };
}
