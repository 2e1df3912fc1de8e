/**
 * Paints the small pictures by which scenes and classes are chosen in the studio, each scene from nothing but its name
 * and each class from a simple layout: `node scripts/scene-pictures.ts [--pack NAME|FOLDER] [--out resources/scenes] [NAME…]`.
 * With names, those of them alone.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPack } from '../src/cli/find-pack.ts';
import { completeRequest, createEngine } from '../src/engine/index.ts';
import type { RequestConditions } from '../src/shared/generation-request.ts';
import { layoutShowing } from './class-layouts.ts';
import { toSharp } from './picture-sheet.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pack: { type: 'string' },
    out: { type: 'string', default: join(import.meta.dirname, '..', 'resources', 'scenes') },
  },
});

/** Twice what is shown, for screens of high density. */
const side = 96;

const seed = 3;
/** A scene pulls little at the pack's own strength, which leaves room for layouts: alone it has to say everything. */
const sceneGuidance = 4;

await mkdir(values.out, { recursive: true });
const engine = await createEngine({ packFolder: await findPack(values.pack) });
const { manifest } = engine.pack;

async function paint(file: string, conditions: RequestConditions): Promise<void> {
  const name = file.slice(file.indexOf('-') + 1);
  if (positionals.length > 0 && !positionals.includes(file) && !positionals.includes(name)) return;
  const guidance = conditions.class && { class: sceneGuidance };
  const result = await engine.generate(
    completeRequest(manifest, { width: 256, height: 256, seed, steps: undefined, guidance, conditions }),
  );
  await toSharp(result)
    .resize(side, side)
    .webp({ quality: 84 })
    .toFile(join(values.out, `${file}.webp`));
  console.log(`${file}: ${result.timings.totalMs.toFixed(0)} ms`);
}

for (const { name } of manifest.conditions.class?.scenes ?? []) {
  await paint(`scene-${name}`, { class: { scene: name }, text: { prompt: `${name}, in daylight` } });
}
for (const { name } of manifest.conditions.layout?.classes ?? []) {
  const layout = layoutShowing(name);
  if (layout) await paint(`class-${name}`, { layout, text: { prompt: `${name}, in daylight` } });
}
await engine.dispose();
