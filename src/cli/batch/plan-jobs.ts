import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { PACK_MANIFEST_FILE } from '../../shared/pack-manifest.ts';
import { umberVersion } from '../../shared/version.ts';
import { checkCount } from '../check-asked.ts';
import { findPack } from '../find-pack.ts';
import { inputsOf, tasks, type Task } from '../tasks.ts';
import { optionsOf, parseTask, taskNamed, type RawOptions, type TaskCall } from './parse-task.ts';
import { brokenLines, stemOf, type BatchList, type ListRow } from './read-list.ts';

/** One picture of a batch. */
export interface BatchJob {
  /** From 1, as people count. */
  readonly row: number;
  readonly line: number | undefined;
  readonly call: TaskCall;
  /** Its name in the folder of the batch. */
  readonly file: string;
}

/** What is said for all rows that do not say otherwise. */
export interface BatchDefaults {
  readonly task: Task;
  readonly options: RawOptions;
}

/**
 * Every picture that a list asks for. Each row is read as the command line would read it, so that whatever is wrong
 * with the list is said before the first picture is painted.
 *
 * @throws UmberError `REQUEST_INVALID`, with the numbers of the lines
 */
export function planJobs(path: string, list: BatchList, defaults: BatchDefaults): BatchJob[] {
  const faults: { line: number; message: string }[] = [];
  const jobs: BatchJob[] = [];
  const taken = new Set<string>();
  for (const [index, row] of list.rows.entries()) {
    try {
      for (const job of planRow(index + 1, row, list, defaults)) {
        const file = list.kind === 'folder' ? freeName(job.file, job.call.file, taken) : job.file;
        if (taken.has(nameOnDisk(file))) throw invalid(`two rows are to be “${file}”`);
        taken.add(nameOnDisk(file));
        jobs.push({ ...job, file });
      }
    } catch (error) {
      if (!(error instanceof UmberError)) throw error;
      // Of a folder the options alone can be wrong, and are so for every file.
      if (row.line === undefined) throw error;
      faults.push({ line: row.line, message: error.message.replace(/\.$/, '') });
    }
  }
  if (faults.length > 0) throw brokenLines(path, faults);
  checkAllUsed(jobs, defaults);
  return jobs;
}

/**
 * What a picture is made from: the command, its options in any order, the content of its files and of the pack wherever
 * they lie, and this Umber. A picture of the same key need not be made again.
 */
export async function keyOf({ call: { task, file, options } }: BatchJob): Promise<string> {
  const settings = Object.entries(options).filter(
    ([name]) => name !== 'pack' && !task.fileOptions.includes(name),
  );
  const decisive = [umberVersion, task.name, Object.fromEntries(settings)];
  const hash = createHash('sha256').update(JSON.stringify(decisive, sorted));
  hash.update(await readManifest(options.pack));
  for (const input of inputsOf(task, file, options)) {
    // A file that is missing is told of when it is read.
    hash.update(await readFile(input).catch(() => ''));
  }
  return hash.digest('hex');
}

/** Fields by their names, for `JSON.stringify`: columns and options come in any order. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([first], [second]) => (first < second ? -1 : 1)));
}

/** The manifest lists the hash of every file of a pack. A pack that is missing is told of when it is loaded. */
async function readManifest(pack: string | undefined): Promise<Uint8Array | string> {
  try {
    return await readFile(join(await findPack(pack), PACK_MANIFEST_FILE));
  } catch {
    return '';
  }
}

function planRow(number: number, row: ListRow, list: BatchList, defaults: BatchDefaults): BatchJob[] {
  const { command, out, ...cells } = row.cells;
  const task = command === undefined ? defaults.task : taskNamed(String(command));
  if (!task) {
    throw invalid(
      `no command for lists is called “${String(command)}”; there are ${tasks.map(({ name }) => name).join(', ')}`,
    );
  }
  const known = new Map(optionsOf(task).map((option) => [option.name, option]));
  const raw: Record<string, string | true> = {};
  for (const [name, value] of Object.entries(defaults.options)) {
    if (known.has(name)) raw[name] = value;
  }
  let file: string | undefined;
  for (const [name, cell] of Object.entries(cells)) {
    const isFile = name === task.argument || task.fileOptions.includes(name);
    const value = isFile ? resolve(list.folder, String(cell)) : cell;
    if (name === task.argument) {
      file = String(value);
      continue;
    }
    const option = known.get(name);
    if (!option) throw invalid(`${task.name} knows no “${name}”`);
    const cleaned = option.isSwitch ? readSwitch(name, value) : String(value);
    if (cleaned !== undefined) raw[name] = cleaned;
  }
  const call = parseTask(task, file, raw);
  const { count = 1, seed } = call.options;
  checkCount(count);
  const name = nameOf(number, file, out, list);
  return Array.from({ length: count }, (_, index) => ({
    row: number,
    line: row.line,
    call: {
      ...call,
      options: {
        ...call.options,
        ...(call.options.count !== undefined && { count: 1 }),
        ...(seed !== undefined && { seed: seed + index }),
      },
    },
    file: count === 1 ? name : `${stemOf(name)}-${index + 1}.png`,
  }));
}

function nameOf(
  number: number,
  file: string | undefined,
  out: string | boolean | undefined,
  list: BatchList,
): string {
  const stem = file === undefined ? 'picture' : stemOf(file);
  if (out === undefined) {
    return list.kind === 'folder' ? `${stem}.png` : `${String(number).padStart(4, '0')}-${stem}.png`;
  }
  const name = String(out);
  if (basename(name) === name && /[^.].*\.png$/i.test(name) && !name.includes('\\')) return name;
  throw invalid(`“${name}” is no name for a PNG in the folder of the batch`);
}

/** Where `a.png` and `a.jpg` lie beside each other, both keep their ending in the name. */
function freeName(name: string, file: string | undefined, taken: ReadonlySet<string>): string {
  return taken.has(nameOnDisk(name)) && file !== undefined ? `${basename(file)}.png` : name;
}

/** Many disks take upper and lower case for the same, and letters however their accents are written. */
function nameOnDisk(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function readSwitch(name: string, value: string | boolean): true | undefined {
  if (value === true || /^(true|yes|1)$/i.test(String(value))) return true;
  if (value === false || /^(false|no|0)$/i.test(value)) return undefined;
  throw invalid(`“${name}” is yes or no, and not “${value}”`);
}

/** That nothing was asked for which no row can use. */
function checkAllUsed(jobs: readonly BatchJob[], { options }: BatchDefaults): void {
  const used = new Set(jobs.flatMap(({ call }) => optionsOf(call.task).map(({ name }) => name)));
  const unused = Object.keys(options).find((name) => !used.has(name));
  if (unused === undefined) return;
  const names = [...new Set(jobs.map(({ call }) => call.task.name))].join(', ');
  throw new UmberError('REQUEST_INVALID', sentence`The option --${unused} is of no use for ${names}.`, {
    advice: sentence`Leave it away, or name another command with --command.`,
  });
}

function invalid(message: string): UmberError {
  return new UmberError('REQUEST_INVALID', sentence`${message}`, { advice: sentence`Correct the list.` });
}

/** Absolute path of a job's picture. */
export function pathOf(job: BatchJob, folder: string): string {
  return join(folder, job.file);
}
