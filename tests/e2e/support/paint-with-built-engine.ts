/** Paints one picture with the engine that was built, as Electron would start it, and prints the job as it ended. */
import { join } from 'node:path';
import { createHost, forkEngine } from '../../../src/host/index.ts';
import type { Job } from '../../../src/shared/job.ts';

const [, , dataFolder = '', packsFolder = ''] = process.argv;
const root = join(import.meta.dirname, '../../..');

let tell: (job: Job) => void = () => undefined;
const ended = new Promise<Job>((resolve) => (tell = resolve));
const host = await createHost({
  dataFolder,
  packFolders: [packsFolder],
  version: '0',
  versions: {},
  shell: 'electron',
  platform: 'linux',
  startEngine: forkEngine(join(root, 'out/main/engine-process.js')),
  emit(event) {
    if (event.kind === 'jobChanged' && !['queued', 'running'].includes(event.job.state)) tell(event.job);
  },
});
await host.routes['jobs.add']({
  request: {
    width: 64,
    height: 64,
    seed: 1,
    sampler: 'euler',
    steps: 2,
    guidance: { text: 1, class: 1, layout: 1 },
    conditions: { text: { prompt: 'a calm lake' } },
  },
});
// A host keeps no process alive by itself: that is for the shell's window or server, which there is none of here.
const alive = setInterval(() => undefined, 60_000);
console.log(JSON.stringify(await ended));
clearInterval(alive);
await host.close();
process.exit(0);
