/** A minimal ONNX writer for tests: enough to build tiny graphs, well-formed or hostile. */

type Part = Uint8Array;

export interface OnnxTensor {
  name?: string;
  dims: number[];
  /** ONNX data type: 1 float32, 2 uint8, 3 int8, 6 int32, 7 int64. */
  type: number;
  raw?: Uint8Array;
  external?: Record<string, string>;
}

export interface OnnxNode {
  operator: string;
  domain?: string;
  inputs: string[];
  outputs: string[];
  attributes?: Part[];
}

export interface OnnxValue {
  name: string;
  type: number;
  dims: (number | string)[];
}

export interface OnnxModel {
  operatorSet?: number;
  domains?: string[];
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  initializers?: OnnxTensor[];
  nodes: OnnxNode[];
  /** Further encoded fields of the model message. */
  extra?: Part[];
}

export function writeOnnx(model: OnnxModel): Uint8Array {
  const graph = message([
    ...model.nodes.map((node) => field(1, nodeProto(node))),
    field(2, text('graph')),
    ...(model.initializers ?? []).map((tensor) => field(5, tensorProto(tensor))),
    ...model.inputs.map((value) => field(11, valueInfo(value))),
    ...model.outputs.map((value) => field(12, valueInfo(value))),
  ]);
  return message([
    integer(1, 9),
    field(7, graph),
    field(8, message([integer(2, model.operatorSet ?? 18)])),
    ...(model.domains ?? []).map((domain) => field(8, message([field(1, text(domain)), integer(2, 1)]))),
    ...(model.extra ?? []),
  ]);
}

export function floats(values: number[]): Uint8Array {
  return new Uint8Array(new Float32Array(values).buffer);
}

export function longs(values: number[]): Uint8Array {
  return new Uint8Array(new BigInt64Array(values.map(BigInt)).buffer);
}

export function intAttribute(name: string, value: number): Part {
  return message([field(1, text(name)), integer(3, value), integer(20, 2)]);
}

export function intsAttribute(name: string, values: number[]): Part {
  return message([field(1, text(name)), ...values.map((value) => integer(8, value)), integer(20, 7)]);
}

export function textAttribute(name: string, value: string): Part {
  return message([field(1, text(name)), field(4, text(value)), integer(20, 3)]);
}

export function tensorAttribute(name: string, ...tensors: OnnxTensor[]): Part {
  return message([
    field(1, text(name)),
    ...tensors.map((tensor) => field(5, tensorProto(tensor))),
    integer(20, 4),
  ]);
}

export function graphAttribute(name: string, graph: Part): Part {
  return message([field(1, text(name)), field(6, graph), integer(20, 5)]);
}

function nodeProto(node: OnnxNode): Part {
  return message([
    ...node.inputs.map((name) => field(1, text(name))),
    ...node.outputs.map((name) => field(2, text(name))),
    field(4, text(node.operator)),
    ...(node.attributes ?? []).map((attribute) => field(5, attribute)),
    ...(node.domain === undefined ? [] : [field(7, text(node.domain))]),
  ]);
}

function tensorProto(tensor: OnnxTensor): Part {
  return message([
    ...tensor.dims.map((dimension) => integer(1, dimension)),
    integer(2, tensor.type),
    ...(tensor.name === undefined ? [] : [field(8, text(tensor.name))]),
    ...(tensor.raw === undefined ? [] : [field(9, tensor.raw)]),
    ...Object.entries(tensor.external ?? {}).map(([key, value]) =>
      field(13, message([field(1, text(key)), field(2, text(value))])),
    ),
    ...(tensor.external === undefined ? [] : [integer(14, 1)]),
  ]);
}

function valueInfo(value: OnnxValue): Part {
  const dimensions = value.dims.map((dimension) =>
    field(1, message([typeof dimension === 'number' ? integer(1, dimension) : field(2, text(dimension))])),
  );
  const tensorType = message([integer(1, value.type), field(2, message(dimensions))]);
  return message([field(1, text(value.name)), field(2, message([field(1, tensorType)]))]);
}

export function message(parts: Part[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function field(number: number, payload: Uint8Array): Part {
  return message([varint(number * 8 + 2), varint(payload.length), payload]);
}

export function integer(number: number, value: number): Part {
  return message([varint(number * 8), varint(value)]);
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return new Uint8Array(bytes);
}
