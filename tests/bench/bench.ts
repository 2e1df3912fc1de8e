/**
 * How much the engine adds to ONNX Runtime, and how its loop compares with PyTorch on the same weights and CPU.
 *
 * Each round starts every contender in a fresh process, one after another, and only ratios within a round are
 * compared: absolute times on a shared machine say little. Prints a table, writes out/bench.json, and fails where
 * the engine adds more to the runs of the network than `limits.ts` allows. Then one process paints in
 * 1, 2 and 4 steps, with a second pack in turn where `--against` names one, say the same model in 8 bits.
 * Usage: npm run bench -- [--pack FOLDER] [--against FOLDER] [--size 256] [--steps 20] [--rounds 3] [--threads N]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listPacks, physicalCores } from '../../src/engine/index.ts';
import { pictureRows, type Row } from './compare-pictures.ts';
import { judge } from './limits.ts';
import type { EngineMeasurement } from './measure-engine.ts';
import type { PictureMeasurement } from './measure-pictures.ts';

interface PyTorchMeasurement {
  samplingMs: number;
  loadMs?: number;
  peakMemoryMiB?: number;
  torchVersion?: string;
}

interface Round {
  engine: EngineMeasurement;
  pytorch: PyTorchMeasurement | undefined;
}

const root = join(import.meta.dirname, '../..');
const tinyPack = join(root, 'tests/fixtures/packs/tiny');
const { values } = parseArgs({
  options: {
    pack: { type: 'string', default: await defaultPack() },
    against: { type: 'string' },
    size: { type: 'string', default: '256' },
    steps: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(physicalCores()) },
  },
});
const { size, steps, threads } = values;
const pack = resolve(values.pack);

/** The bundled pack; the test fixture, whose runs are too short to judge by, where there is none. */
async function defaultPack(): Promise<string> {
  const [bundled] = await listPacks([join(root, 'resources/packs')]);
  return bundled?.folder ?? tinyPack;
}

/** The last line that a process prints, as JSON. */
function measure(program: string, parts: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(program, parts, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${parts.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

/** A Python that has torch, where there is one and the script to run with it. */
function findPyTorch(): string | undefined {
  const candidates = [
    join(root, 'training/.venv/bin/python'),
    join(root, 'training/.venv/Scripts/python.exe'),
    ...(process.env['VIRTUAL_ENV'] ? [join(process.env['VIRTUAL_ENV'], 'bin/python')] : []),
    'python3',
  ];
  if (!existsSync(join(root, 'training/bench_pytorch.py'))) return undefined;
  return candidates.find((python) => spawnSync(python, ['-c', 'import torch']).status === 0);
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const python = findPyTorch();
/** Why PyTorch could not paint, where it could not: today's training code may not read the weights of an old pack. */
let pyTorchFault: string | undefined;
function measureEngine(): EngineMeasurement {
  const script = join(import.meta.dirname, 'measure-engine.ts');
  return measure(process.execPath, [script, pack, size, steps, threads]) as EngineMeasurement;
}

function measurePyTorch(): PyTorchMeasurement | undefined {
  if (python === undefined || pyTorchFault !== undefined) return undefined;
  const request = ['--pack-weights', pack, '--size', size, '--steps', steps, '--threads', threads];
  try {
    return measure(python, ['training/bench_pytorch.py', ...request, '--json']) as PyTorchMeasurement;
  } catch (error) {
    pyTorchFault = String(error).trim().split('\n').at(-1) ?? '';
    return undefined;
  }
}

const busy = loadavg()[0]!;
const rounds: Round[] = [];
for (let round = 0; round < Number(values.rounds); round++) {
  // Who goes first changes every round, so that a machine that warms up or gets busy favours nobody.
  if (round % 2 === 0) {
    const engine = measureEngine();
    rounds.push({ engine, pytorch: measurePyTorch() });
  } else {
    const pytorch = measurePyTorch();
    rounds.push({ engine: measureEngine(), pytorch });
  }
  console.error(`round ${round + 1} of ${values.rounds} done`);
}

const row = (what: string, unit: string, of: (round: Round) => number | undefined): Row => ({
  what,
  unit,
  values: rounds.map(of).filter((value) => value !== undefined),
});
const pictures = measure(process.execPath, [
  join(import.meta.dirname, 'measure-pictures.ts'),
  ...[size, String(2 * Number(values.rounds) + 1), threads, pack],
  ...(values.against === undefined ? [] : [values.against]),
]) as PictureMeasurement;

const overheadOf = ({ samplingMs, samplingRunMs }: EngineMeasurement) => samplingMs / samplingRunMs;
const overhead = 100 * (median(rounds.map(({ engine }) => overheadOf(engine))) - 1);
const table = [
  row('sampling, over the sum of its session.run', 'ratio', ({ engine }) => overheadOf(engine)),
  row('sampling, over PyTorch on the same weights', 'ratio', ({ engine, pytorch }) =>
    pytorch ? engine.samplingMs / pytorch.samplingMs : undefined,
  ),
  row('decoding, over its session.run', 'ratio', ({ engine }) => engine.decodeMs / engine.decodeRunMs),
  row('load: verify and open', 'ms', ({ engine }) => engine.loadMs),
  row('sampling', 'ms', ({ engine }) => engine.samplingMs),
  row('whole picture', 'ms', ({ engine }) => engine.totalMs),
  row('peak memory of the process', 'MiB', ({ engine }) => engine.peakMemoryMiB),
  row('PyTorch: sampling', 'ms', ({ pytorch }) => pytorch?.samplingMs),
  row('PyTorch: peak memory', 'MiB', ({ pytorch }) => pytorch?.peakMemoryMiB),
  ...pictureRows(pictures),
].filter(({ values: numbers }) => numbers.length > 0);

console.log(`${size}x${size}, ${steps} steps, ${threads} threads, ${rounds.length} rounds, pack ${pack}`);
for (const { what, unit, values: numbers } of table) {
  const format = (value: number) => value.toFixed(unit === 'ratio' ? 3 : 0);
  const range = `${format(Math.min(...numbers))} to ${format(Math.max(...numbers))}`;
  console.log(`${what.padEnd(46)}${format(median(numbers)).padStart(9)} ${unit.padEnd(8)}(${range})`);
}
console.log(
  pack === tinyPack
    ? 'The overhead is not judged: the runs of the test fixture are too short.'
    : `Overhead of the engine: ${overhead.toFixed(1)} % ${judge('engineOverhead', overhead)}`,
);
if (busy > 0.5) {
  console.log(
    `The load was ${busy.toFixed(1)} before it began: on a busy machine only the first ratio can be trusted.`,
  );
}
if (!python) {
  console.log('PyTorch was not compared: no Python with torch was found (see CONTRIBUTING.md, Setting up).');
}
if (pyTorchFault !== undefined) {
  console.log(`PyTorch was not compared: it cannot run this pack (${pyTorchFault}).`);
}

mkdirSync(join(root, 'out'), { recursive: true });
const report = {
  settings: { pack, size: Number(size), steps: Number(steps), threads: Number(threads) },
  machine: {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryMiB: totalmem() / 2 ** 20,
    node: process.version,
    busy,
  },
  overheadPercent: overhead,
  medians: table.map(({ what, unit, values: numbers }) => ({ what, unit, median: median(numbers) })),
  rounds,
  pictures,
};
writeFileSync(join(root, 'out/bench.json'), `${JSON.stringify(report, undefined, 2)}\n`);
console.log('All numbers: out/bench.json');
