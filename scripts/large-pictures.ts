/**
 * Paints what is larger than the network sees at once, for docs: a layout at 2048×2048, and a part of it pixel by pixel.
 * `node scripts/large-pictures.ts`, some minutes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeRequest, createEngine, readLayout } from '../src/engine/index.ts';
import { toSharp } from './picture-sheet.ts';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs');
const quality = 82;

const engine = await createEngine({ packFolder: join(root, 'resources/packs/umber-24') });
const { layout } = readLayout(readFileSync(join(root, 'resources/examples/mountain-lake.png')));
const large = await engine.generate(
  completeRequest(engine.pack.manifest, {
    width: 2048,
    height: 2048,
    seed: 7,
    steps: 10,
    conditions: { layout, text: { prompt: 'a mountain lake, a calm morning in summer' } },
  }),
);
await engine.dispose();
await toSharp(large).resize(1024, 1024).webp({ quality }).toFile(join(docs, 'large.webp'));
await toSharp(large)
  .extract({ left: 600, top: 700, width: 1024, height: 512 })
  .webp({ quality })
  .toFile(join(docs, 'large-part.webp'));
