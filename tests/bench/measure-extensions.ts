/**
 * Whether colours drift where a picture is extended again and again: a picture is painted from the example layout and
 * extended to the right, each time as `outpaint` does without a layout. Of each strip its mean colour, its contrast
 * (deviation of the luma), and what can be seen of its seam: the mean difference of neighbouring columns there over
 * that elsewhere, and how far the means of 16 columns to both sides of it are apart, over the same elsewhere.
 * Usage: measure-extensions.ts [--pack FOLDER] [--times 5] [--pixels 128] [--steps N] [--seeds 1] [--prompt WORDS]
 *   [--out FOLDER for the pictures] [--threads N]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { paint } from '../../src/engine/generate.ts';
import { completeRequest, physicalCores, readLayout } from '../../src/engine/index.ts';
import { loadPack } from '../../src/engine/load-pack.ts';
import { modeDefaults } from '../../src/shared/document-format.ts';
import { extendPicture } from '../../src/shared/extend-picture.ts';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: join(root, 'resources/packs/umber-24') },
    times: { type: 'string', default: '5' },
    pixels: { type: 'string', default: '128' },
    steps: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    prompt: { type: 'string', default: 'a mountain lake in summer' },
    out: { type: 'string' },
    threads: { type: 'string', default: String(physicalCores()) },
  },
});
const pixels = Number(values.pixels);
const runtime = { provider: 'cpu', threads: Number(values.threads) } as const;
const loaded = await loadPack(values.pack, runtime);
const { manifest } = loaded.pack;
const { layout } = readLayout(readFileSync(join(root, 'resources/examples/mountain-lake.png')));
const text = { prompt: values.prompt };
const steps = values.steps === undefined ? {} : { steps: Number(values.steps) };

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

for (const seed of values.seeds.split(',').map(Number)) {
  const first = completeRequest(manifest, { seed, ...steps, conditions: { layout, text } });
  let picture: Picture = await paint(loaded, runtime, first);
  const seams: number[] = [];
  for (let time = 1; time <= Number(values.times); time++) {
    seams.push(picture.width);
    const { feather, context } = modeDefaults;
    const margins = { left: 0, top: 0, right: pixels, bottom: 0 };
    const { source, coverage } = extendPicture(picture, margins, feather);
    const { width, height } = source;
    picture = await paint(
      loaded,
      runtime,
      completeRequest(manifest, {
        ...{ width, height, seed: seed + time, ...steps },
        conditions: {
          source: { ...source, strength: 1 },
          mask: { width, height, coverage, feather, context },
          text,
        },
      }),
    );
  }
  report(seed, picture, seams);
  if (values.out !== undefined) {
    mkdirSync(values.out, { recursive: true });
    const { width, height, rgb } = picture;
    const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    writeFileSync(join(values.out, `extended-${seed}.png`), png);
  }
}
await loaded.release();

function report(seed: number, picture: Picture, seams: readonly number[]): void {
  console.log(`${manifest.name}, seed ${seed}`);
  const strips = [[0, seams[0]!], ...seams.map((start) => [start, start + pixels])] as [number, number][];
  const places = Array.from({ length: picture.width - 32 }, (_, at) => at + 16);
  // The seam lies within the sixteen pixels before the old edge, and ends a cell beyond.
  const isSeam = (at: number) => seams.some((seam) => at >= seam - 24 && at <= seam + 8);
  const elsewhere = places.filter((at) => !isSeam(at));
  const usual = { fine: mean(elsewhere.map((at) => fineStep(picture, at))), wide: 0 };
  usual.wide = mean(elsewhere.map((at) => wideStep(picture, at)));
  for (const [index, [start, end]] of strips.entries()) {
    const { colour, contrast } = describe(picture, start, end);
    const around = places.filter((at) => index > 0 && at >= start - 24 && at <= start + 8);
    const seam =
      index === 0
        ? ''
        : `, seam: columns ${(mean(around.map((at) => fineStep(picture, at))) / usual.fine).toFixed(2)}` +
          ` (most ${(Math.max(...around.map((at) => fineStep(picture, at))) / usual.fine).toFixed(2)}),` +
          ` sides ${(mean(around.map((at) => wideStep(picture, at))) / usual.wide).toFixed(2)}`;
    const name = index === 0 ? 'painted' : `strip ${index}`;
    console.log(
      `${name}: ${colour.map((value) => value.toFixed(0)).join(' ')}, contrast ${contrast.toFixed(1)}${seam}`,
    );
  }
}

function describe({ width, height, rgb }: Picture, start: number, end: number) {
  const sums = [0, 0, 0];
  const lumas: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = start; x < end; x++) {
      const at = 3 * (y * width + x);
      const pixel = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!] as const;
      pixel.forEach((value, channel) => (sums[channel]! += value));
      lumas.push(0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]);
    }
  }
  const middle = mean(lumas);
  return {
    colour: sums.map((sum) => sum / lumas.length),
    contrast: Math.sqrt(mean(lumas.map((luma) => (luma - middle) ** 2))),
  };
}

/** Mean difference of a column and the one before it. */
function fineStep(picture: Picture, at: number): number {
  return columnsApart(picture, at, 1);
}

/** The same of the means of sixteen columns to both sides, row by row. */
function wideStep(picture: Picture, at: number): number {
  return columnsApart(picture, at, 16);
}

function columnsApart({ width, height, rgb }: Picture, at: number, reach: number): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < 3; channel++) {
      let difference = 0;
      for (let i = 0; i < reach; i++) {
        difference += rgb[3 * (y * width + at + i) + channel]! - rgb[3 * (y * width + at - 1 - i) + channel]!;
      }
      sum += Math.abs(difference) / reach;
    }
  }
  return sum / (3 * height);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
