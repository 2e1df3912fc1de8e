import { describe, expect, it } from 'vitest';
import { toyDecoder, toyUnet } from '../../../tests/support/toy-pack.ts';
import {
  field,
  floats,
  graphAttribute,
  integer,
  intsAttribute,
  longs,
  message,
  tensorAttribute,
  text,
  writeOnnx,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../../../tests/support/write-onnx.ts';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { checkOnnxModel } from './check-onnx.ts';

const files = { 'unet/model.onnx': { bytes: 1000 }, 'unet/weights.bin': { bytes: 64 } };

function refusal(model: OnnxModel | Uint8Array): UmberError | undefined {
  try {
    checkOnnxModel(model instanceof Uint8Array ? model : writeOnnx(model), 'unet/model.onnx', files);
    return undefined;
  } catch (error) {
    if (error instanceof UmberError) return error;
    throw error;
  }
}

/** x → y by some nodes, with some weights. */
function graph(nodes: OnnxNode[], initializers: OnnxTensor[] = []): OnnxModel {
  return {
    inputs: [
      { name: 'x', type: 1, dims: ['batch', 4, 'height', 'width'] },
      { name: 'given', type: 1, dims: ['n'] },
    ],
    outputs: [{ name: 'y', type: 1, dims: ['batch', 4, 'h', 'w'] }],
    nodes,
    initializers,
  };
}

const identity: OnnxNode = { operator: 'Identity', inputs: ['x'], outputs: ['y'] };

function resizeBy(name: string, before: OnnxNode[] = [], initializers: OnnxTensor[] = []): OnnxModel {
  return graph([...before, { operator: 'Resize', inputs: ['x', '', name], outputs: ['y'] }], initializers);
}

function quantisedBy(
  name: string,
  before: OnnxNode[] = [],
  initializers: OnnxTensor[] = [],
  zeroPoint: string[] = [],
): OnnxModel {
  const node = { operator: 'QuantizeLinear', inputs: ['x', name, ...zeroPoint], outputs: ['y'] };
  return graph([...before, node], initializers);
}

function scales(count: number, name = 'scales'): OnnxTensor {
  return { name, dims: [count], type: 1, raw: floats(Array.from({ length: count }, () => 1)) };
}

describe('checkOnnxModel', () => {
  it('accepts the graphs of a pack, weights inside or in a listed file', () => {
    expect(refusal(toyUnet(['text', 'class', 'layout']))).toBeUndefined();
    expect(refusal(toyDecoder())).toBeUndefined();
    const external = { location: 'weights.bin', offset: '0', length: '64' };
    expect(refusal(graph([identity], [{ name: 'w', dims: [16], type: 1, external }]))).toBeUndefined();
  });

  it('accepts quantisation by a weight, or by what the graph measures', () => {
    expect(refusal(quantisedBy('scales', [], [scales(1)]))).toBeUndefined();
    const measure = { operator: 'DynamicQuantizeLinear', inputs: ['x'], outputs: ['q', 's', 'z'] };
    expect(refusal(quantisedBy('s', [measure], [], ['z']))).toBeUndefined();
  });

  it('accepts scales that are a weight or a constant', () => {
    expect(refusal(resizeBy('scales', [], [scales(4)]))).toBeUndefined();
    const constant: OnnxNode = {
      operator: 'Constant',
      inputs: [],
      outputs: ['scales'],
      attributes: [tensorAttribute('value', scales(4))],
    };
    expect(refusal(resizeBy('scales', [constant]))).toBeUndefined();
    const pieces: OnnxNode = { operator: 'Concat', inputs: ['two', 'three'], outputs: ['scales'] };
    expect(refusal(resizeBy('scales', [pieces], [scales(2, 'two'), scales(2, 'three')]))).toBeUndefined();
  });

  const constantOf = (...attributes: Uint8Array[]): OnnxNode => ({
    operator: 'Constant',
    inputs: [],
    outputs: ['scales'],
    attributes,
  });
  const external = (entries: Record<string, string>) =>
    graph([identity], [{ name: 'w', dims: [16], type: 1, external: entries }]);
  const operator = (name: string, domain?: string) =>
    graph([{ operator: name, inputs: ['x'], outputs: ['y'], ...(domain !== undefined && { domain }) }]);

  it.each<[string, OnnxModel | Uint8Array]>([
    ['scales that an input gives', resizeBy('given')],
    ['scales that a node computes', resizeBy('s', [{ operator: 'Abs', inputs: ['given'], outputs: ['s'] }])],
    [
      'scales put together from an input',
      resizeBy('s', [{ operator: 'Concat', inputs: ['scales', 'given'], outputs: ['s'] }], [scales(2)]),
    ],
    [
      'scales put together from too many pieces',
      resizeBy(
        's',
        [{ operator: 'Concat', inputs: Array<string>(8).fill('scales'), outputs: ['s'] }],
        [scales(1)],
      ),
    ],
    ['scales of an input with a default', resizeBy('given', [], [scales(4, 'given')])],
    ['scales for more dimensions than a picture has', resizeBy('scales', [], [scales(64)])],
    [
      'scales hidden in a merged constant',
      resizeBy('scales', [constantOf(tensorAttribute('value', scales(64), scales(4)))]),
    ],
    [
      'scales in a second value of a constant',
      resizeBy('scales', [
        constantOf(
          tensorAttribute('value', scales(4)),
          intsAttribute('value_ints', Array<number>(64).fill(1)),
        ),
      ]),
    ],
    [
      'sizes known only at run time',
      graph([{ operator: 'Resize', inputs: ['x', '', '', 'given'], outputs: ['y'] }]),
    ],
    ['a scale that an input gives', quantisedBy('given')],
    [
      'a scale that a node computes',
      quantisedBy('s', [{ operator: 'Abs', inputs: ['given'], outputs: ['s'] }]),
    ],
    ['a scale without elements', quantisedBy('scales', [], [scales(0)])],
    [
      'a zero point without elements',
      quantisedBy('scales', [], [scales(1), { ...scales(0), name: 'zero' }], ['zero']),
    ],
    ['an operator that crashes on such a scale', operator('QLinearConcat', 'com.microsoft')],
    ['Loop', operator('Loop')],
    ['If', operator('If')],
    ['Scan', operator('Scan')],
    ['a random operator', operator('RandomNormalLike')],
    ['an operator nobody knows', operator('Frobnicate')],
    ['a domain nobody knows', operator('Relu', 'com.example')],
    ['a compiled blob', operator('EPContext', 'com.microsoft')],
    ['an operator of the CUDA provider alone', operator('NhwcConv', 'com.microsoft')],
    ['a graph inside a graph', graph([{ ...identity, attributes: [graphAttribute('body', message([]))] }])],
    ['functions', { ...graph([identity]), extra: [field(25, message([]))] }],
    ['training steps', { ...graph([identity]), extra: [field(20, message([]))] }],
    ['a second graph', { ...graph([identity]), extra: [field(7, message([]))] }],
    ['sparse weights', { ...graph([identity]), extra: [field(7, field(15, message([])))] }],
    ['options of ONNX Runtime', { ...graph([identity]), extra: [field(14, field(1, text('ort_config')))] }],
    ['no graph', writeOnnx(graph([identity])).subarray(0, 2)],
    ['nothing', new Uint8Array()],
    ['text', text('This is not a model.')],
    ['a weight with a negative dimension', graph([identity], [{ name: 'w', dims: [-1, -1], type: 1 }])],
    ['a weight of impossible size', graph([identity], [{ name: 'w', dims: [2 ** 40], type: 1 }])],
    [
      'a weight shorter than its shape',
      graph([identity], [{ name: 'w', dims: [4], type: 1, raw: floats([1]) }]),
    ],
    ['a weight named twice', graph([identity], [scales(1), scales(1)])],
    ['a value produced twice', graph([identity, identity])],
    [
      'a node that replaces a weight',
      graph([{ operator: 'Abs', inputs: ['x'], outputs: ['scales'] }, identity], [scales(1)]),
    ],
    ['data beyond the end of a file', external({ location: 'weights.bin', offset: '32', length: '64' })],
    ['data of another length than its shape', external({ location: 'weights.bin', length: '32' })],
    ['a negative offset', external({ location: 'weights.bin', offset: '-4', length: '64' })],
    ['data in a file that is not listed', external({ location: 'other.bin', length: '64' })],
    [
      'data outside in a constant',
      graph([
        {
          operator: 'Constant',
          inputs: [],
          outputs: ['y'],
          attributes: [
            tensorAttribute('value', { dims: [16], type: 1, external: { location: 'weights.bin' } }),
          ],
        },
      ]),
    ],
    ['a group', new Uint8Array([0x0b, 0x0c])],
    ['a number of eleven bytes', new Uint8Array([0x08, ...Array<number>(10).fill(0xff), 0x01])],
    ['a graph that is a number', message([integer(7, 1)])],
  ])('refuses %s', (_, model) => {
    const error = refusal(model);
    expect(error?.code).toBe('PACK_MODEL_INVALID');
    expect(error?.message).toContain('unet/model.onnx');
    expect(error?.advice).not.toBe('');
  });

  it.each([
    '../weights.bin',
    '/etc/passwd',
    'weights.bin\0../x',
    'a\\b',
    '/proc/self/environ',
    '*/_ORT_MEM_ADDR_/*',
  ])('refuses data at %j', (location) => {
    expect(refusal(external({ location, length: '64' }))?.code).toBe('PACK_PATH_ESCAPES');
  });

  it('refuses more nodes than any pack has', () => {
    const nodes = Array.from({ length: 50_001 }, (_, i) => ({
      operator: 'Abs',
      inputs: ['x'],
      outputs: [`y${i}`],
    }));
    expect(refusal(graph(nodes))?.message).toContain('50000 nodes');
  });

  it('answers every cut and every altered byte with a refusal or an acceptance, never another error', () => {
    const whole = writeOnnx(toyUnet(['text', 'class', 'layout']));
    let refused = 0;
    for (let length = 0; length < whole.length; length++) if (refusal(whole.subarray(0, length))) refused++;
    expect(refused).toBeGreaterThan(0.9 * whole.length);
    let state = 1;
    for (let round = 0; round < 3000; round++) {
      const altered = whole.slice();
      for (let i = 0; i < 3; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        altered[state % altered.length] = state >>> 24;
      }
      const error = refusal(altered);
      expect(error === undefined || isUmberError(error)).toBe(true);
    }
  });

  it('counts longs as well as floats in a shape', () => {
    const sizes: OnnxTensor = { name: 'sizes', dims: [4], type: 7, raw: longs([1, 4, 16, 16]) };
    const model = graph([{ operator: 'Resize', inputs: ['x', '', '', 'sizes'], outputs: ['y'] }], [sizes]);
    expect(refusal(model)).toBeUndefined();
  });
});
