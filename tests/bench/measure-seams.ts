/**
 * Whether the borders of windows can be seen: the mean difference of neighbouring pixels across every border that any
 * noise level had, over the same at the borders of latent cells up to three cells away. 1 says that nothing is there to
 * be seen. Cells are compared with cells, since the decoder leaves something at each of them, and with those nearby,
 * since one picture has too few borders for what is painted there to even out. Beside it stands the plain measure: over
 * all pixels that lie on no border, along the same axis.
 * Usage: measure-seams.ts [--pack FOLDER] [--tasks layout,upscale,panorama] [--side 2048] [--steps N] [--seeds 1,2,3]
 *   [--threads N]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { completeRequest, physicalCores, readLayout, type Layout } from '../../src/engine/index.ts';
import { paint } from '../../src/engine/generate.ts';
import { loadPack } from '../../src/engine/load-pack.ts';
import { phaseOf } from '../../src/engine/painting/windowed-network.ts';
import { planWindows, type WindowAxis } from '../../src/engine/painting/windows.ts';
import { resizeRgb } from '../../src/engine/pictures/resize-pixels.ts';
import { planSampling } from '../../src/engine/sampling/samplers.ts';
import type { GenerationRequest } from '../../src/shared/generation-request.ts';
import { planStages, REPAINTED } from '../../src/shared/network-work.ts';

const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: join(root, 'resources/packs/umber-live') },
    tasks: { type: 'string', default: 'layout,upscale,panorama' },
    side: { type: 'string', default: '2048' },
    steps: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    threads: { type: 'string', default: String(physicalCores()) },
  },
});
const side = Number(values.side);
const runtime = { provider: 'cpu', threads: Number(values.threads) } as const;
const loaded = await loadPack(values.pack, runtime);
const { manifest } = loaded.pack;
const example = readFileSync(join(root, 'resources/examples/mountain-lake.png'));
const { layout } = readLayout(example);

console.log(`${manifest.name}, ${side} pixels`);
for (const task of values.tasks.split(',')) {
  for (const seed of values.seeds.split(',').map(Number)) {
    const request = await requestOf(task, seed);
    const { rgb } = await paint(loaded, runtime, request);
    const { across, beside, elsewhere } = measure(rgb, request);
    console.log(
      `${task}, seed ${seed}: ${(across / beside).toFixed(3)}, over all pixels ${(across / elsewhere).toFixed(3)} ` +
        `(${across.toFixed(2)} across borders, ${beside.toFixed(2)} beside them, ${elsewhere.toFixed(2)} elsewhere)`,
    );
  }
}
await loaded.release();

async function requestOf(task: string, seed: number): Promise<GenerationRequest> {
  const size = { width: side, height: task === 'panorama' ? side / 4 : side };
  const request = completeRequest(manifest, {
    ...size,
    seed,
    ...(values.steps && { steps: Number(values.steps) }),
    ...(task === 'panorama' && { wrap: 'horizontal' as const }),
    conditions: {
      layout: task === 'panorama' ? mirrored(layout) : layout,
      text: { prompt: 'a mountain lake in summer' },
    },
  });
  if (task !== 'upscale') return request;
  const native = { width: 256, height: 256 };
  const small = { width: side / 4, height: side / 4 };
  const { rgb } = await paint(loaded, runtime, { ...request, ...native });
  const degraded = { ...small, rgb: await resizeRgb(rgb, native, small), degradation: Math.log2(3) / 4 };
  return { ...request, conditions: { degraded } };
}

/** A layout and its mirror image side by side: the edges that meet are the same. */
function mirrored({ width, height, classIds }: Layout): Layout {
  const both = new Uint8Array(2 * classIds.length);
  for (let y = 0; y < height; y++) {
    const row = classIds.subarray(y * width, (y + 1) * width);
    both.set(row, 2 * y * width);
    both.set(row.slice().reverse(), (2 * y + 1) * width);
  }
  return { width: 2 * width, height, classIds: both };
}

/** Mean absolute differences of neighbours, in bytes. */
interface Differences {
  /** Across borders of windows. */
  across: number;
  /** Across borders of the cells beside those. */
  beside: number;
  /** Between all pixels that no border of a window divides. */
  elsewhere: number;
}

function measure(rgb: Uint8Array, request: GenerationRequest): Differences {
  const { factor } = manifest.latent;
  const { width, height, wrap } = request;
  const cells = { width: width / factor, height: height / factor };
  const grids = levelsOf(request).map(({ timestep }) =>
    planWindows(cells, manifest, wrap, phaseOf({ timestep })),
  );
  const columns = bordersOf(
    grids.map((grid) => grid.columns),
    cells.width,
    wrap !== undefined,
  );
  const rows = bordersOf(
    grids.map((grid) => grid.rows),
    cells.height,
    wrap === 'both',
  );
  const differenceOf = (first: number, second: number) =>
    (Math.abs(rgb[3 * first]! - rgb[3 * second]!) +
      Math.abs(rgb[3 * first + 1]! - rgb[3 * second + 1]!) +
      Math.abs(rgb[3 * first + 2]! - rgb[3 * second + 2]!)) /
    3;
  const acrossColumns = meansOf(columns, width, wrap !== undefined, (x) => {
    const before = (x + width - 1) % width;
    let sum = 0;
    for (let y = 0; y < height; y++) sum += differenceOf(y * width + x, y * width + before);
    return sum / height;
  });
  const acrossRows = meansOf(rows, height, wrap === 'both', (y) => {
    const before = (y + height - 1) % height;
    let sum = 0;
    for (let x = 0; x < width; x++) sum += differenceOf(y * width + x, before * width + x);
    return sum / width;
  });
  // A picture of land differs more from top to bottom than from left to right: each axis is compared with itself.
  const borders = acrossColumns.borders + acrossRows.borders;
  const mean = (part: keyof Differences) =>
    (acrossColumns[part] * acrossColumns.borders + acrossRows[part] * acrossRows.borders) / borders;
  return { across: mean('across'), beside: mean('beside'), elsewhere: mean('elsewhere') };
}

/**
 * Means along one axis.
 *
 * @param size         in pixels
 * @param differenceAt of a pixel and the one before it
 */
function meansOf(
  borders: ReadonlySet<number>,
  size: number,
  isWrapped: boolean,
  differenceAt: (pixel: number) => number,
): Differences & { borders: number } {
  const { factor } = manifest.latent;
  const cells = size / factor;
  const sums = { across: 0, beside: 0 };
  let counted = 0;
  for (const border of borders) {
    const besides = [-3, -2, -1, 1, 2, 3]
      .map((away) => border + away)
      .filter((cell) => isWrapped || (cell > 0 && cell < cells))
      .map((cell) => (cell + cells) % cells)
      .filter((cell) => !borders.has(cell));
    if (besides.length === 0) continue;
    counted++;
    sums.across += differenceAt(border * factor);
    sums.beside += besides.reduce((sum, cell) => sum + differenceAt(cell * factor), 0) / besides.length;
  }
  let elsewhere = 0;
  let others = 0;
  for (let pixel = isWrapped ? 0 : 1; pixel < size; pixel++) {
    if (pixel % factor === 0 && borders.has(pixel / factor)) continue;
    elsewhere += differenceAt(pixel);
    others++;
  }
  const count = Math.max(1, counted);
  return {
    borders: counted,
    across: sums.across / count,
    beside: sums.beside / count,
    elsewhere: elsewhere / Math.max(1, others),
  };
}

/** The levels at which the network was asked for the picture at its own size, the last of its stages. */
function levelsOf({ sampler, steps, width, height, conditions }: GenerationRequest): { timestep: number }[] {
  const { schedule } = loaded;
  const isRepainted = !conditions.degraded && planStages({ width, height }, manifest).length > 1;
  const strength = isRepainted ? REPAINTED : 1;
  const plan = planSampling({ schedule, prediction: manifest.prediction, sampler, steps, strength });
  return plan.levels.slice(0, -1);
}

/** The first cells after a border of any window; where edges meet, the seam between them counts as one. */
function bordersOf(axes: readonly WindowAxis[], size: number, isWrapped: boolean): Set<number> {
  const borders = new Set<number>(isWrapped ? [0] : []);
  for (const { windows, length } of axes) {
    for (const { start } of windows) {
      for (const border of [start, start + length]) {
        if (isWrapped || (border > 0 && border < size)) borders.add(border % size);
      }
    }
  }
  return borders;
}
