/** Draws who imports whom into ARCHITECTURE.md; with --check, only says whether the drawing is current. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';

const file = 'ARCHITECTURE.md';
const section = /(<!-- module graph, by npm run graph -->\n)[^]*?(<!-- end of module graph -->)/;

/** `src/engine/packs/open-pack.ts` -> `engine/packs`; the engine is drawn folder by folder, the rest by layer. */
function nodeOf(path: string): string {
  const [, layer = '', folder = ''] = path.split('/');
  return layer === 'engine' && !folder.includes('.') ? `${layer}/${folder}` : layer;
}

async function drawModuleGraph(): Promise<string> {
  const options = await extractDepcruiseOptions('./.dependency-cruiser.js');
  const { output } = await cruise(['src'], { ...options, includeOnly: '^src/', exclude: '\\.test\\.ts$' });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text.');
  const arrows = new Set<string>();
  for (const { source, dependencies } of output.modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [nodeOf(source), nodeOf(resolved)];
      // Everything reads the contracts in shared; drawing those arrows would hide the others.
      if (from !== to && to !== 'shared') arrows.add(`  ${from} --> ${to}`);
    }
  }
  return ['```mermaid', 'flowchart LR', ...[...arrows].sort(), '```', ''].join('\n');
}

const before = readFileSync(file, 'utf8');
const after = before.replace(section, `$1\n${await drawModuleGraph()}\n$2`);
if (process.argv.includes('--check')) {
  if (before !== after) {
    console.error('The module graph in ARCHITECTURE.md is not current. Draw it with: npm run graph');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, after);
}
