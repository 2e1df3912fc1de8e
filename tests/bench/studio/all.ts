/**
 * All benches of the studio, one after another, and which of them missed what is promised (`../limits.ts`). The rest is
 * measured where one misses.
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';
import { join } from 'node:path';

const missed: string[] = [];
for (const bench of ['strokes', 'live', 'start', 'gallery']) {
  // Of what else the machine does, and of the bench before.
  console.log(`\n${bench} (load ${loadavg()[0]!.toFixed(1)})`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${bench}.ts`)], {
    stdio: 'inherit',
  });
  if (status !== 0) missed.push(bench);
}
console.log(missed.length === 0 ? '\nAll met.' : `\nMissed: ${missed.join(', ')}`);
if (missed.length > 0) process.exitCode = 1;
