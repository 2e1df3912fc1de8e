/**
 * Runs the end-to-end specs in every shell that this machine has, and says loudly which it lacks. With --offline (Linux)
 * they run where there is no network but this machine's own. Other arguments go to Playwright.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { findChromium } from '../tests/e2e/support/find-chromium.ts';
import { buildWhenStale } from './build-when-stale.ts';
import { findElectron } from './find-electron.ts';

const root = dirname(import.meta.dirname);
const shells = [
  {
    name: 'a browser',
    program: findChromium(),
    remedy: 'apt-get install chromium, or npx playwright install chromium, or name one in CHROMIUM_PATH',
  },
  { name: 'Electron', program: findElectron(), remedy: 'npx install-electron' },
];
const missing = shells.filter(({ program }) => program === undefined);
const here = shells.filter(({ program }) => program !== undefined);

function tellMissing(): void {
  for (const { name, remedy } of missing) {
    console.error(
      `\n!! SKIPPED: every end-to-end spec in ${name}, which is not on this machine.\n   ${remedy}`,
    );
  }
}

if (!buildWhenStale()) process.exit(1);
tellMissing();
for (const { name, program } of here) console.error(`Running the end-to-end specs in ${name}: ${program}`);
const args = process.argv.slice(2);
const isOffline = args.includes('--offline');
const [program = '', ...command] = [
  ...(isOffline ? ['unshare', '-rn', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'] : []),
  ...[process.execPath, join(root, 'node_modules/@playwright/test/cli.js'), 'test'],
  ...args.filter((argument) => argument !== '--offline'),
];
const { status } = spawnSync(program, command, { cwd: root, stdio: 'inherit' });
tellMissing();
// Where nobody reads, a suite that could not run has not passed.
const hasRun = here.length > 0 || process.env.CI === undefined;
process.exitCode = hasRun ? (status ?? 1) : 1;
