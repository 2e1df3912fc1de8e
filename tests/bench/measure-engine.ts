/**
 * Loads one pack and paints twice in a fresh process: once to warm up, once to measure. Prints one line of JSON.
 * Usage: measure-engine.ts PACK_FOLDER SIZE STEPS THREADS
 */
import { createEngine } from '../../src/engine/index.ts';
import { benchRequest } from './bench-request.ts';

export interface EngineMeasurement {
  threads: number;
  guidance: string;
  loadMs: number;
  verifyMs: number;
  /** From noise to latent, everything included. */
  samplingMs: number;
  /** The part of it inside `session.run`. */
  samplingRunMs: number;
  samplingRuns: number;
  decodeMs: number;
  decodeRunMs: number;
  totalMs: number;
  peakMemoryMiB: number;
}

const [packFolder = '', size = '256', steps = '20', threads] = process.argv.slice(2);
const engine = await createEngine({ packFolder, threads: threads ? Number(threads) : undefined });
const { manifest } = engine.pack;
const side = Number(size);

await engine.generate(benchRequest(manifest, side, 2));
const request = benchRequest(manifest, side, Number(steps));
const { timings } = await engine.generate(request);
const { verifyMs, openMs } = engine.loadTimings;
const measurement: EngineMeasurement = {
  threads: engine.threads,
  guidance: JSON.stringify(request.guidance),
  loadMs: verifyMs + openMs,
  verifyMs,
  samplingMs: timings.samplingMs,
  samplingRunMs: timings.samplingRunMs,
  samplingRuns: timings.samplingRuns,
  decodeMs: timings.decodeMs,
  decodeRunMs: timings.decodeRunMs,
  totalMs: timings.totalMs,
  peakMemoryMiB: process.resourceUsage().maxRSS / 1024,
};
await engine.dispose();
console.log(JSON.stringify(measurement));
