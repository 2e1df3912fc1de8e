/**
 * Paints several pictures side by side with a pack for tests and kills itself when each has done so many steps: as hard
 * as a kill can be, and at the same place every time. One that is not killed says, of each picture, its hash and how
 * many of its steps it was spared.
 *
 * Arguments: the folder of the run logs, the step to die at, 0 for none. The pictures are those of `resumeCases`, or
 * those of `stagedCases` where the folder of a toy pack is a third.
 */
import { join } from 'node:path';
import { generate } from '../../src/engine/generate.ts';
import { loadPack } from '../../src/engine/load-pack.ts';
import { resumeCases, stagedCases } from './resume-cases.ts';
import { fixturePacks } from './tiny-pack.ts';

const [folder = '', lastStep = '0', toyPack] = process.argv.slice(2);
const runtime = { provider: 'cpu', threads: 1 } as const;
const loaded = await loadPack(toyPack ?? join(fixturePacks, 'tiny'), runtime);
const requests = toyPack === undefined ? resumeCases : stagedCases;
const cases = Object.entries(requests);
let arrived = 0;

async function paintCase(name: string): Promise<[string, { hash: string; remembered: number }]> {
  let done = 0;
  let remembered = 0;
  const { recipe } = await generate(loaded, runtime, requests[name]!, {
    resume: { file: join(folder, name), afterMs: 0 },
    async beforeRun() {
      if (lastStep === '0' || done < Number(lastStep)) return;
      if (++arrived === cases.length) process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
    onProgress(progress) {
      if (progress.part === 'sampling') ({ step: done, remembered } = progress);
    },
  });
  return [name, { hash: recipe.pictureHash, remembered }];
}

const painted = await Promise.all(cases.map(([name]) => paintCase(name)));
process.stdout.write(JSON.stringify(Object.fromEntries(painted)));
