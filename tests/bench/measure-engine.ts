/**
 * Loads one pack and paints twice in a fresh process: once to warm up, once to measure. Prints one line of JSON.
 * Usage: measure-engine.ts PACK_FOLDER SIZE STEPS THREADS
 */
import { completeRequest, createEngine } from '../../src/engine/index.ts';

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

/** Sky above, ground below: enough for every condition to take part. */
function benchRequest(requestSteps: number) {
  const { layout, class: scenes, text } = manifest.conditions;
  const ids = layout?.classes.map(({ id }) => id) ?? [];
  const classIds = new Uint8Array(side * side).map((_, i) => (i < (side * side) / 2 ? ids[0]! : ids.at(-1)!));
  return completeRequest(manifest, {
    seed: 1,
    steps: requestSteps,
    width: side,
    height: side,
    conditions: {
      ...(layout && { layout: { width: side, height: side, classIds } }),
      ...(scenes && { class: { scene: scenes.scenes[0]!.name } }),
      ...(text && { text: { prompt: 'a stormy evening' } }),
    },
  });
}

await engine.generate(benchRequest(2));
const request = benchRequest(Number(steps));
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
