/**
 * Damages every photograph of a folder in four ways and restores it with one pack, through the engine as the command
 * line uses it. Prints what was lost and regained, against bicubic interpolation or the damaged picture itself, and
 * writes a sheet for each damage: original, damaged, restored.
 * Usage: measure-restoring.ts PACK_FOLDER PHOTOS_FOLDER SHEETS_FOLDER [LONGEST_SIDE]
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  comparePictures,
  completeRequest,
  createEngine,
  estimateDamage,
  readPictureFile,
  structuralSimilarity,
  type Engine,
} from '../../src/engine/index.ts';
import { encodePng } from '../../src/engine/png/encode-png.ts';
import { cutRegion } from '../../src/engine/pictures/cut-region.ts';
import {
  cubicTaps,
  gaussianTaps,
  resampleAcross,
  resampleDown,
  shrinkingTaps,
} from '../../src/engine/pictures/resampling.ts';
import type { Taps } from '../../src/engine/pictures/resampling.ts';
import { blurOfEnlarging, damageLevel } from '../../src/shared/damage-level.ts';
import { createRandom } from '../support/create-random.ts';

interface Picture {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** A way to lose something of a picture. */
interface Damaging {
  title: string;
  spoil: (picture: Picture) => Picture;
  /** How many times smaller the picture gets. */
  factor: number;
}

const damages: Damaging[] = [
  { title: 'upscaling x2', factor: 2, spoil: (picture) => shrink(picture, 2) },
  { title: 'upscaling x4', factor: 4, spoil: (picture) => shrink(picture, 4) },
  { title: 'blur of 3 pixels', factor: 1, spoil: (picture) => blur(picture, 3) },
  { title: 'noise of 0.06', factor: 1, spoil: (picture) => addNoise(picture, 0.06) },
];

function resample({ height, rgb }: Picture, across: Taps, down: Taps): Picture {
  const values = resampleAcross(Float32Array.from(rgb), height, across);
  const rows = { from: [0, height], to: [0, down.size] } as const;
  const result = resampleDown(values, { taps: down, ...rows });
  return { width: across.size, height: down.size, rgb: Uint8Array.from(result, toByte) };
}

function shrink(picture: Picture, factor: number): Picture {
  const { width, height } = picture;
  return resample(picture, shrinkingTaps(width, width / factor), shrinkingTaps(height, height / factor));
}

function enlarge(picture: Picture, { width, height }: Picture): Picture {
  return resample(picture, cubicTaps(picture.width, width), cubicTaps(picture.height, height));
}

function blur(picture: Picture, deviation: number): Picture {
  return resample(picture, gaussianTaps(picture.width, deviation), gaussianTaps(picture.height, deviation));
}

function addNoise({ rgb, ...size }: Picture, deviation: number): Picture {
  const random = createRandom(6);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return { ...size, rgb: rgb.map((value) => toByte(value + 255 * deviation * normal())) };
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** Mean squared difference of neighbours, across and down. */
function gradientEnergy({ width, height, rgb }: Picture): number {
  let sum = 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let at = 3 * y * width; at < 3 * (y * width + width - 1); at++) {
      sum += (rgb[at + 3]! - rgb[at]!) ** 2 + (rgb[at + 3 * width]! - rgb[at]!) ** 2;
    }
  }
  return sum / rgb.length;
}

/** The middle of a picture, its sides multiples of 4 so that every damage fits. */
async function readMiddle(path: string, longest: number): Promise<Picture> {
  const whole = await readPictureFile(readFileSync(path));
  const width = Math.min(longest, whole.width) & ~3;
  const height = Math.min(longest, whole.height) & ~3;
  const [x, y] = [(whole.width - width) >> 1, (whole.height - height) >> 1];
  return { width, height, rgb: cutRegion(whole.rgb, whole, { x, y, width, height }, 3) };
}

async function restore(engine: Engine, damaged: Picture, factor: number): Promise<Picture> {
  const degradation =
    factor > 1 ? damageLevel(blurOfEnlarging(factor), 0) : estimateDamage(damaged.rgb, damaged).degradation;
  const request = completeRequest(engine.pack.manifest, {
    seed: 1,
    width: damaged.width * factor,
    height: damaged.height * factor,
    conditions: { degraded: { ...damaged, degradation } },
  });
  return engine.generate(request);
}

function figures({ rgb, ...size }: Picture, original: Picture): number[] {
  return [
    comparePictures(rgb, original.rgb).psnr,
    structuralSimilarity(rgb, original.rgb, size) ?? NaN,
    gradientEnergy({ rgb, ...size }) / gradientEnergy(original),
  ];
}

function printRow(what: string, [before, after]: readonly [number[], number[]]): void {
  const cells = [before, after].flatMap(([psnr, ssim, energy]) => [
    psnr!.toFixed(2).padStart(6),
    ssim!.toFixed(3),
    energy!.toFixed(2).padStart(5),
  ]);
  console.log(`${what.padEnd(28)} ${cells.join('  ')}`);
}

/** Pictures side by side in rows, as one. */
function sheetOf(rows: Picture[][]): Picture {
  const widths = rows.map((row) => row.reduce((sum, { width }) => sum + width, 0));
  const width = Math.max(...widths);
  const height = rows.reduce((sum, [first]) => sum + first!.height, 0);
  const rgb = new Uint8Array(3 * width * height);
  let top = 0;
  for (const row of rows) {
    let left = 0;
    for (const picture of row) {
      for (let y = 0; y < picture.height; y++) {
        const line = picture.rgb.subarray(3 * y * picture.width, 3 * (y + 1) * picture.width);
        rgb.set(line, 3 * ((top + y) * width + left));
      }
      left += picture.width;
    }
    top += row[0]!.height;
  }
  return { width, height, rgb };
}

const [packFolder = '', photosFolder = '', sheetsFolder = '', longest = '512'] = process.argv.slice(2);
const photos = readdirSync(photosFolder).filter((name) => /\.(png|jpe?g|webp|tiff?)$/i.test(name));
mkdirSync(sheetsFolder, { recursive: true });
const engine = await createEngine({ packFolder });
const side = '  PSNR   SSIM  energy';
console.log(`${engine.pack.manifest.name}, crops of at most ${longest} pixels`);
console.log(`${' '.repeat(28)} ${'damaged or bicubic'.padEnd(20)} restored`);
console.log(`${' '.repeat(28)}${side}${side}`);
for (const { title, spoil, factor } of damages) {
  const rows: Picture[][] = [];
  const sums: [number[], number[]] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for (const name of photos) {
    const original = await readMiddle(join(photosFolder, name), Number(longest));
    const damaged = spoil(original);
    const enlarged = factor > 1 ? enlarge(damaged, original) : damaged;
    const restored = await restore(engine, damaged, factor);
    const measured = [figures(enlarged, original), figures(restored, original)] as const;
    printRow(`${title}, ${name}`, measured);
    measured.forEach((values, which) =>
      values.forEach((value, i) => (sums[which]![i]! += value / photos.length)),
    );
    rows.push([original, enlarged, restored]);
  }
  printRow(`${title}, mean`, sums);
  const { rgb, ...size } = sheetOf(rows);
  writeFileSync(join(sheetsFolder, `${title.replaceAll(' ', '-')}.png`), await encodePng(rgb, size));
}
await engine.dispose();
