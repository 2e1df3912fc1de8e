import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { exampleRequest, readExample } from '../scripts/example-request.ts';
import { createEngine, listPacks } from '../src/engine/index.ts';
import type { Engine, Layout } from '../src/engine/index.ts';

const packsFolder = join(import.meta.dirname, '../resources/packs');
const side = 256;
/** Enough to tell what is where; a distilled pack has fewer by default, and keeps them. */
const maxSteps = 8;

const bundledPacks = await listPacks([packsFolder]);
const [bundled] = bundledPacks;
if (!bundled) process.stderr.write('SKIPPED: painting the examples needs a pack in resources/packs.\n');

const layouts = examples.map(readExample);

function classAt({ width, height, classIds }: Layout, pixel: number): number {
  const column = Math.floor(((pixel % side) * width) / side);
  const row = Math.floor((Math.floor(pixel / side) * height) / side);
  return classIds[row * width + column]!;
}

/** Share of a picture's variance that goes with the classes of a layout: 0 for a layout of something else, at most 1. */
function explainedVariance(rgb: Uint8Array, layout: Layout): number {
  const sums = new Float64Array(256 * 3);
  const counts = new Float64Array(256);
  const total = new Float64Array(3);
  let squares = 0;
  for (let pixel = 0; pixel < side * side; pixel++) {
    const id = classAt(layout, pixel);
    counts[id] = counts[id]! + 1;
    for (let channel = 0; channel < 3; channel++) {
      const value = rgb[pixel * 3 + channel]!;
      sums[id * 3 + channel] = sums[id * 3 + channel]! + value;
      total[channel] = total[channel]! + value;
      squares += value * value;
    }
  }
  const all = total.reduce((sum, value) => sum + value * value, 0) / (side * side);
  let between = 0;
  sums.forEach((sum, index) => {
    const count = counts[Math.floor(index / 3)]!;
    if (count > 0) between += (sum * sum) / count;
  });
  return (between - all) / (squares - all);
}

/** What one sees of a picture at once: mean light and its deviation, red over blue, and how colourful it is, of 255. */
function looks(rgb: Uint8Array): { light: number; contrast: number; warmth: number; colour: number } {
  const count = rgb.length / 3;
  let [light, squares, warmth, colour] = [0, 0, 0, 0];
  for (let at = 0; at < rgb.length; at += 3) {
    const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
    const value = 0.299 * red + 0.587 * green + 0.114 * blue;
    light += value / count;
    squares += value ** 2 / count;
    warmth += (red - blue) / count;
    colour += (Math.max(red, green, blue) - Math.min(red, green, blue)) / count;
  }
  return { light, contrast: Math.sqrt(squares - light ** 2), warmth, colour };
}

describe('the measure', () => {
  it('finds a layout in what was painted flat from it, and others less', () => {
    const [first, second] = layouts as [Layout, Layout];
    const flat = new Uint8Array(side * side * 3);
    for (let pixel = 0; pixel < side * side; pixel++) {
      const id = classAt(first, pixel);
      flat.set([id * 11, (id * 67) & 255, (id * 101) & 255], pixel * 3);
    }
    expect(explainedVariance(flat, first)).toBeCloseTo(1, 9);
    expect(explainedVariance(flat, second)).toBeLessThan(0.9);
  });
});

describe('the bundled packs', () => {
  it('can be used, and are small enough to come with the studio', () => {
    expect(bundledPacks.map(({ folder, error }) => error && folder).filter(Boolean)).toEqual([]);
    const files = bundledPacks.flatMap(({ pack }) => Object.values(pack?.manifest.files ?? {}));
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(100e6);
    expect(Math.max(0, ...files.map(({ bytes }) => bytes))).toBeLessThanOrEqual(45e6);
  });

  it.runIf(existsSync(packsFolder))('are all in their index, so that the default is a choice', () => {
    const index = JSON.parse(readFileSync(join(packsFolder, 'index.json'), 'utf8')) as string[];
    const folders = readdirSync(packsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(index.toSorted());
  });
});

// Where everything has to be green, a missing pack is no excuse.
describe.skipIf(!bundled && !process.env['CI'])('the default pack', () => {
  let engine: Engine;
  beforeAll(async () => (engine = await createEngine({ packFolder: bundled?.folder ?? '' })), 120_000);
  afterAll(() => engine.dispose());

  it('paints what the examples show where they show it: each picture follows its own layout best', async () => {
    const strays: string[] = [];
    const steps = Math.min(maxSteps, engine.pack.manifest.defaults.steps);
    for (const [index, example] of examples.entries()) {
      const { rgb } = await engine.generate(exampleRequest(engine.pack, example, layouts[index]!, steps));
      const shares = layouts.map((layout) => explainedVariance(rgb, layout));
      if (shares.indexOf(Math.max(...shares)) !== index) strays.push(example.file);
    }
    expect(strays.length, `strays: ${strays.join(', ')}`).toBeLessThanOrEqual(examples.length / 4);
  }, 600_000);

  it('hears the hour, the weather, the season and the medium, over one layout and seed', async () => {
    const example = examples.find(({ file }) => file === 'mountain-lake.png')!;
    const layout = layouts[examples.indexOf(example)]!;
    const steps = Math.min(maxSteps, engine.pack.manifest.defaults.steps);
    const painted = async (words: string) => {
      const prompt = `a mountain lake, ${words}`;
      const request = exampleRequest(engine.pack, { ...example, prompt, scene: '' }, layout, steps);
      return looks((await engine.generate(request)).rgb);
    };
    const day = await painted('in daylight, clear sky');
    expect((await painted('at night')).light).toBeLessThan(0.6 * day.light);
    expect((await painted('at sunset')).warmth).toBeGreaterThan(day.warmth + 20);
    expect((await painted('misty')).contrast).toBeLessThan(0.9 * day.contrast);
    expect((await painted('in autumn')).warmth).toBeGreaterThan(day.warmth + 3);
    expect((await painted('ink drawing')).colour).toBeLessThan(0.5 * day.colour);
  }, 600_000);
});
