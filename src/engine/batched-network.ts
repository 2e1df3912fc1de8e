import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import type { Network } from './sampling/denoiser.ts';
import {
  combinePasses,
  noiseFraction,
  planGuidance,
  type GuidanceOptions,
  type GuidancePass,
} from './sampling/guidance.ts';
import type { ModelSession, TensorValue } from './sessions/runtime.ts';

/** Conditions that say something of each cell. */
export interface SpatialConditions {
  /** `[K, h, w]`; undefined where the request has no layout, then zeros. */
  layout?: Float32Array | undefined;
  /** Which cells are to be painted, `[1, h, w]` of 0 and 1, and the rest of the latent `[C, h, w]`, 0 in the hole. */
  inpaint?: { mask: Float32Array; latent: Float32Array } | undefined;
  /** What is left of a picture, `[C, h, w]`, and how little that is. */
  degraded?: { latent: Float32Array; degradation: number } | undefined;
}

/** What the conditions of one request are as numbers; absent ones are dropped in every pass. */
export interface PreparedConditions extends SpatialConditions {
  /** `[T, D]` each; `dropped` is the negative prompt's, or the empty one's. */
  text?: { present: Float32Array; dropped: Float32Array };
  /** Scene ids. */
  class?: { present: bigint; dropped: bigint };
}

/** A `Network` that can be shown other conditions of cells than those it was made with, for one call. */
export type BatchedNetwork = (
  ...args: [...Parameters<Network>, conditions?: SpatialConditions]
) => ReturnType<Network>;

/** One request in numbers, and the network that is to answer it. */
export interface BatchedNetworkOptions {
  session: ModelSession;
  manifest: PackManifest;
  /** In latent cells. */
  width: number;
  height: number;
  conditions: PreparedConditions;
  guidance: GuidanceOptions;
  trainSteps: number;
}

interface Batch {
  passes: GuidancePass[];
  /** What is in `feeds` now. */
  shown: SpatialConditions;
  feeds: Record<string, TensorValue>;
  sample: Float32Array;
  timestep: Float32Array | BigInt64Array | Int32Array;
  outputs: Record<string, TensorValue>;
  predictions: Float32Array;
}

/**
 * The UNet with guidance, one run per call: every guidance pass is a row of one batch. Buffers are made once per set
 * of passes and used again at each step; conditions are written to them when they change.
 *
 * @throws UmberError `ENGINE_FAILED` from a call whose prediction is not finite
 */
export function createBatchedNetwork(options: BatchedNetworkOptions): BatchedNetwork {
  const { session, manifest, width, height, guidance, trainSteps } = options;
  const length = manifest.latent.channels * width * height;
  const combined = new Float32Array(length);
  const batches = new Map<string, Batch>();

  function batchFor(passes: GuidancePass[]): Batch {
    const key = JSON.stringify(passes);
    let batch = batches.get(key);
    if (!batch) batches.set(key, (batch = createBatch(passes, options)));
    return batch;
  }

  return async function network(x, level, given = options.conditions) {
    const fraction = noiseFraction(level, trainSteps);
    const isTold = fraction >= (manifest.conditions.inpaint?.fromNoise ?? 0);
    const conditions = given.inpaint && !isTold ? { ...given, inpaint: undefined } : given;
    const batch = batchFor(planGuidance(guidance, fraction));
    if (batch.shown !== conditions) showConditions(batch, conditions);
    const { passes, feeds, sample, timestep, outputs, predictions } = batch;
    for (let row = 0; row < passes.length; row++) sample.set(x, row * length);
    if (timestep instanceof Float32Array) timestep.fill(level.timestep);
    else if (timestep instanceof Int32Array) timestep.fill(Math.round(level.timestep));
    else timestep.fill(BigInt(Math.round(level.timestep)));
    await session.run(feeds, outputs);
    assertFinite(predictions, level.timestep);
    const [only] = passes;
    if (passes.length === 1 && only?.weight === 1) return predictions;
    return combinePasses(predictions, passes, combined);
  };
}

function createBatch(passes: GuidancePass[], options: BatchedNetworkOptions): Batch {
  const { session, manifest, width, height, conditions } = options;
  const { channels } = manifest.latent;
  const rows = passes.length;
  const length = channels * width * height;
  const latentDims = [rows, channels, height, width]; // [B, C, h, w]
  const sample = new Float32Array(rows * length);
  const predictions = new Float32Array(rows * length);
  const feeds: Record<string, TensorValue> = {
    sample: { type: 'float32', dims: latentDims, data: sample },
  };
  const timestep = timestepTensor(session, rows);
  feeds['timestep'] = timestep;
  const { text, layout, inpaint, degraded } = manifest.conditions;
  if (text && conditions.text) {
    const { present, dropped } = conditions.text;
    const data = stack(passes, (pass) => (pass.present.includes('text') ? present : dropped));
    feeds['encoder_hidden_states'] = { type: 'float32', dims: [rows, text.maxTokens, text.width], data }; // [B, T, D]
  }
  if (manifest.conditions.class && conditions.class) {
    const { present, dropped } = conditions.class;
    const data = BigInt64Array.from(passes, (pass) => (pass.present.includes('class') ? present : dropped));
    feeds['class_labels'] = { type: 'int64', dims: [rows], data };
  }
  const zeros = (channels: number): TensorValue => {
    const dims = [rows, channels, height, width];
    return { type: 'float32', dims, data: new Float32Array(rows * channels * width * height) };
  };
  if (layout) feeds['layout'] = zeros(layout.classes.length); // [B, K, h, w]
  if (inpaint) {
    feeds['inpaint_mask'] = zeros(1); // [B, 1, h, w]
    feeds['inpaint_latent'] = zeros(channels);
  }
  if (degraded) {
    feeds['degraded_latent'] = zeros(channels);
    feeds['degradation'] = { type: 'float32', dims: [rows], data: new Float32Array(rows) };
  }
  const output = session.outputs[0]?.name ?? 'out_sample';
  const outputs: Record<string, TensorValue> = {
    [output]: { type: 'float32', dims: latentDims, data: predictions },
  };
  const batch = { passes, shown: conditions, feeds, sample, timestep: timestep.data, outputs, predictions };
  showConditions(batch, conditions);
  return batch;
}

/** Writes conditions of cells to the feeds: the layout where a pass has it, all else in every row. */
function showConditions(batch: Batch, conditions: SpatialConditions): void {
  const { passes, feeds } = batch;
  const write = (name: string, values: Float32Array | undefined, isShown = (_: GuidancePass) => true) => {
    const data = feeds[name]?.data as Float32Array | undefined;
    if (!data) return;
    const length = data.length / passes.length;
    for (const [row, pass] of passes.entries()) {
      if (values && isShown(pass)) data.set(values, row * length);
      else data.fill(0, row * length, (row + 1) * length);
    }
  };
  const { layout, inpaint, degraded } = conditions;
  write('layout', layout, (pass) => pass.present.includes('layout'));
  write('inpaint_mask', inpaint?.mask);
  write('inpaint_latent', inpaint?.latent);
  write('degraded_latent', degraded?.latent);
  // 1 says that nothing of the picture is known.
  (feeds['degradation']?.data as Float32Array | undefined)?.fill(degraded?.degradation ?? 1);
  batch.shown = conditions;
}

function stack(passes: readonly GuidancePass[], rowOf: (pass: GuidancePass) => Float32Array): Float32Array {
  const rows = passes.map(rowOf);
  const data = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let offset = 0;
  for (const row of rows) {
    data.set(row, offset);
    offset += row.length;
  }
  return data;
}

// Exporters disagree about the time's type, and whether it is one number or one per row.
function timestepTensor(session: ModelSession, rows: number): TensorValue {
  const spec = session.inputs.find((input) => input.name === 'timestep');
  const isScalar = spec?.shape.length === 0;
  const count = isScalar ? 1 : rows;
  const dims = isScalar ? [] : [rows];
  if (spec?.type === 'int64') return { type: 'int64', dims, data: new BigInt64Array(count) };
  if (spec?.type === 'int32') return { type: 'int32', dims, data: new Int32Array(count) };
  return { type: 'float32', dims, data: new Float32Array(count) };
}

function assertFinite(values: Float32Array, timestep: number): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - values[i]!;
  if (sum === 0) return;
  throw new UmberError(
    'ENGINE_FAILED',
    sentence`The model's answer at time ${timestep.toFixed(1)} is not a number.`,
    {
      advice: sentence`Lower the guidance, or use another provider or a pack of higher precision.`,
    },
  );
}
