/**
 * Paints into a project without end, for somebody who kills this process: each change that the host has answered is
 * told on a line of its own.
 *
 * Arguments: the data folder, the id of the project, the seed.
 */
import { documentFromSnapshot, History } from '../../src/document/index.ts';
import { openProjects } from '../../src/host/projects/open-projects.ts';
import { lockDataFolder } from '../../src/host/storage/data-folder-lock.ts';
import { randomChange } from './random-changes.ts';

const [dataFolder = '', id = '', seed = '0'] = process.argv.slice(2);
const changesUnderWay = 4;

lockDataFolder(dataFolder);
// Saving all the time, so that a kill often falls into the middle of it.
const saving = { idleMs: 3, journalBytes: 30_000 };
const { handlers } = await openProjects({ dataFolder, emit: () => undefined, saving });
const opened = await handlers['projects.open']({ id });
const history = new History(documentFromSnapshot(opened.document), opened);
let { revision } = opened;
process.stdout.write(`opened ${revision}\n`);

const underWay: Promise<void>[] = [];
for (;;) {
  const change = randomChange(history, Number(seed) * 1_000_003 + revision);
  history.apply(change);
  const commit = handlers['projects.commit']({ id, revision, change });
  revision++;
  underWay.push(commit.then((answer) => void process.stdout.write(`durable ${answer.revision}\n`)));
  if (underWay.length >= changesUnderWay) await underWay.shift();
  // Now and then a pause, in which the project is saved for being idle.
  if (revision % 23 === 0) await new Promise((resolve) => setTimeout(resolve, 15));
}
