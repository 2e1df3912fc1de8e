import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);

/** What the built files are made of. */
const sources = [
  'src',
  'resources/examples',
  'resources/scenes',
  'electron.vite.config.ts',
  'package-lock.json',
];

/** Builds the studio where it has not been built since something that it is made of changed; false where that failed. */
export function buildWhenStale(): boolean {
  const built = newestMs(join(root, 'out/renderer'));
  if (built > Math.max(...sources.map((name) => newestMs(join(root, name))))) return true;
  console.error('Building the studio…');
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build', '--logLevel', 'warn'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return status === 0;
}

/** When the newest file in a folder, or the file itself, was written; 0 where there is none. */
function newestMs(path: string): number {
  try {
    if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
    const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
  } catch {
    return 0;
  }
}
