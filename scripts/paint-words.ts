/**
 * Paints a few layouts in the same noise with one word after another, a layout a row, to show what words do:
 * `node scripts/paint-words.ts [--pack NAME|FOLDER] [--out docs/words.png] [--steps N]`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { findPack } from '../src/cli/find-pack.ts';
import { createEngine } from '../src/engine/index.ts';
import { exampleRequest, readExample } from './example-request.ts';
import { gap, toSharp, writeSheet, type Heading, type Tile } from './picture-sheet.ts';

const { values } = parseArgs({
  options: {
    pack: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '../docs/words.png') },
    steps: { type: 'string' },
  },
});

const rows = [
  { file: 'mountain-lake.png', subject: 'a mountain lake' },
  { file: 'village-path.png', subject: 'a meadow with a cottage' },
  { file: 'child-waterfall.png', subject: 'a waterfall over a cliff' },
];
const groups = [
  ['at dawn', 'in daylight', 'at dusk', 'at night'],
  ['clear sky', 'cloudy', 'misty', 'rain', 'snowfall'],
  ['in spring', 'in summer', 'in autumn', 'in winter'],
  ['photograph', 'watercolour', 'ink drawing', 'oil painting', 'pastel'],
];

const side = 128;
/** Between hour and weather, weather and season, season and medium. */
const groupGap = 24;
const headingHeight = 24;

/** The words of all groups, and where their columns begin. */
const columns = groups.flatMap((words, group) =>
  words.map((word, index) => {
    const before = groups.slice(0, group).flat().length + index;
    return { word, left: gap + before * (side + gap) + group * groupGap };
  }),
);

const engine = await createEngine({ packFolder: await findPack(values.pack) });
const steps = values.steps === undefined ? undefined : Number(values.steps);
const tiles: Tile[] = [];
for (const [row, { file, subject }] of rows.entries()) {
  const example = examples.find((entry) => entry.file === file);
  if (!example) throw new Error(`no example is called ${file}`);
  const layout = readExample(example);
  for (const { word, left } of columns) {
    const asked = exampleRequest(engine.pack, { ...example, prompt: `${subject}, ${word}` }, layout, steps);
    const picture = toSharp(await engine.generate(asked)).resize(side, side);
    tiles.push({ picture, left, top: gap + headingHeight + row * (side + gap) });
  }
  console.log(`${subject}: ${columns.length} pictures`);
}
await engine.dispose();
const headings: Heading[] = columns.map(({ word, left }) => ({
  ...{ text: word, x: left + side / 2, y: gap + 15 },
}));
await writeSheet(values.out, side, tiles, headings);
console.log(values.out);
