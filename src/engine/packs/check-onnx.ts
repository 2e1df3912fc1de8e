import { posix } from 'node:path';
import { UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import { allowedOperators } from './allowed-operators.ts';
import { assertPackPath } from './pack-path.ts';
import { ProtobufError, protobufFields, protobufIntegers, type ProtobufField } from './protobuf-fields.ts';

const MAX_NODES = 50_000;
const MAX_INITIALIZERS = 50_000;
const MAX_CONSTANT_ELEMENTS = 2 ** 32;

/** Elements that a `Resize` may take as constant scales or sizes: one per dimension of a picture batch, or fewer. */
const MAX_RESIZE_ELEMENTS = 5;

const ATTRIBUTE_TENSOR = 5;
const ATTRIBUTE_FLOATS = 7;
const ATTRIBUTE_INTS = 8;

/** Bytes per element by ONNX data type; the rest are packed, complex or text. */
const elementBytes = new Map([
  [1, 4],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 2],
  [6, 4],
  [7, 8],
  [9, 1],
  [10, 2],
  [11, 8],
  [12, 4],
  [13, 8],
  [16, 2],
]);

interface Node {
  operator: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  /** Elements of the value of a `Constant`; undefined where it holds none that we can count. */
  constantElements: number | undefined;
}

interface TensorSummary {
  name: string;
  elements: number;
}

/**
 * Reads the structure of an ONNX file before ONNX Runtime sees it, and refuses what a well-meant pack never needs:
 * unknown operators and domains, control flow, functions, sparse or string tensors, external data that the
 * manifest does not list, `Resize` with scales known only at run time (ONNX Runtime 1.30 overruns its stack on
 * those), quantisation by scales that may be empty (it crashes on them where it fuses), and counts without bound.
 *
 * @param modelPath path of the model inside the pack, for messages and to resolve external data
 * @param files     the manifest's files; external data must be among them and long enough
 * @throws UmberError `PACK_MODEL_INVALID`, or `PACK_PATH_ESCAPES` for an external data path
 */
export function checkOnnxModel(
  bytes: Uint8Array,
  modelPath: string,
  files: Readonly<Record<string, { bytes: number }>>,
): void {
  const reader = new ModelReader(bytes, modelPath, files);
  try {
    reader.readModel();
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw reader.fault(sentence`is not a readable ONNX file (${error.message})`);
  }
}

class ModelReader {
  private readonly bytes: Uint8Array;
  private readonly modelPath: string;
  private readonly files: Readonly<Record<string, { bytes: number }>>;
  private readonly nodes: Node[] = [];
  private readonly initializers = new Map<string, number>();
  private readonly inputs = new Set<string>();
  private graphs = 0;

  constructor(bytes: Uint8Array, modelPath: string, files: Readonly<Record<string, { bytes: number }>>) {
    this.bytes = bytes;
    this.modelPath = modelPath;
    this.files = files;
  }

  fault(what: Sentence): UmberError {
    return new UmberError('PACK_MODEL_INVALID', sentence`The pack's ${this.modelPath} ${what}.`, {
      advice: sentence`Use a pack made for this version of Umber, or fetch this one again from its maker.`,
    });
  }

  // ModelProto
  readModel(): void {
    let operatorSets = 0;
    for (const field of this.fieldsOf({ start: 0, end: this.bytes.length })) {
      if (field.number === 7) this.readGraph(field);
      else if (field.number === 8) operatorSets++;
      else if (field.number === 14) this.readMetadata(field);
      else if (field.number === 20) throw this.fault(sentence`carries training steps`);
      else if (field.number === 25) throw this.fault(sentence`defines functions of its own`);
    }
    if (this.graphs !== 1) throw this.fault(sentence`does not hold exactly one graph`);
    if (operatorSets === 0) throw this.fault(sentence`names no operator set`);
    this.checkGraph();
  }

  // GraphProto
  private readGraph(graph: ProtobufField): void {
    this.requireBytes(graph);
    this.graphs++;
    for (const field of this.fieldsOf(graph)) {
      if (field.number === 1) {
        if (this.nodes.length >= MAX_NODES) throw this.fault(sentence`has more than ${MAX_NODES} nodes`);
        this.nodes.push(this.readNode(field));
      } else if (field.number === 5) {
        if (this.initializers.size >= MAX_INITIALIZERS)
          throw this.fault(sentence`has more than ${MAX_INITIALIZERS} weights`);
        const tensor = this.readTensor(field, true);
        if (this.initializers.has(tensor.name)) throw this.fault(sentence`names a weight twice`);
        this.initializers.set(tensor.name, tensor.elements);
      } else if (field.number === 11) {
        this.requireBytes(field);
        for (const part of this.fieldsOf(field)) if (part.number === 1) this.inputs.add(this.text(part));
      } else if (field.number === 15) throw this.fault(sentence`holds sparse weights`);
    }
  }

  // NodeProto
  private readNode(node: ProtobufField): Node {
    this.requireBytes(node);
    const result: Node = { operator: '', domain: '', inputs: [], outputs: [], constantElements: undefined };
    for (const field of this.fieldsOf(node)) {
      if (field.number === 1) result.inputs.push(this.text(field));
      else if (field.number === 2) result.outputs.push(this.text(field));
      else if (field.number === 4) result.operator = this.text(field);
      else if (field.number === 7) result.domain = this.text(field);
      else if (field.number === 5) {
        const elements = this.readAttribute(field);
        if (elements !== undefined)
          result.constantElements = Math.max(result.constantElements ?? 0, elements);
      }
    }
    return result;
  }

  // AttributeProto; gives the number of elements where it holds a tensor or a list of numbers
  private readAttribute(attribute: ProtobufField): number | undefined {
    this.requireBytes(attribute);
    let elements: number | undefined;
    for (const field of this.fieldsOf(attribute)) {
      if (field.number === ATTRIBUTE_TENSOR) {
        // A repeated single field is merged by protobuf, dimensions and all.
        if (elements !== undefined) throw this.fault(sentence`holds an attribute of two values`);
        elements = this.readTensor(field, false).elements;
      } else if (field.number === ATTRIBUTE_FLOATS)
        elements = (elements ?? 0) + (field.end - field.start) / 4;
      else if (field.number === ATTRIBUTE_INTS) {
        elements ??= 0;
        elements += [...protobufIntegers(this.bytes, field)].length;
      } else if (field.number === 6 || field.number === 11)
        throw this.fault(sentence`holds a graph inside a graph`);
      else if (field.number === 10) throw this.fault(sentence`holds a list of tensors in an attribute`);
      else if (field.number === 22 || field.number === 23) throw this.fault(sentence`holds sparse weights`);
    }
    return elements;
  }

  // TensorProto
  private readTensor(tensor: ProtobufField, mayBeExternal: boolean): TensorSummary {
    this.requireBytes(tensor);
    let name = '';
    let elements = 1;
    let dataType = 0;
    let rawBytes: number | undefined;
    let isExternal = false;
    const external = new Map<string, string>();
    for (const field of this.fieldsOf(tensor)) {
      if (field.number === 1) {
        for (const dimension of protobufIntegers(this.bytes, field)) elements *= dimension;
      } else if (field.number === 2) dataType = field.value;
      else if (field.number === 6) throw this.fault(sentence`holds text in a tensor`);
      else if (field.number === 8) name = this.text(field);
      else if (field.number === 9) rawBytes = field.end - field.start;
      else if (field.number === 13) this.readExternalEntry(field, external);
      else if (field.number === 14) isExternal = field.value !== 0;
    }
    // Negative dimensions read as numbers near 2^64, so one comparison catches them as well.
    if (!(elements <= MAX_CONSTANT_ELEMENTS)) throw this.fault(sentence`holds a tensor of impossible size`);
    const expectedBytes = elements * (elementBytes.get(dataType) ?? Number.NaN);
    if (isExternal || external.size > 0) {
      if (!mayBeExternal || !isExternal) throw this.fault(sentence`keeps data outside where none may be`);
      this.checkExternalData(external, expectedBytes);
    } else if (rawBytes !== undefined && !Number.isNaN(expectedBytes) && rawBytes !== expectedBytes) {
      throw this.fault(sentence`holds a tensor whose data does not fit its shape`);
    }
    return { name, elements };
  }

  // StringStringEntryProto
  private readExternalEntry(entry: ProtobufField, external: Map<string, string>): void {
    this.requireBytes(entry);
    let key = '';
    let value = '';
    for (const field of this.fieldsOf(entry)) {
      if (field.number === 1) key = this.text(field);
      else if (field.number === 2) value = this.text(field);
    }
    if (external.has(key)) throw this.fault(sentence`names external data twice`);
    external.set(key, value);
  }

  private checkExternalData(external: ReadonlyMap<string, string>, expectedBytes: number): void {
    const location = external.get('location') ?? '';
    assertPackPath(location);
    const path = posix.join(posix.dirname(this.modelPath), location);
    const file = Object.hasOwn(this.files, path) ? this.files[path] : undefined;
    if (!file) throw this.fault(sentence`reads ${path}, which the manifest does not list`);
    const offset = readCount(external.get('offset') ?? '0');
    const length = readCount(external.get('length') ?? String(expectedBytes));
    if (!(offset + length <= file.bytes) || length !== expectedBytes)
      throw this.fault(sentence`reads beyond the end of ${path}`);
  }

  private readMetadata(entry: ProtobufField): void {
    this.requireBytes(entry);
    for (const field of this.fieldsOf(entry)) {
      if (field.number === 1 && this.text(field) === 'ort_config')
        throw this.fault(sentence`tries to set options of ONNX Runtime`);
    }
  }

  private checkGraph(): void {
    const constants = new Map([...this.initializers].filter(([name]) => !this.inputs.has(name)));
    const produced = new Set<string>();
    for (const node of this.nodes) {
      const domain = node.domain === 'ai.onnx' ? '' : node.domain;
      if (!allowedOperators.get(domain)?.has(node.operator)) {
        const operator = domain === '' ? node.operator : `${domain}.${node.operator}`;
        throw this.fault(
          sentence`uses the operator ${JSON.stringify(operator.slice(0, 80))}, which packs may not use`,
        );
      }
      for (const output of node.outputs) {
        if (output === '') continue;
        if (produced.has(output) || this.initializers.has(output) || this.inputs.has(output))
          throw this.fault(sentence`produces a value twice`);
        produced.add(output);
      }
      const [output] = node.outputs;
      const elements = domain === '' ? constantElements(node, constants) : undefined;
      if (output && elements !== undefined) constants.set(output, elements);
    }
    this.checkResizes(constants);
    this.checkQuantisation(constants);
  }

  private checkResizes(constants: ReadonlyMap<string, number>): void {
    for (const node of this.nodes) {
      if (node.operator !== 'Resize') continue;
      // Inputs: picture, region of interest, scales, sizes.
      for (const [index, name] of node.inputs.entries()) {
        if (index === 0 || name === '') continue;
        const elements = constants.get(name);
        if (elements === undefined)
          throw this.fault(sentence`resizes by numbers that are known only at run time`);
        if (elements > (index === 1 ? 2 : 1) * MAX_RESIZE_ELEMENTS)
          throw this.fault(sentence`resizes more dimensions than a picture has`);
      }
    }
  }

  private checkQuantisation(constants: ReadonlyMap<string, number>): void {
    const dynamic = this.nodes.filter(({ operator }) => operator === 'DynamicQuantizeLinear');
    const measured = new Set(dynamic.flatMap(({ outputs }) => outputs));
    for (const node of this.nodes) {
      if (node.operator !== 'QuantizeLinear' && node.operator !== 'DequantizeLinear') continue;
      // Inputs: values, scale, zero point.
      for (const name of node.inputs.slice(1)) {
        if (name === '' || measured.has(name)) continue;
        if (!constants.get(name)) throw this.fault(sentence`quantises by numbers that it does not hold`);
      }
    }
  }

  private fieldsOf(range: { start: number; end: number }): Generator<ProtobufField> {
    return protobufFields(this.bytes, range.start, range.end);
  }

  private requireBytes(field: ProtobufField): void {
    if (field.wire !== 2) throw new ProtobufError(`field ${field.number} of another type`);
  }

  // One character per byte, so that no two names of different bytes look alike.
  private text(field: ProtobufField): string {
    this.requireBytes(field);
    return Buffer.from(
      this.bytes.buffer,
      this.bytes.byteOffset + field.start,
      field.end - field.start,
    ).toString('latin1');
  }
}

/** Elements of a value that follows from constants alone; exporters like to put scales together from pieces. */
function constantElements(node: Node, constants: ReadonlyMap<string, number>): number | undefined {
  if (node.operator === 'Constant') return node.constantElements;
  if (!['Concat', 'Identity', 'Cast'].includes(node.operator)) return undefined;
  // Undefined pieces make the sum NaN.
  const sum = node.inputs.reduce((total, name) => total + (constants.get(name) ?? Number.NaN), 0);
  return Number.isNaN(sum) ? undefined : sum;
}

function readCount(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
