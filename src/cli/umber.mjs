#!/usr/bin/env node
// Plain JavaScript on purpose: it has to run, and speak, on the Node versions it turns away.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const wanted = 24;
const [major] = process.versions.node.split('.').map(Number);

if (major < wanted) {
  console.error(`umber: Umber needs Node ${wanted} or later, and this is Node ${process.versions.node}. (NODE_VERSION)
  In the repository, "npx umber" uses the Node that "npm ci" brought along. Elsewhere, install Node ${wanted}.`);
  process.exitCode = 1;
} else {
  // Starting takes little more than half as long. In a folder of the user's own: what lies there is run.
  const { enableCompileCache } = await import('node:module');
  const caches = cachesFolder();
  try {
    mkdirSync(caches);
  } catch {
    // It is there, or cannot be; where it cannot, Node would try for ever on some systems' file trees.
  }
  if (existsSync(caches)) enableCompileCache(join(caches, 'umber', 'compiled'));
  const { main } = await import('./main.ts');
  process.exitCode = await main(process.argv.slice(2));
}

/** Where the system keeps what programs can make again. */
function cachesFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  const ofSystem = {
    darwin: join(homedir(), 'Library', 'Caches'),
    win32: LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'),
  }[process.platform];
  return ofSystem ?? (XDG_CACHE_HOME || join(homedir(), '.cache'));
}
