/**
 * Paints every example layout with a pack and lays them out as pairs, layout above picture:
 * `node scripts/paint-examples.ts [--pack FOLDER] [--out docs/examples.png] [--steps N]`.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { completeRequest, createEngine, readLayout } from '../src/engine/index.ts';

const root = join(import.meta.dirname, '..');
const packs = join(root, 'resources/packs');
const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: join(packs, readdirSync(packs).sort()[0] ?? '') },
    out: { type: 'string', default: join(root, 'docs/examples.png') },
    steps: { type: 'string' },
  },
});

const side = 256;
const gap = 8;
const columns = 4;

const engine = await createEngine({ packFolder: values.pack });
const tiles: OverlayOptions[] = [];
for (const [index, { file, title, prompt, scene, seed }] of examples.entries()) {
  const path = join(root, 'resources/examples', file);
  const { layout } = readLayout(readFileSync(path));
  const request = completeRequest(engine.pack.manifest, {
    width: side,
    height: side,
    seed,
    steps: values.steps === undefined ? undefined : Number(values.steps),
    conditions: { text: { prompt }, class: { scene }, layout },
  });
  const { rgb, timings } = await engine.generate(request);
  const left = gap + (index % columns) * (side + gap);
  const top = gap + Math.floor(index / columns) * 2 * (side + gap);
  const painted = await sharp(path).resize(side, side, { kernel: 'nearest' }).png().toBuffer();
  const picture = await sharp(rgb, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
  tiles.push({ input: painted, left, top }, { input: picture, left, top: top + side + gap });
  console.log(`${title}: ${timings.totalMs.toFixed(0)} ms`);
}
await engine.dispose();

await sharp({
  create: {
    width: gap + columns * (side + gap),
    height: gap + Math.ceil(examples.length / columns) * 2 * (side + gap),
    channels: 3,
    background: '#1b1b1d',
  },
})
  .composite(tiles)
  .png({ compressionLevel: 9 })
  .toFile(values.out);
console.log(values.out);
