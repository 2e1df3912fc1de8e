/**
 * Kills the engine again and again at random moments while pictures are painted, and looks whether the studio stays up,
 * the queue keeps its order, every picture is painted, and all of the same request are the same.
 * Usage: npm run test:engine-kills -- [--kills 50] [--seed N]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../support/create-random.ts';
import { killEngines } from '../support/kill-engines.ts';
import { openStudioHost } from '../support/studio-host.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '50' }, seed: { type: 'string' } },
});
const kills = Number(values.kills);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
console.log(`${kills} kills, seed ${seed}`);

const dataFolder = await mkdtemp(join(tmpdir(), 'umber-kills-'));
try {
  const host = await openStudioHost(dataFolder);
  const start = performance.now();
  const report = await killEngines(host, kills, createRandom(seed)).finally(() => host.close());
  const seconds = Math.round((performance.now() - start) / 1000);
  const isInOrder = JSON.stringify(report.done) === JSON.stringify(report.asked);
  const isFine =
    report.kills === kills &&
    isInOrder &&
    report.failed.length === 0 &&
    report.pictureHashes.size === 1 &&
    report.kept === report.asked.length;
  console.log(
    `${report.kills} engines killed, ${host.engines.length} started, ${report.done.length} of ${report.asked.length} ` +
      `pictures painted in ${isInOrder ? 'order' : 'ANOTHER ORDER'}, ${report.failed.length} failed, ${report.kept} in the gallery, ` +
      `${report.pictureHashes.size} different, ${seconds} s`,
  );
  process.exitCode = isFine ? 0 : 1;
} finally {
  await rm(dataFolder, { recursive: true, force: true });
}
