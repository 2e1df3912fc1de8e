/** Opens the studio: builds it where needed, then hands over to Electron if its program is on this machine. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { buildWhenStale } from './build-when-stale.ts';
import { findElectron } from './find-electron.ts';

const root = dirname(import.meta.dirname);
const electron = findElectron();

if (electron !== undefined) {
  const start = (): number =>
    spawnSync(electron, [root, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
  process.exitCode = buildWhenStale() ? start() : 1;
} else {
  console.error(`The studio's window needs Electron, whose program is not on this machine yet.

  Fetch it once (about 110 MB, from github.com):   npx install-electron
  Or use the studio in a browser, the same studio: npm run serve
`);
  if (await isBrowserWanted()) await import('./serve.ts');
  else process.exitCode = 1;
}

/** Asks, where there is somebody to ask. */
async function isBrowserWanted(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question('Open the studio for your browser now? [Y/n] ');
  asking.close();
  return /^(y|yes|)$/i.test(answer.trim());
}
