/** Opens the studio: builds it where needed, then hands over to Electron if its program is on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);

/** Electron's program. Read from its folder: importing the package would start a download where it is missing. */
function findElectron(): string | undefined {
  const folder = join(root, 'node_modules/electron');
  const pointer = join(folder, 'path.txt');
  if (!existsSync(pointer)) return undefined;
  const program = join(folder, 'dist', readFileSync(pointer, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

const electron = findElectron();
if (electron === undefined) {
  console.error(`The studio's window needs Electron, whose program is not on this machine yet.

Fetch it once (about 110 MB, from github.com):   npx install-electron
Then open the studio:                            npm start

Painting works without it, from the command line: npx umber paint resources/examples/mountain-lake.png`);
  process.exitCode = 1;
} else {
  const build = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  process.exitCode = build.status === 0 ? (spawnSync(electron, [root], { stdio: 'inherit' }).status ?? 1) : 1;
}
