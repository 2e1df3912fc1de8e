import { Command, CommanderError } from 'commander';
import type { TaskOptions } from '../task-options.ts';
import { tasks, type Task } from '../tasks.ts';
import { usageError } from '../usage-error.ts';

/** One command with what it is called with, as its own parser understood it. */
export interface TaskCall {
  readonly task: Task;
  readonly file: string | undefined;
  readonly options: TaskOptions & { readonly count?: number; readonly seed?: number };
}

/** An option's value as it stands in a list: text, or that it is there at all. */
export type RawOptions = Readonly<Record<string, string | true>>;

/**
 * Reads one call of a command as the command line would: the same options, values and errors.
 *
 * @throws UmberError `REQUEST_INVALID`
 */
export function parseTask(task: Task, file: string | undefined, raw: RawOptions): TaskCall {
  let call: TaskCall | undefined;
  const command = task
    .declare(new Command(task.name))
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .exitOverride()
    .action((argument: string | undefined, options: TaskOptions) => {
      call = { task, file: argument, options };
    });
  const flags = Object.entries(raw).map(([name, value]) =>
    value === true ? `--${name}` : `--${name}=${value}`,
  );
  try {
    // What follows two dashes is no option, whatever the file is called.
    command.parse([...flags, ...(file === undefined ? [] : ['--', file])], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? usageError(error) : error;
  }
  if (!call) throw new Error(`${task.name} was not called`);
  return call;
}

/** Names and flags of every option of a task, but those that a batch has for all of them. */
export function optionsOf(task: Task): { name: string; flags: string; isSwitch: boolean }[] {
  return task
    .declare(new Command(task.name))
    .options.filter(({ long }) => !['--out', '--json', '--verbose'].includes(long ?? ''))
    .map((option) => ({
      name: option.long?.slice(2) ?? '',
      flags: option.flags,
      isSwitch: !option.required && !option.optional,
    }));
}

/** The task of that name. */
export function taskNamed(name: string): Task | undefined {
  return tasks.find((task) => task.name === name);
}
