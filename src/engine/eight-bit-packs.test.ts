import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toyUnet, writeToyPack } from '../../tests/support/toy-pack.ts';
import {
  floats,
  intAttribute,
  intsAttribute,
  writeOnnx,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../../tests/support/write-onnx.ts';
import { completeRequest } from './check-request.ts';
import { createEngine } from './engine.ts';
import { allowedOperators } from './packs/allowed-operators.ts';
import { checkOnnxModel } from './packs/check-onnx.ts';
import { openModelSession } from './sessions/runtime.ts';

const microsoft = 'com.microsoft';
const FLOAT = 1;
const UINT8 = 2;
const INT8 = 3;
const INT32 = 6;

let root: string;
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'umber-eight-bits-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const signed = (values: number[]) => new Uint8Array(new Int8Array(values).buffer);
const whole = (values: number[]) => new Uint8Array(new Int32Array(values).buffer);

/** What the graphs below are made from: x in [-1, 1] at 1/127 a step, a mixing of four channels at 0.01 a step. */
const step = 1 / 127;
const mixing = Array.from({ length: 16 }, (_, i) => Math.round(90 * Math.sin(i + 1)));
const initializers: OnnxTensor[] = [
  { name: 'step', dims: [], type: FLOAT, raw: floats([step]) },
  { name: 'zero', dims: [], type: UINT8, raw: new Uint8Array([128]) },
  { name: 'wide', dims: [], type: FLOAT, raw: floats([5 * step]) },
  { name: 'kernel', dims: [4, 4, 1, 1], type: INT8, raw: signed(mixing) },
  { name: 'matrix', dims: [4, 4], type: INT8, raw: signed(mixing) },
  { name: 'kernel_steps', dims: [4], type: FLOAT, raw: floats([0.01, 0.01, 0.01, 0.01]) },
  { name: 'kernel_zeros', dims: [4], type: INT8, raw: signed([0, 0, 0, 0]) },
  { name: 'matrix_step', dims: [], type: FLOAT, raw: floats([0.01]) },
  { name: 'matrix_zero', dims: [], type: INT8, raw: signed([0]) },
  { name: 'integer_step', dims: [], type: FLOAT, raw: floats([step * 0.01]) },
  { name: 'bias', dims: [4], type: INT32, raw: whole([0, 0, 0, 0]) },
];

const x = Float32Array.from({ length: 64 }, (_, i) => Math.sin(3 * i)); // [1, 4, 4, 4]
const quantised = ['step', 'zero'];
const node = (
  operator: string,
  inputs: string[],
  output: string,
  more: Partial<OnnxNode> = {},
): OnnxNode => ({
  ...{ operator, inputs, outputs: [output] },
  ...more,
});
const toBytes = node('QuantizeLinear', ['x', ...quantised], 'q');
const fromBytes = (scale = 'step') => node('DequantizeLinear', ['r', scale, 'zero'], 'y');
const scaled = [
  node('Cast', ['i'], 'f', { attributes: [intAttribute('to', FLOAT)] }),
  node('Mul', ['f', 'integer_step'], 'y'),
];
const pairwise = (operator: string): OnnxNode[] => [
  toBytes,
  node(operator, ['q', ...quantised, 'q', ...quantised, 'wide', 'zero'], 'r', { domain: microsoft }),
  fromBytes('wide'),
];
const alone = (operator: string, attributes: Uint8Array[] = []): OnnxNode[] => [
  toBytes,
  node(operator, ['q', ...quantised, ...quantised], 'r', { domain: microsoft, attributes }),
  fromBytes(),
];

/** Mixes the channels of every pixel. */
const convolved = Array.from({ length: 64 }, (_, i) => {
  const [channel, pixel] = [i >> 4, i & 15];
  return [0, 1, 2, 3].reduce((sum, c) => sum + 0.01 * mixing[4 * channel + c]! * x[16 * c + pixel]!, 0);
});
/** Mixes the columns of every row. */
const multiplied = Array.from({ length: 64 }, (_, i) => {
  const [row, column] = [i >> 2, i & 3];
  return [0, 1, 2, 3].reduce((sum, c) => sum + 0.01 * mixing[4 * c + column]! * x[4 * row + c]!, 0);
});
const mean = (channel: number) => x.subarray(16 * channel, 16 * (channel + 1)).reduce((a, b) => a + b) / 16;

const pixelByPixel = [intsAttribute('kernel_shape', [1, 1])];
const kernel = ['kernel', 'kernel_steps', 'kernel_zeros'];
/** A graph for every 8-bit operator, and what it comes near to. */
const graphs: [operator: string, nodes: OnnxNode[], expected: (i: number) => number][] = [
  ['QuantizeLinear', [node('QuantizeLinear', ['x', ...quantised], 'r'), fromBytes()], (i) => x[i]!],
  [
    'DequantizeLinear',
    [
      toBytes,
      node('DequantizeLinear', ['q', ...quantised], 'd'),
      node('DequantizeLinear', kernel, 'w', { attributes: [intAttribute('axis', 0)] }),
      node('Conv', ['d', 'w'], 'y'),
    ],
    (i) => convolved[i]!,
  ],
  [
    'DynamicQuantizeLinear',
    [
      node('DynamicQuantizeLinear', ['x'], 'q', { outputs: ['q', 'scale', 'offset'] }),
      node('DequantizeLinear', ['q', 'scale', 'offset'], 'y'),
    ],
    (i) => x[i]!,
  ],
  [
    'QLinearConv',
    [
      toBytes,
      node('QLinearConv', ['q', ...quantised, ...kernel, 'wide', 'zero', 'bias'], 'r'),
      fromBytes('wide'),
    ],
    (i) => convolved[i]!,
  ],
  [
    'ConvInteger',
    [toBytes, node('ConvInteger', ['q', 'kernel', 'zero'], 'i'), ...scaled],
    (i) => convolved[i]!,
  ],
  [
    'MatMulInteger',
    [toBytes, node('MatMulInteger', ['q', 'matrix', 'zero', 'matrix_zero'], 'i'), ...scaled],
    (i) => multiplied[i]!,
  ],
  [
    'QLinearMatMul',
    [
      toBytes,
      node('QLinearMatMul', ['q', ...quantised, 'matrix', 'matrix_step', 'matrix_zero', 'wide', 'zero'], 'r'),
      fromBytes('wide'),
    ],
    (i) => multiplied[i]!,
  ],
  [
    'DynamicQuantizeMatMul',
    [node('DynamicQuantizeMatMul', ['x', 'matrix', 'matrix_step'], 'y', { domain: microsoft })],
    (i) => multiplied[i]!,
  ],
  [
    'MatMulIntegerToFloat',
    [
      toBytes,
      node('MatMulIntegerToFloat', ['q', 'matrix', 'step', 'matrix_step', 'zero'], 'y', {
        domain: microsoft,
      }),
    ],
    (i) => multiplied[i]!,
  ],
  ['QLinearAdd', pairwise('QLinearAdd'), (i) => 2 * x[i]!],
  ['QLinearMul', pairwise('QLinearMul'), (i) => x[i]! ** 2],
  ['QLinearSigmoid', alone('QLinearSigmoid'), (i) => 1 / (1 + Math.exp(-x[i]!))],
  ['QLinearLeakyRelu', alone('QLinearLeakyRelu'), (i) => (x[i]! < 0 ? 0.01 : 1) * x[i]!],
  ['QLinearAveragePool', alone('QLinearAveragePool', pixelByPixel), (i) => x[i]!],
  ['QLinearGlobalAveragePool', alone('QLinearGlobalAveragePool'), mean],
  [
    'NhwcMaxPool',
    [toBytes, node('NhwcMaxPool', ['q'], 'r', { domain: microsoft, attributes: pixelByPixel }), fromBytes()],
    (i) => x[i]!,
  ],
];

/** As exporters write them today: operator set 21, 8-bit weights, 32-bit biases. */
function writeGraph(nodes: OnnxNode[]): Uint8Array {
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  return writeOnnx({
    ...{ operatorSet: 21, domains: [microsoft] },
    inputs: [{ name: 'x', type: FLOAT, dims: [1, 4, 4, 4] }],
    outputs: [{ name: 'y', type: FLOAT, dims: ['a', 'b', 'c', 'd'] }],
    initializers: initializers.filter(({ name = '' }) => used.has(name)),
    nodes,
  });
}

describe('8-bit graphs', () => {
  it.each(graphs)('may use %s, which the CPU provider runs', async (operator, nodes, expected) => {
    const bytes = writeGraph(nodes);
    checkOnnxModel(bytes, 'unet/model.onnx', {});
    const file = join(root, `${operator}.onnx`);
    writeFileSync(file, bytes);
    const session = await openModelSession(file, 'UNet', { provider: 'cpu', threads: 1 });
    const { y } = await session.run({ x: { type: 'float32', dims: [1, 4, 4, 4], data: x } });
    const differences = Array.from(y!.data as Float32Array, (value, i) => Math.abs(value - expected(i)));
    expect(Math.max(...differences)).toBeLessThan(0.05);
    await session.release();
  });

  it('are tried with every operator of theirs that packs may use', () => {
    const isOfBytes = /^(Q[A-Z]|QuantizeLinear|Dequantize|DynamicQuantize|MatMulInteger|ConvInteger|Nhwc)/;
    const allowed = new Set([...allowedOperators.values()].flatMap((names) => [...names]));
    const untried = [...allowed].filter(
      (name) => isOfBytes.test(name) && !graphs.some(([tried]) => tried === name),
    );
    // A MatMul with a bias, between bytes; both are above.
    expect(untried).toEqual(['QGemm']);
  });

  it('with weights of another length than their shape are refused', () => {
    const weights: OnnxTensor = { name: 'kernel', dims: [4, 4, 1, 1], type: INT8, raw: signed([1, 2, 3]) };
    const biases: OnnxTensor = { name: 'bias', dims: [4], type: INT32, raw: signed([1, 2, 3, 4]) };
    for (const tensor of [weights, biases]) {
      const model: OnnxModel = {
        inputs: [{ name: 'x', type: FLOAT, dims: [1] }],
        outputs: [{ name: 'y', type: FLOAT, dims: [1] }],
        initializers: [tensor],
        nodes: [node('Identity', ['x'], 'y')],
      };
      expect(() => checkOnnxModel(writeOnnx(model), 'unet/model.onnx', {})).toThrow('does not fit its shape');
    }
  });
});

/** The toy UNet with its convolution over the layout in 8 bits. */
function eightBitUnet(): OnnxModel {
  const model = toyUnet(['text', 'class', 'layout']);
  const paint = model.initializers!.find(({ name }) => name === 'paint')!;
  const weights = new Float32Array(paint.raw!.slice().buffer);
  return {
    ...{ ...model, operatorSet: 21 },
    initializers: [
      ...model.initializers!.filter((tensor) => tensor !== paint),
      {
        name: 'paint',
        dims: paint.dims,
        type: INT8,
        raw: signed([...weights].map((w) => Math.round(127 * w))),
      },
      { name: 'paint_steps', dims: [4], type: FLOAT, raw: floats(Array<number>(4).fill(step)) },
      { name: 'paint_zeros', dims: [4], type: INT8, raw: signed([0, 0, 0, 0]) },
      { name: 'share', dims: [], type: FLOAT, raw: floats([1 / 255]) },
      { name: 'none', dims: [], type: UINT8, raw: new Uint8Array([0]) },
    ],
    nodes: model.nodes.flatMap((each) =>
      each.operator === 'Conv'
        ? [
            node('QuantizeLinear', ['layout', 'share', 'none'], 'bytes'),
            node('DequantizeLinear', ['bytes', 'share', 'none'], 'shares'),
            node('DequantizeLinear', ['paint', 'paint_steps', 'paint_zeros'], 'paint_floats', {
              attributes: [intAttribute('axis', 0)],
            }),
            { ...each, inputs: ['shares', 'paint_floats'] },
          ]
        : [each],
    ),
  };
}

describe('an 8-bit pack', () => {
  it('paints nearly what its twin in float32 paints, and the same bytes each time', async () => {
    writeToyPack(join(root, 'float'));
    writeToyPack(join(root, 'bytes'), {
      manifest: (manifest) => (manifest.precision = 'int8'),
      files: { 'unet/model.onnx': writeOnnx(eightBitUnet()) },
    });
    const classIds = new Uint8Array(64 * 64).fill(1).fill(8, 2000);
    const paint = async (name: string) => {
      const engine = await createEngine({ packFolder: join(root, name), threads: 1 });
      const layout = { width: 64, height: 64, classIds };
      const request = completeRequest(engine.pack.manifest, { seed: 5, conditions: { layout } });
      const [first, second] = [await engine.generate(request), await engine.generate(request)];
      expect(second.rgb).toEqual(first.rgb);
      await engine.dispose();
      return first;
    };
    const [whole, bytes] = [await paint('float'), await paint('bytes')];
    expect(bytes.recipe.precision).toBe('int8');
    expect(bytes.rgb).not.toEqual(whole.rgb);
    const differences = [...bytes.rgb].map((value, i) => Math.abs(value - whole.rgb[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(4);
  });
});
