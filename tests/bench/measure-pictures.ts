/**
 * Paints with one pack, or with two in turn, in one process, and prints one line of JSON: how long pictures of 1, 2
 * and 4 steps take once everything is loaded, and what a fixed convolution takes beside them.
 * Usage: measure-pictures.ts SIZE ROUNDS THREADS PACK_FOLDER [OTHER_PACK_FOLDER]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../src/engine/index.ts';
import { openModelSession } from '../../src/engine/sessions/runtime.ts';
import { floats, intsAttribute, writeOnnx } from '../support/write-onnx.ts';
import { benchRequest } from './bench-request.ts';

/** Steps that a distilled pack is asked for. */
export const stepCounts = [1, 2, 4] as const;

/** One picture, in milliseconds. */
export interface PictureTime {
  totalMs: number;
  samplingMs: number;
  decodeMs: number;
}

/** Per round, one picture for each step count, by pack; packs take turns within a round. */
export interface PictureMeasurement {
  packs: { name: string; precision: string; rounds: PictureTime[][] }[];
  /** Of the fixed convolution, in each round. */
  probeGflops: number[];
}

/** 8 convolutions of 3×3 from 128 to 128 channels on 64×64: what the arithmetic of this machine gives right now. */
const probe = { layers: 8, channels: 128, side: 64 };

async function openProbe(threads: number): Promise<() => Promise<number>> {
  const { layers, channels, side } = probe;
  const weights = Float32Array.from({ length: channels * channels * 9 }, (_, i) => Math.sin(i) / 50);
  const dims = [1, channels, side, side];
  const folder = mkdtempSync(join(tmpdir(), 'umber-probe-'));
  const file = join(folder, 'probe.onnx');
  writeFileSync(
    file,
    writeOnnx({
      inputs: [{ name: 'x0', type: 1, dims }],
      outputs: [{ name: `x${layers}`, type: 1, dims }],
      initializers: [{ name: 'w', dims: [channels, channels, 3, 3], type: 1, raw: floats([...weights]) }],
      nodes: Array.from({ length: layers }, (_, i) => ({
        operator: 'Conv',
        inputs: [`x${i}`, 'w'],
        outputs: [`x${i + 1}`],
        attributes: [intsAttribute('pads', [1, 1, 1, 1])],
      })),
    }),
  );
  const session = await openModelSession(file, 'probe', { provider: 'cpu', threads });
  rmSync(folder, { recursive: true });
  const data = new Float32Array(channels * side * side).fill(0.1);
  const operations = layers * 2 * 9 * channels ** 2 * side ** 2;
  return async () => {
    const start = performance.now();
    await session.run({ x0: { type: 'float32', dims, data } });
    return operations / 1e6 / (performance.now() - start);
  };
}

async function paint(engine: Engine, side: number, steps: number): Promise<PictureTime> {
  const { timings } = await engine.generate(benchRequest(engine.pack.manifest, side, steps));
  // Without the PNG: a live picture is shown, not saved.
  const { totalMs, samplingMs, decodeMs, encodeMs } = timings;
  return { totalMs: totalMs - encodeMs, samplingMs, decodeMs };
}

// Others import the types of this file alone.
if (import.meta.main) {
  const [size = '256', roundCount = '5', threadCount = '1', ...folders] = process.argv.slice(2);
  const [side, threads] = [Number(size), Number(threadCount)];
  const engines = await Promise.all(folders.map((packFolder) => createEngine({ packFolder, threads })));
  const measurement: PictureMeasurement = {
    packs: engines.map(({ pack: { manifest } }) => ({
      ...{ name: manifest.name, precision: manifest.precision ?? 'fp32', rounds: [] },
    })),
    probeGflops: [],
  };
  const runProbe = await openProbe(threads);
  await runProbe();
  for (const engine of engines) await paint(engine, side, 1);
  for (let round = 0; round < Number(roundCount); round++) {
    measurement.probeGflops.push(await runProbe());
    const times: PictureTime[][] = engines.map(() => []);
    for (const steps of stepCounts) {
      // Who goes first changes, so that a machine that gets busy favours nobody.
      const order = [...engines.keys()];
      if (round % 2 === 1) order.reverse();
      for (const index of order) times[index]!.push(await paint(engines[index]!, side, steps));
    }
    times.forEach((rounds, index) => measurement.packs[index]!.rounds.push(rounds));
  }
  for (const engine of engines) await engine.dispose();
  console.log(JSON.stringify(measurement));
}
