/**
 * A whole host in a process of its own, for somebody who kills or stops it: it paints one picture, or goes on with the
 * one that is in its queue. On lines of their own it says which process its engine is, which step is done, and at the
 * end the hash of the picture, the step that it went on from, and how many engines it took.
 *
 * Argument: the data folder.
 */
import { openStudioHost } from './studio-host.ts';
import { tinyRequest } from './tiny-pack.ts';

const [dataFolder = ''] = process.argv.slice(2);
// A shell lives as long as its window; a host alone would end where nothing is under way.
const window = setInterval(() => undefined, 1000);
const host = await openStudioHost(dataFolder);
const { jobs } = await host.routes['jobs.list'](undefined);
const known = jobs.map(({ id }) => id);
const added = known.length > 0 ? known : (await host.routes['jobs.add'](asked())).ids;
const [id = ''] = added;
let remembered = 0;
let saidStep = 0;
const outcome = await host.until((event) => {
  if (event.kind !== 'jobChanged' || event.job.id !== id) return undefined;
  const { progress, state } = event.job;
  if (progress && progress.step > saidStep) {
    saidStep = progress.step;
    remembered = Math.max(remembered, progress.remembered ?? 0);
    process.stdout.write(`step ${saidStep} ${host.engines.at(-1)!.pid!}\n`);
  }
  return state === 'done' || state === 'failed' ? event.job : undefined;
});
const { bytes } = await host.routes['gallery.picture']({ id: outcome.pictureId! });
const { recipe } = await host.routes['pictures.readResult']({ bytes });
process.stdout.write(`done ${recipe.pictureHash} ${remembered} ${host.engines.length}\n`);
await host.close();
clearInterval(window);

function asked() {
  return { request: tinyRequest({ steps: 100 }) };
}
