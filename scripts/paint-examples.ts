/**
 * Paints every example layout with a pack and lays them out as pairs, layout above picture:
 * `node scripts/paint-examples.ts [--pack NAME|FOLDER] [--out docs/examples.png] [--steps N]`.
 * With `--pictures resources/examples/painted` the pictures are written one by one as well, for the studio's first page.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { findPack } from '../src/cli/find-pack.ts';
import { createEngine } from '../src/engine/index.ts';
import { exampleRequest, readExample } from './example-request.ts';
import { gap, toSharp, writeSheet, type Tile } from './picture-sheet.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    pack: { type: 'string' },
    out: { type: 'string', default: join(root, 'docs/examples.png') },
    steps: { type: 'string' },
    pictures: { type: 'string' },
  },
});

const side = 256;
const columns = 4;

const engine = await createEngine({ packFolder: await findPack(values.pack) });
const steps = values.steps === undefined ? undefined : Number(values.steps);
const tiles: Tile[] = [];
for (const [index, example] of examples.entries()) {
  const result = await engine.generate(exampleRequest(engine.pack, example, readExample(example), steps));
  const left = gap + (index % columns) * (side + gap);
  const top = gap + Math.floor(index / columns) * 2 * (side + gap);
  const layout = sharp(join(root, 'resources/examples', example.file));
  tiles.push({ picture: layout.resize(side, side, { kernel: 'nearest' }), left, top });
  tiles.push({ picture: toSharp(result), left, top: top + side + gap });
  if (values.pictures !== undefined) {
    const file = join(values.pictures, example.file.replace(/\.png$/, '.webp'));
    await toSharp(result).resize(side, side).webp({ quality: 88 }).toFile(file);
  }
  console.log(`${example.title}: ${result.timings.totalMs.toFixed(0)} ms`);
}
await engine.dispose();
await writeSheet(values.out, side, tiles);
console.log(values.out);
