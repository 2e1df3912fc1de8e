/**
 * Paints what is larger than the network sees at once, for docs: a layout of 2048×2048, a panorama whose ends meet, and
 * a picture enlarged four times beside mere enlarging. `node scripts/large-pictures.ts`, some minutes.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { completeRequest, createEngine, readLayout } from '../src/engine/index.ts';
import { damageLevel, blurOfEnlarging } from '../src/shared/damage-level.ts';
import { toSharp } from './picture-sheet.ts';

const root = join(import.meta.dirname, '..');
const docs = join(root, 'docs');
const quality = 82;

const engine = await createEngine({ packFolder: join(root, 'resources/packs/umber-24') });
const { manifest } = engine.pack;
const example = (name: string) =>
  readLayout(readFileSync(join(root, `resources/examples/${name}.png`)), { classes: 'auto' }).layout;

const large = await engine.generate(
  completeRequest(manifest, {
    width: 2048,
    height: 2048,
    seed: 7,
    steps: 10,
    conditions: {
      layout: example('mountain-lake'),
      text: { prompt: 'a mountain lake, a calm morning in summer' },
    },
  }),
);
await toSharp(large).resize(1024, 1024).webp({ quality }).toFile(join(docs, 'large.webp'));
// A part of it, pixel by pixel.
await toSharp(large)
  .extract({ left: 600, top: 700, width: 1024, height: 512 })
  .webp({ quality })
  .toFile(join(docs, 'large-part.webp'));

const panorama = await engine.generate(
  completeRequest(manifest, {
    width: 1536,
    height: 384,
    seed: 5,
    wrap: 'horizontal',
    conditions: { text: { prompt: 'a wide valley with mountains and a river at sunset, oil painting' } },
  }),
);
// Rolled by half, so that the ends meet in the middle.
const { width, height } = panorama;
const half = (left: number) =>
  toSharp(panorama)
    .extract({ left, top: 0, width: width / 2, height })
    .png()
    .toBuffer();
await sharp({ create: { width, height, channels: 3, background: '#000' } })
  .composite([
    { input: await half(width / 2), left: 0, top: 0 },
    { input: await half(0), left: width / 2, top: 0 },
  ])
  .webp({ quality })
  .toFile(join(docs, 'panorama.webp'));

const small = await engine.generate(
  completeRequest(manifest, {
    seed: 11,
    conditions: {
      layout: example('village-path'),
      text: { prompt: 'a village by a river, a clear day in autumn' },
    },
  }),
);
const enlarged = await engine.generate(
  completeRequest(manifest, {
    width: 1024,
    height: 1024,
    seed: 1,
    conditions: {
      degraded: {
        width: small.width,
        height: small.height,
        rgb: small.rgb,
        degradation: damageLevel(blurOfEnlarging(4), 0),
      },
    },
  }),
);
const part = { left: 256, top: 384, width: 512, height: 512 };
await sharp({ create: { width: 1032, height: 512, channels: 3, background: '#1b1b1d' } })
  .composite([
    {
      input: await sharp(await toSharp(small).resize(1024, 1024, { kernel: 'cubic' }).png().toBuffer())
        .extract(part)
        .png()
        .toBuffer(),
      left: 0,
      top: 0,
    },
    { input: await toSharp(enlarged).extract(part).png().toBuffer(), left: 520, top: 0 },
  ])
  .webp({ quality })
  .toFile(join(docs, 'enlarged.webp'));
await engine.dispose();
console.log(`Painted ${Math.round(large.timings.totalMs / 1000)} s for 2048×2048.`);
