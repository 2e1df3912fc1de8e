import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import examples from '../resources/examples/index.json' with { type: 'json' };
import { completeRequest, createEngine, listPacks, readLayout } from '../src/engine/index.ts';
import type { Engine, Layout } from '../src/engine/index.ts';

const root = join(import.meta.dirname, '..');
const side = 256;
/** Fewer than the pack's own: enough to tell what is where. */
const steps = 8;

const [bundled] = await listPacks([join(root, 'resources/packs')]);
if (!bundled) process.stderr.write('SKIPPED: painting the examples needs a pack in resources/packs.\n');

const layouts = examples.map(
  ({ file }) => readLayout(readFileSync(join(root, 'resources/examples', file))).layout,
);

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

// Where everything has to be green, a missing pack is no excuse.
describe.skipIf(!bundled && !process.env['CI'])('the bundled pack', () => {
  let engine: Engine;
  beforeAll(async () => (engine = await createEngine({ packFolder: bundled?.folder ?? '' })));
  afterAll(() => engine.dispose());

  it('can be used', () => {
    expect(bundled?.error).toBeUndefined();
    const bytes = Object.values(engine.pack.manifest.files).reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(40e6);
  });

  it('paints what the examples show where they show it: each picture follows its own layout best', async () => {
    const strays: string[] = [];
    for (const [index, { file, prompt, scene, seed }] of examples.entries()) {
      const conditions = { text: { prompt }, class: { scene }, layout: layouts[index]! };
      const size = { width: side, height: side };
      const { rgb } = await engine.generate(
        completeRequest(engine.pack.manifest, { ...size, seed, steps, conditions }),
      );
      const shares = layouts.map((layout) => explainedVariance(rgb, layout));
      if (shares.indexOf(Math.max(...shares)) !== index) strays.push(file);
    }
    expect(examples.length - strays.length, `strays: ${strays.join(', ')}`).toBeGreaterThanOrEqual(6);
  }, 300_000);
});
