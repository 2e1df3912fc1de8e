import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConditionName, PackManifest } from '../../src/shared/pack-manifest.ts';
import {
  floats,
  intAttribute,
  intsAttribute,
  textAttribute,
  writeOnnx,
  type OnnxModel,
} from './write-onnx.ts';

/** Channels, classes, text width and vocabulary of the toy pack. */
const C = 4;
const K = 3;
const D = 4;
const V = 8;

export interface ToyPackOptions {
  /** Changes the manifest before it is written; hashes of files are already in it. */
  manifest?: (manifest: PackManifest) => void;
  /** Replaces files, by path inside the pack. */
  files?: Record<string, Uint8Array>;
  /** Conditions that the pack takes; text, class and layout where absent. */
  conditions?: ConditionName[];
  /** Whether it can read pictures; those that inpaint or restore always can. */
  hasEncoder?: boolean;
}

/**
 * Writes a pack of a few kilobytes whose graphs really run: the "UNet" mixes sample, timestep, text, class and
 * layout linearly, the "decoder" enlarges by Resize. It paints nothing, but every condition moves the result.
 */
export function writeToyPack(folder: string, options: ToyPackOptions = {}): PackManifest {
  const conditions = options.conditions ?? ['text', 'class', 'layout'];
  const hasEncoder =
    options.hasEncoder ?? (conditions.includes('inpaint') || conditions.includes('degraded'));
  const files: Record<string, Uint8Array> = {
    'unet/model.onnx': writeOnnx(toyUnet(conditions)),
    'vae_decoder/model.onnx': writeOnnx(toyDecoder()),
    'scheduler/scheduler_config.json': json({
      _class_name: 'FlowMatchEulerDiscreteScheduler',
      num_train_timesteps: 1000,
      shift: 1.0,
    }),
    ...(hasEncoder && { 'vae_encoder/model.onnx': writeOnnx(toyEncoder()) }),
    ...(conditions.includes('text') && {
      'text_encoder/model.onnx': writeOnnx(toyTextEncoder()),
      'tokenizer/tokenizer.json': json(toyTokenizer()),
    }),
    ...options.files,
  };
  const manifest: PackManifest = {
    format: 'umber-pack',
    version: 1,
    name: 'toy',
    title: 'Toy',
    description: 'Graphs of a few nodes for tests.',
    licence: 'MIT',
    latent: { channels: C, factor: 8, mean: [0.1, 0, 0, -0.1], std: [1, 2, 1, 0.5] },
    prediction: 'flow',
    sizes: { native: [64, 64], multiple: 32, min: 32, max: 256 },
    conditions: {
      ...(conditions.includes('text') && {
        text: { maxTokens: 6, width: D, padId: 0, bosId: 1, eosId: 2 },
      }),
      ...(conditions.includes('class') && {
        class: {
          scenes: [
            { id: 0, name: 'mountains' },
            { id: 1, name: 'lake' },
          ],
          nullId: 2,
        },
      }),
      ...(conditions.includes('layout') && {
        layout: {
          classes: [
            { id: 1, name: 'sky' },
            { id: 8, name: 'grass' },
            { id: 12, name: 'sea' },
          ],
        },
      }),
      ...(conditions.includes('inpaint') && { inpaint: {} }),
      ...(conditions.includes('degraded') && { degraded: {} }),
    },
    preview: {
      weight: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ],
      bias: [0, 0, 0.5],
    },
    defaults: { sampler: 'euler', steps: 4, guidance: { text: 3, class: 1.5, layout: 1.5 } },
    components: {
      unet: 'unet/model.onnx',
      vaeDecoder: 'vae_decoder/model.onnx',
      scheduler: 'scheduler/scheduler_config.json',
      ...(hasEncoder && { vaeEncoder: 'vae_encoder/model.onnx' }),
      ...(conditions.includes('text') && {
        textEncoder: 'text_encoder/model.onnx',
        tokenizer: 'tokenizer/tokenizer.json',
      }),
    },
    files: Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, fileEntry(bytes)])),
  };
  options.manifest?.(manifest);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  writeFileSync(join(folder, 'umber.json'), JSON.stringify(manifest, undefined, 2));
  return manifest;
}

export function fileEntry(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A decoder of one 1×1 convolution and an enlargement by eight; `scale` makes the picture overflow where wanted. */
export function toyDecoder(scale = 1): OnnxModel {
  const weights = Array.from({ length: 3 * C }, (_, i) => scale * Math.sin(i + 1));
  return {
    inputs: [{ name: 'latent_sample', type: 1, dims: ['batch', C, 'height', 'width'] }],
    outputs: [{ name: 'sample', type: 1, dims: ['batch', 3, 'out_height', 'out_width'] }],
    initializers: [
      { name: 'weight', dims: [3, C, 1, 1], type: 1, raw: floats(weights) },
      { name: 'scales', dims: [4], type: 1, raw: floats([1, 1, 8, 8]) },
    ],
    nodes: [
      { operator: 'Conv', inputs: ['latent_sample', 'weight'], outputs: ['colours'] },
      {
        operator: 'Resize',
        inputs: ['colours', '', 'scales'],
        outputs: ['sample'],
        attributes: [textAttribute('mode', 'nearest')],
      },
    ],
  };
}

/** An encoder of one convolution over squares of 8 × 8 pixels: their mean colours, mixed. */
function toyEncoder(): OnnxModel {
  const weights = Array.from({ length: C * 3 * 64 }, (_, i) => Math.sin(Math.floor(i / 64) + 1) / 64);
  return {
    inputs: [{ name: 'sample', type: 1, dims: ['batch', 3, 'height', 'width'] }],
    outputs: [{ name: 'latent_parameters', type: 1, dims: ['batch', C, 'out_height', 'out_width'] }],
    initializers: [{ name: 'weight', dims: [C, 3, 8, 8], type: 1, raw: floats(weights) }],
    nodes: [
      {
        operator: 'Conv',
        inputs: ['sample', 'weight'],
        outputs: ['latent_parameters'],
        attributes: [intsAttribute('strides', [8, 8])],
      },
    ],
  };
}

/**
 * out = 0.5 sample + 0.0001 timestep + conv(layout) + classes[class] + mean over text + mask + inpainted latent
 * + degraded latent + (1 - degradation).
 */
export function toyUnet(conditions: ConditionName[], classes = K): OnnxModel {
  const model: OnnxModel = {
    inputs: [
      { name: 'sample', type: 1, dims: ['batch', C, 'height', 'width'] },
      { name: 'timestep', type: 1, dims: ['batch'] },
    ],
    outputs: [{ name: 'out_sample', type: 1, dims: ['batch', C, 'height', 'width'] }],
    initializers: [
      { name: 'half', dims: [], type: 1, raw: floats([0.5]) },
      { name: 'small', dims: [], type: 1, raw: floats([0.0001]) },
      { name: 'axes', dims: [3], type: 7, raw: new Uint8Array(new BigInt64Array([1n, 2n, 3n]).buffer) },
    ],
    nodes: [
      { operator: 'Mul', inputs: ['sample', 'half'], outputs: ['halved'] },
      { operator: 'Mul', inputs: ['timestep', 'small'], outputs: ['time'] },
      { operator: 'Unsqueeze', inputs: ['time', 'axes'], outputs: ['time4'] },
      { operator: 'Add', inputs: ['halved', 'time4'], outputs: ['sum'] },
    ],
  };
  const initializers = model.initializers ?? [];
  let sum = 'sum';
  const add = (term: string) => {
    model.nodes.push({ operator: 'Add', inputs: [sum, term], outputs: [`${term}_sum`] });
    sum = `${term}_sum`;
  };
  if (conditions.includes('text')) {
    model.inputs.push({ name: 'encoder_hidden_states', type: 1, dims: ['batch', 'tokens', D] });
    model.nodes.push(
      {
        operator: 'ReduceMean',
        inputs: ['encoder_hidden_states', 'one'],
        outputs: ['text'],
        attributes: [intAttribute('keepdims', 0)],
      },
      { operator: 'Unsqueeze', inputs: ['text', 'last'], outputs: ['text4'] },
    );
    initializers.push(
      { name: 'one', dims: [1], type: 7, raw: new Uint8Array(new BigInt64Array([1n]).buffer) },
      { name: 'last', dims: [2], type: 7, raw: new Uint8Array(new BigInt64Array([2n, 3n]).buffer) },
    );
    add('text4');
  }
  if (conditions.includes('class')) {
    model.inputs.push({ name: 'class_labels', type: 7, dims: ['batch'] });
    model.nodes.push({ operator: 'Gather', inputs: ['classes', 'class_labels'], outputs: ['class4'] });
    const table = Array.from({ length: 3 * C }, (_, i) => (i < 2 * C ? Math.cos(i) : 0));
    initializers.push({ name: 'classes', dims: [3, C, 1, 1], type: 1, raw: floats(table) });
    add('class4');
  }
  if (conditions.includes('layout')) {
    model.inputs.push({ name: 'layout', type: 1, dims: ['batch', classes, 'height', 'width'] });
    model.nodes.push({ operator: 'Conv', inputs: ['layout', 'paint'], outputs: ['painted'] });
    const weights = Array.from({ length: C * classes }, (_, i) => Math.sin(2 * i));
    initializers.push({ name: 'paint', dims: [C, classes, 1, 1], type: 1, raw: floats(weights) });
    add('painted');
  }
  if (conditions.includes('inpaint')) {
    model.inputs.push(
      { name: 'inpaint_mask', type: 1, dims: ['batch', 1, 'height', 'width'] },
      { name: 'inpaint_latent', type: 1, dims: ['batch', C, 'height', 'width'] },
    );
    add('inpaint_mask');
    add('inpaint_latent');
  }
  if (conditions.includes('degraded')) {
    model.inputs.push(
      { name: 'degraded_latent', type: 1, dims: ['batch', C, 'height', 'width'] },
      { name: 'degradation', type: 1, dims: ['batch'] },
    );
    model.nodes.push(
      { operator: 'Unsqueeze', inputs: ['degradation', 'axes'], outputs: ['degradation4'] },
      { operator: 'Sub', inputs: ['whole', 'degradation4'], outputs: ['known'] },
    );
    initializers.push({ name: 'whole', dims: [], type: 1, raw: floats([1]) });
    add('degraded_latent');
    add('known');
  }
  model.nodes.push({ operator: 'Identity', inputs: [sum], outputs: ['out_sample'] });
  return model;
}

function toyTextEncoder(): OnnxModel {
  const table = Array.from({ length: V * D }, (_, i) => Math.sin(i * i));
  return {
    inputs: [{ name: 'input_ids', type: 7, dims: ['batch', 'tokens'] }],
    outputs: [{ name: 'last_hidden_state', type: 1, dims: ['batch', 'tokens', D] }],
    initializers: [{ name: 'table', dims: [V, D], type: 1, raw: floats(table) }],
    nodes: [{ operator: 'Gather', inputs: ['table', 'input_ids'], outputs: ['last_hidden_state'] }],
  };
}

function toyTokenizer(): object {
  const words = ['<pad>', '<bos>', '<eos>', '<unk>', 'a', 'stormy', 'evening', 'calm'];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: { type: 'Lowercase' },
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(words.map((word, id) => [word, id])),
      unk_token: '<unk>',
    },
  };
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
