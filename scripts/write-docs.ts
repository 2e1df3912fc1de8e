/** Writes the parts of the documents that are made from code; with --check, only says whether they are current. */
import { writeFileSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import palette from '../resources/palettes/umber.json' with { type: 'json' };
import { replaceSection } from './replace-section.ts';

const parts = [
  { file: 'ARCHITECTURE.md', name: 'module graph', write: drawModuleGraph },
  { file: 'README.md', name: 'palette', write: writePaletteTable },
];

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
  return ['```mermaid', 'flowchart LR', ...[...arrows].sort(), '```'].join('\n');
}

function writePaletteTable(): string {
  const cells = palette.classes.map(({ id, name, colour }) => `| ${id} | ${name} | \`${colour}\` `);
  const half = Math.ceil(cells.length / 2);
  const rows = cells.slice(0, half).map((cell, i) => `${cell}${cells[half + i] ?? '| | | '}|`);
  return [
    '| id | class | colour | id | class | colour |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const isCheck = process.argv.includes('--check');
for (const { file, name, write } of parts) {
  const { before, after } = await replaceSection(file, name, await write());
  if (before === after) continue;
  if (isCheck) {
    console.error(`The ${name} in ${file} is not current. Write it with: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, after);
  }
}
