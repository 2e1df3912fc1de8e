import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { documentFromSnapshot, History } from '../../src/document/index.ts';
import { openProjects } from '../../src/host/projects/open-projects.ts';
import { createRandom } from './create-random.ts';
import { fingerprint, randomChange } from './random-changes.ts';

/** What came of many kills. */
export interface KillReport {
  readonly kills: number;
  /** Changes that had been answered, and were not there afterwards. */
  readonly lostChanges: number;
  /** Times that the project could not be opened, or was another than it should be. */
  readonly wrongProjects: number;
  /** Times that fewer steps could be undone than fifty, or than there were. */
  readonly shortHistories: number;
  /** Changes made in all. */
  readonly changes: number;
  readonly problems: readonly string[];
}

/**
 * Kills a process that paints, at a random moment, again and again, and looks after each whether the project is what its
 * changes make of it. Each process goes on where the one before was killed.
 */
export async function runKills(dataFolder: string, kills: number, seed: number): Promise<KillReport> {
  const random = createRandom(seed);
  const id = await createProject(dataFolder);
  const problems: string[] = [];
  let [lostChanges, wrongProjects, shortHistories] = [0, 0, 0];
  // The same artist, in this process, on paper.
  let paper: History | undefined;
  let revision = 0;
  for (let kill = 0; kill < kills; kill++) {
    const answered = await paintAndKill(dataFolder, id, seed, random() ** 2 * 700);
    const projects = await openProjects({ dataFolder, emit: () => undefined });
    const opened = await projects.handlers['projects.open']({ id }).catch((error: unknown) => {
      problems.push(`kill ${kill}: ${String(error)}`);
    });
    if (!opened) {
      wrongProjects++;
      break;
    }
    const found = new History(documentFromSnapshot(opened.document), opened);
    paper ??= await blankPaper(dataFolder, id);
    for (; revision < opened.revision; revision++) {
      paper.apply(randomChange(paper, seed * 1_000_003 + revision));
    }
    if (opened.revision < answered) {
      lostChanges += answered - opened.revision;
      problems.push(`kill ${kill}: ${answered} were answered, ${opened.revision} are there`);
      break;
    }
    if (fingerprint(found) !== fingerprint(paper) || opened.notices.length > 0) {
      wrongProjects++;
      problems.push(`kill ${kill}: another document at ${opened.revision} ${JSON.stringify(opened.notices)}`);
      break;
    }
    const labels = (history: History) => history.undoSteps.slice(-50).map(({ label }) => label);
    if (JSON.stringify(labels(found)) !== JSON.stringify(labels(paper))) {
      shortHistories++;
      problems.push(`kill ${kill}: ${found.undoSteps.length} steps can be undone`);
    }
    // As a start that reads and is killed at once: nothing is closed.
  }
  return { kills, lostChanges, wrongProjects, shortHistories, changes: revision, problems };
}

async function createProject(dataFolder: string): Promise<string> {
  const { handlers } = await openProjects({ dataFolder, emit: () => undefined });
  return (await handlers['projects.create']({ name: 'Killed', width: 300, height: 200 })).id;
}

async function blankPaper(dataFolder: string, id: string): Promise<History> {
  const { handlers } = await openProjects({ dataFolder: join(dataFolder, 'paper'), emit: () => undefined });
  const blank = await handlers['projects.create']({ name: id, width: 300, height: 200 });
  const { document } = await handlers['projects.open']({ id: blank.id });
  return new History(documentFromSnapshot(document));
}

/** Lets a child paint for a while after it has opened the project; answers with the last revision that it was promised. */
async function paintAndKill(dataFolder: string, id: string, seed: number, delayMs: number): Promise<number> {
  const script = join(import.meta.dirname, 'kill-child.ts');
  const child = spawn(process.execPath, [script, dataFolder, id, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let answered = 0;
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, revision] = line.split(' ');
    answered = Math.max(answered, Number(revision));
    if (kind === 'opened') setTimeout(() => child.kill('SIGKILL'), delayMs);
  }
  await exit;
  return answered;
}
