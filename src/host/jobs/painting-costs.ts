import { dirname } from 'node:path';
import { z } from 'zod';
import { largestAtOnce, networkPixels } from '../../shared/network-work.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';
import { makePrivateFolder, savePrivate, type Fs } from '../storage/fs.ts';

/** What was painted, as far as time and memory depend on it. */
export interface PaintingKind {
  /** Of the pack, with the provider and the number of threads. */
  packHash: string;
  provider: string;
  threads: number;
  width: number;
  height: number;
  /** Runs of the network in each step. */
  passes: number;
  /** Only what a mask covers is painted, which takes less than the whole. */
  isMasked: boolean;
}

/** What one picture took. */
export interface PaintingCost {
  /** Of those asked for, the share that a source leaves to be run. */
  steps: number;
  samplingMs: number;
  paintingMs: number;
  memoryBytes: number;
}

const recordSchema = z.object({
  packHash: z.string(),
  provider: z.string(),
  threads: z.number(),
  width: z.number(),
  height: z.number(),
  passes: z.number(),
  isMasked: z.boolean().default(false),
  /** The last few. */
  stepMs: z.array(z.number()),
  /** All but the steps. */
  restMs: z.array(z.number()),
  memoryBytes: z.number(),
});
const fileSchema = z.array(recordSchema);
type CostRecord = z.infer<typeof recordSchema>;

const KEPT_DURATIONS = 9;
const KEPT_RECORDS = 200;

/** What pictures took on this machine, so that it can be said beforehand what the next will take. */
export interface PaintingCosts {
  record(kind: PaintingKind, cost: PaintingCost): void;
  /** Undefined before the first picture of that pack. */
  durationMs(kind: PaintingKind, steps: number, manifest: PackManifest): number | undefined;
  memoryBytes(kind: PaintingKind, manifest: PackManifest): number;
  /** Waits until it is written. */
  close(): Promise<void>;
}

/** Reads what was measured before. A file that cannot be read or written costs nothing but the estimates. */
export async function openPaintingCosts(path: string, fs: Fs): Promise<PaintingCosts> {
  let records = await readRecords(path, fs);
  let writing = Promise.resolve();
  let isDirty = false;

  function save(): void {
    if (isDirty) return;
    isDirty = true;
    writing = writing
      .then(async () => {
        isDirty = false;
        await makePrivateFolder(fs, dirname(path));
        await savePrivate(fs, path, new TextEncoder().encode(JSON.stringify(records)));
      })
      .catch(() => undefined);
  }

  return {
    record(kind, { steps, samplingMs, paintingMs, memoryBytes }) {
      const known = records.find((record) => isSameKind(record, kind));
      const { packHash, provider, threads, width, height, passes, isMasked } = kind;
      const record: CostRecord = {
        ...{ packHash, provider, threads, width, height, passes, isMasked },
        stepMs: [...(known?.stepMs ?? []), samplingMs / steps].slice(-KEPT_DURATIONS),
        restMs: [...(known?.restMs ?? []), Math.max(0, paintingMs - samplingMs)].slice(-KEPT_DURATIONS),
        // The most of the last pictures, which forgets a peak in time.
        memoryBytes: Math.max(memoryBytes, 0.95 * (known?.memoryBytes ?? 0)),
      };
      records = [record, ...records.filter((other) => other !== known)].slice(0, KEPT_RECORDS);
      save();
    },

    durationMs(kind, steps, manifest) {
      const known = nearest(records, kind);
      if (!known) return undefined;
      const work = networkPixels(kind, manifest) / networkPixels(known, manifest);
      const stepMs = (median(known.stepMs) * work * kind.passes) / known.passes;
      return steps * stepMs + (median(known.restMs) * pixelsOf(kind)) / pixelsOf(known);
    },

    memoryBytes(kind, manifest) {
      const known = records.find((record) => isSameKind(record, kind));
      return known?.memoryBytes ?? estimateMemory(kind, manifest);
    },

    async close() {
      await writing;
    },
  };
}

/*
 * Calibrated on the resident memory of the bundled packs (35 and 44 MB in 16 bits, on the CPU): 377 to 409 MB once
 * loaded, 443 to 589 MB after 512×512 in four passes, 562 to 1096 MB after 1024×1024.
 */
/** The process with ONNX Runtime in it, before it has loaded anything. */
const EMPTY_PROCESS_BYTES = 125e6;
/** Weights as the runtime holds them, some of them packed a second time, by bytes in the file. */
const WEIGHT_FACTORS = { fp32: 1.7, fp16: 3.4, int8: 1.7 };
/** While it loads, the largest model is in memory three more times: read, checked, and parsed. */
const LOADING_FACTOR = 3;
const MOST_LOADING_BYTES = 256e6;
/** Activations of the network, by latent cell and pass. */
const BYTES_PER_CELL = 12e3;
/** Of the decoder, or of attention in a large picture, by pixel. */
const BYTES_PER_PIXEL = 600;
/** The decoder sees tiles of no more than so many cells a side, as the network sees windows of so many native sides. */
const TILE_CELLS = 176;
/** Of the whole picture, by pixel: 1053 MiB above the pack were measured while 8192×8192 were upscaled. */
const BYTES_PER_PICTURE_PIXEL = 14;

/**
 * Memory of the engine while it paints, before anything was measured, in bytes: the empty process, the weights, what
 * loading them took, the larger of what the network needs for all passes of a window and what the decoder needs for a
 * tile, and what the whole picture takes in bytes and latents. Rather too much than too little.
 */
export function estimateMemory(
  kind: Pick<PaintingKind, 'width' | 'height' | 'passes'>,
  manifest: PackManifest,
): number {
  const { components, files, latent, precision = 'fp32' } = manifest;
  const { unet, vaeDecoder, textEncoder } = components;
  const models = [unet, vaeDecoder, textEncoder].map((path) =>
    path === undefined ? 0 : (files[path]?.bytes ?? 0),
  );
  const weights = models.reduce((sum, bytes) => sum + bytes, 0);
  const loading = Math.min(MOST_LOADING_BYTES, LOADING_FACTOR * Math.max(...models));
  const within = (width: number, height: number) =>
    Math.min(kind.width, width) * Math.min(kind.height, height);
  const { width, height } = largestAtOnce(manifest);
  const cells = within(width, height) / latent.factor ** 2;
  const tile = within(TILE_CELLS * latent.factor, TILE_CELLS * latent.factor);
  const activations = Math.max(kind.passes * cells * BYTES_PER_CELL, tile * BYTES_PER_PIXEL);
  const picture = pixelsOf(kind) * BYTES_PER_PICTURE_PIXEL;
  return Math.round(
    EMPTY_PROCESS_BYTES + weights * WEIGHT_FACTORS[precision] + loading + activations + picture,
  );
}

async function readRecords(path: string, fs: Fs): Promise<CostRecord[]> {
  try {
    const text = new TextDecoder().decode(await fs.readFile(path));
    return fileSchema
      .parse(JSON.parse(text))
      .filter(({ stepMs, restMs }) => stepMs.length * restMs.length > 0);
  } catch {
    return [];
  }
}

/** Of the pictures of that pack on that provider: of the same kind, else of the most similar size. */
function nearest(records: readonly CostRecord[], kind: PaintingKind): CostRecord | undefined {
  const exact = records.find((record) => isSameKind(record, kind));
  if (exact) return exact;
  const distance = (record: CostRecord) =>
    Math.abs(Math.log(pixelsOf(record) / pixelsOf(kind))) +
    0.5 * Math.abs(Math.log(record.passes / kind.passes)) +
    (record.isMasked === kind.isMasked ? 0 : OTHER_TASK);
  return records
    .filter((record) => isSamePack(record, kind))
    .reduce<CostRecord | undefined>(
      (best, record) => (best && distance(best) <= distance(record) ? best : record),
      undefined,
    );
}

/** A picture of the other kind, all of it or a part, is a worse guide than one of sixteen times the pixels. */
const OTHER_TASK = Math.log(16);

function isSamePack(a: PaintingKind, b: PaintingKind): boolean {
  return a.packHash === b.packHash && a.provider === b.provider && a.threads === b.threads;
}

function isSameKind(a: PaintingKind, b: PaintingKind): boolean {
  return (
    isSamePack(a, b) &&
    a.width === b.width &&
    a.height === b.height &&
    a.passes === b.passes &&
    a.isMasked === b.isMasked
  );
}

function pixelsOf({ width, height }: { width: number; height: number }): number {
  return width * height;
}

function median(values: readonly number[]): number {
  return values.toSorted((first, second) => first - second)[values.length >> 1] ?? 0;
}
