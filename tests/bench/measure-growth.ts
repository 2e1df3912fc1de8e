/**
 * How time and memory grow with the pixels of a picture: one fresh process per size paints a layout of that size, or
 * enlarges a picture to it by four. Prints a table, and the slope of log time over log pixels; memory is the largest
 * resident set minus what it was with the pack loaded.
 * Usage: measure-growth.ts [--pack FOLDER] [--sides 512,1024,2048] [--steps 2] [--task layout|upscale] [--threads N]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine, physicalCores } from '../../src/engine/index.ts';
import type { GenerationRequest } from '../../src/shared/generation-request.ts';
import { benchRequest } from './bench-request.ts';

interface Growth {
  side: number;
  seconds: number;
  memoryMiB: number;
}

const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: join(import.meta.dirname, '../../resources/packs/umber-live') },
    sides: { type: 'string', default: '512,1024,2048' },
    steps: { type: 'string', default: '2' },
    task: { type: 'string', default: 'layout' },
    threads: { type: 'string', default: String(physicalCores()) },
    /** Set in the processes that paint. */
    side: { type: 'string' },
  },
});

if (values.side) console.log(JSON.stringify(await paintOnce(Number(values.side))));
else measureAll(values.sides.split(',').map(Number));

async function paintOnce(side: number): Promise<Growth> {
  const engine = await createEngine({ packFolder: values.pack, threads: Number(values.threads) });
  const loaded = process.memoryUsage.rss();
  const request = benchRequest(engine.pack.manifest, side, Number(values.steps));
  const start = performance.now();
  await engine.generate(values.task === 'upscale' ? upscaleOf(request, side) : request);
  const seconds = (performance.now() - start) / 1000;
  await engine.dispose();
  return { side, seconds, memoryMiB: process.resourceUsage().maxRSS / 1024 - loaded / 2 ** 20 };
}

/** Waves of colour a fourth as large, to be enlarged. */
function upscaleOf(request: GenerationRequest, side: number): GenerationRequest {
  const small = Math.ceil(side / 4);
  const rgb = Uint8Array.from(
    { length: 3 * small * small },
    (_, i) => 128 + 100 * Math.sin(i / 40) * Math.cos(i / small / 50),
  );
  const degraded = { width: small, height: small, rgb, degradation: Math.log2(3) / 4 };
  return { ...request, conditions: { degraded } };
}

function measureAll(sides: readonly number[]): void {
  const rows: Growth[] = [];
  console.log(`${values.task}, ${values.steps} steps, ${values.threads} threads, ${values.pack}`);
  for (const side of sides) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [import.meta.filename, ...process.argv.slice(2), '--side', String(side)],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const row = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Growth;
    rows.push(row);
    console.log(
      `${side}²  ${row.seconds.toFixed(1)} s  ${((row.seconds * 1e6) / side ** 2).toFixed(2)} s per megapixel  ` +
        `${row.memoryMiB.toFixed(0)} MiB above the pack`,
    );
  }
  if (rows.length > 1) console.log(`time grows with pixels to the power of ${slopeOf(rows).toFixed(3)}`);
}

/** Least squares of log time over log pixels. */
function slopeOf(rows: readonly Growth[]): number {
  const points = rows.map(({ side, seconds }) => [2 * Math.log(side), Math.log(seconds)] as const);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
