/** Kills a painting host many times, and ends with 1 where a change was lost: `npm run test:kills -- [kills] [seed]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runKills } from '../support/kill-runs.ts';

const kills = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 1e6));
const folder = await mkdtemp(join(tmpdir(), 'umber-kills-'));
try {
  process.stdout.write(`seed ${seed}\n`);
  const report = await runKills(folder, kills, seed);
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (report.lostChanges + report.wrongProjects + report.shortHistories > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
