/** One field of a protobuf message: a number for wire types 0, 1 and 5, a byte range for wire type 2. */
export interface ProtobufField {
  number: number;
  wire: 0 | 1 | 2 | 5;
  /** The varint; exact up to 2^53, a larger rounded number above it (negative numbers come out near 2^64). */
  value: number;
  /** Where the payload lies in the buffer. */
  start: number;
  end: number;
}

/** Bytes that are no protobuf message. */
export class ProtobufError extends Error {}

/**
 * The fields of the message that lies between two offsets, in file order, without copying payloads.
 *
 * @throws ProtobufError on groups, field 0, overlong keys, and lengths that leave the message
 * @source protobuf.dev, "Encoding"
 */
export function* protobufFields(bytes: Uint8Array, start: number, end: number): Generator<ProtobufField> {
  let at = start;
  while (at < end) {
    const key = readVarint(bytes, at, end);
    const wire = key.value % 8;
    const number = Math.floor(key.value / 8);
    if (key.next - at > 5 || number < 1 || number > 0x1fffffff) throw new ProtobufError('bad field key');
    at = key.next;
    if (wire === 0) {
      const varint = readVarint(bytes, at, end);
      yield { number, wire, value: varint.value, start: at, end: varint.next };
      at = varint.next;
      continue;
    }
    let length: number;
    let from = at;
    if (wire === 2) {
      const varint = readVarint(bytes, at, end);
      length = varint.value;
      from = varint.next;
    } else if (wire === 1) length = 8;
    else if (wire === 5) length = 4;
    else throw new ProtobufError(`wire type ${wire}`);
    if (length > end - from) throw new ProtobufError('a field leaves its message');
    yield { number, wire, value: 0, start: from, end: from + length };
    at = from + length;
  }
}

/** The numbers of a repeated integer field, packed or not. */
export function* protobufIntegers(bytes: Uint8Array, field: ProtobufField): Generator<number> {
  if (field.wire === 0) {
    yield field.value;
    return;
  }
  if (field.wire !== 2) throw new ProtobufError('an integer field of another type');
  let at = field.start;
  while (at < field.end) {
    const varint = readVarint(bytes, at, field.end);
    yield varint.value;
    at = varint.next;
  }
}

function readVarint(bytes: Uint8Array, at: number, end: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    if (at + i >= end) throw new ProtobufError('cut off in a number');
    const byte = bytes[at + i] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  throw new ProtobufError('a number of more than ten bytes');
}
