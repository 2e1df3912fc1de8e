import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/index.ts';
import { readPngChunks, readPngHeader } from '../../files/png-file.ts';
import { outputError, writeFileAtomic } from '../../files/write-file-atomic.ts';
import { isUmberError, toUmberError, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { CommandContext } from '../command-context.ts';
import { openEngine, type EngineChoice } from '../open-engine.ts';
import { describeRemembered } from '../painting-task.ts';
import { checkRoom, openDestination, runLogBeside } from '../picture-paths.ts';
import { openJournal, type Journal } from './journal.ts';
import { taskNamed, type RawOptions } from './parse-task.ts';
import { keyOf, pathOf, planJobs, type BatchJob } from './plan-jobs.ts';
import { readList } from './read-list.ts';

/** What `umber batch` may be asked for: its own options, and as raw text those of the commands. */
export interface BatchOptions {
  readonly out: string;
  readonly command: string;
  readonly options: RawOptions;
}

/** What became of one picture; a line of the summary. */
interface Outcome {
  readonly row: number;
  readonly line: number | undefined;
  readonly command: string;
  readonly input: string | undefined;
  readonly file: string;
  readonly state: 'made' | 'present' | 'failed' | 'left';
  readonly seed?: number | undefined;
  readonly seconds?: number | undefined;
  /** Steps that an earlier run of the batch had done of it. */
  readonly remembered?: number | undefined;
  readonly error?: { readonly code: string; readonly message: string; readonly advice: string };
}

/** Exit status where some pictures could not be made and the rest are there. */
const someFailed = 8;

const journalName = 'batch-journal.jsonl';
const summaryName = 'batch-summary.jsonl';

/**
 * Makes every picture that a folder or a list asks for, and those only that are not there yet. One that cannot be made
 * does not stop the rest.
 *
 * @returns the exit status
 * @throws UmberError `REQUEST_INVALID` for the list, those of `readList`, the `OUTPUT_…` codes, `CANCELLED`
 */
export async function batch(path: string, options: BatchOptions, context: CommandContext): Promise<number> {
  const { output, signal } = context;
  const task = taskNamed(options.command);
  if (!task) throw new RangeError(`no task is called ${options.command}`);
  const list = await readList(path, task.argument);
  const jobs = planJobs(path, list, { task, options: options.options });
  const folder = await openFolder(options.out, list.kind === 'folder' ? list.folder : undefined);
  const journal = await openJournal(join(folder, journalName));
  const engines = createEngines(context);
  const outcomes: Outcome[] = [];
  try {
    for (const job of jobs) {
      signal.throwIfAborted();
      const outcome = await makeOnce(job, { folder, journal, engines }, telling(job, jobs, context));
      outcomes.push(outcome);
      output.print(describe(outcome));
    }
  } finally {
    await journal.close();
    await engines.dispose();
    const left = jobs.slice(outcomes.length).map((job) => outcomeOf(job, folder, { state: 'left' }));
    const all = [...outcomes, ...left];
    const lines = all.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
    const summary = join(folder, summaryName);
    await writeFileAtomic(summary, Buffer.from(lines));
    const counts = countStates(all);
    output.result({ command: 'batch', folder, summary, ...counts, pictures: all });
    output.print(
      `${counts.made} made, ${counts.present} there already, ${counts.failed} failed${counts.left > 0 ? `, ${counts.left} left` : ''}. What became of each: ${summary}`,
    );
  }
  return outcomes.some(({ state }) => state === 'failed') ? someFailed : 0;
}

async function openFolder(out: string, inputFolder: string | undefined): Promise<string> {
  const destination = await openDestination(out);
  if (destination.kind === 'file') {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`A batch writes many files, and “${out}” is the name of one.`,
      {
        advice: sentence`Name a folder with --out.`,
      },
    );
  }
  try {
    await mkdir(out, { recursive: true });
    if (inputFolder === undefined || (await realpath(out)) !== (await realpath(inputFolder))) return out;
  } catch (error) {
    throw outputError(error, out, 0);
  }
  throw new UmberError(
    'REQUEST_INVALID',
    sentence`The pictures would lie among those that they are made from.`,
    {
      advice: sentence`Name another folder with --out.`,
    },
  );
}

interface Workplace {
  readonly folder: string;
  readonly journal: Journal;
  readonly engines: Engines;
}

/** Makes a picture unless it is there; the journal says of every file here whether it is one of ours. */
async function makeOnce(
  job: BatchJob,
  { folder, journal, engines }: Workplace,
  context: CommandContext,
): Promise<Outcome> {
  const path = pathOf(job, folder);
  const key = await keyOf(job);
  const known = journal.find(job.file);
  // Begun over an older picture, it may still be that one.
  const isOurs = known?.key === key && (known.state === 'made' || !known.isOverOlder);
  if (isOurs && (await isWhole(path))) {
    return outcomeOf(job, folder, { state: 'present', seed: known.seed, seconds: known.seconds });
  }
  const start = performance.now();
  try {
    const isOverOlder = existsSync(path);
    if (isOverOlder && !known) throw foreignFile(path);
    await journal.write({ file: job.file, key, state: 'started', isOverOlder });
    const { task, file, options } = job.call;
    const prepared = await task.prepare(file, options, context);
    const fitted = await prepared.fit(await engines.open(prepared.engine), context);
    await checkRoom({ kind: 'file', path }, fitted.largestFile);
    // Kept after Ctrl-C too: the next run of the batch goes on with it.
    const runLog = runLogBeside(path);
    const { png, label, notes, remembered } = await fitted.make({ index: 0, count: 1, runLog });
    await writeFileAtomic(path, png, { signal: context.signal });
    await rm(runLog, { force: true });
    for (const note of notes) context.output.note(note);
    const made = {
      seed: typeof label === 'number' ? label : undefined,
      seconds: Math.round(performance.now() - start) / 1000,
    };
    await journal.write({ file: job.file, key, state: 'made', ...made });
    return outcomeOf(job, folder, { state: 'made', ...made, remembered });
  } catch (error) {
    const failure = toUmberError(error);
    // These would happen to all that follow too.
    if (failure.code === 'CANCELLED' || failure.code === 'OUTPUT_DISK_FULL') throw failure;
    return outcomeOf(job, folder, { state: 'failed', error: failure.toJSON() });
  }
}

/** Whether a file is there and a whole PNG. */
async function isWhole(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  try {
    const bytes = await readFile(path);
    readPngHeader(bytes);
    readPngChunks(bytes);
    return true;
  } catch (error) {
    if (isUmberError(error)) return false;
    throw error;
  }
}

function foreignFile(path: string): UmberError {
  return new UmberError('OUTPUT_FAILED', sentence`“${path}” is there, and is not of this batch.`, {
    advice: sentence`Choose another folder with --out, or move the file away.`,
  });
}

function outcomeOf(
  { row, line, call: { task, file: input }, file }: BatchJob,
  folder: string,
  rest: Pick<Outcome, 'state' | 'seed' | 'seconds' | 'remembered' | 'error'>,
): Outcome {
  return { row, line, command: task.name, input, file: join(folder, file), ...rest };
}

function describe({ row, line, file, state, seed, seconds, remembered, error }: Outcome): string {
  if (error) {
    const where = line === undefined ? file : `row ${row} (line ${line})`;
    return `${where}: ${error.message} (${error.code})`;
  }
  if (state === 'present') return `${file}: there already`;
  return `${file}: ${seed === undefined ? '' : `seed ${seed}, `}${seconds ?? 0} s${describeRemembered(remembered)}`;
}

function countStates(outcomes: readonly Outcome[]): Record<Outcome['state'], number> {
  const counts = { made: 0, present: 0, failed: 0, left: 0 };
  for (const { state } of outcomes) counts[state]++;
  return counts;
}

/** The context of one picture: progress counts all of them, and notes say which they are about. */
function telling(job: BatchJob, jobs: readonly BatchJob[], context: CommandContext): CommandContext {
  const { output } = context;
  const which = { picture: jobs.indexOf(job) + 1, pictures: jobs.length };
  return {
    ...context,
    output: {
      ...output,
      note: (text, details) => output.note(`${job.file}: ${text}`, details && { file: job.file, ...details }),
      progress: (event) => output.progress({ ...event, ...which }),
    },
  };
}

/** Every pack that is needed, loaded once. */
interface Engines {
  open(choice: EngineChoice): Promise<Engine>;
  dispose(): Promise<void>;
}

function createEngines(context: CommandContext): Engines {
  const opened = new Map<string, Promise<Engine>>();
  return {
    open(choice) {
      const { pack, packHash, provider, threads } = choice;
      const key = JSON.stringify([pack, packHash, provider, threads]);
      const engine = opened.get(key) ?? openEngine(choice, context);
      opened.set(key, engine);
      return engine;
    },
    async dispose() {
      for (const engine of await Promise.allSettled(opened.values())) {
        if (engine.status === 'fulfilled') await engine.value.dispose();
      }
    },
  };
}
