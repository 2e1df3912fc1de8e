import { promisify } from 'node:util';
import { crc32, deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { decode, encode } from '@msgpack/msgpack';

/*
 * A journal is eight bytes that name its format, then frames. A frame is
 *
 *   marker (4 bytes) | length of the payload (u32) | CRC-32 of length and payload (u32) | payload
 *
 * in little-endian, and its payload a record in MessagePack, deflated. The marker is what lets a reader find the next
 * frame behind a damaged one, and so tell a tail that was never finished from damage in the middle.
 */
const magic = Buffer.from('UMBRJRN1', 'latin1');
const marker = Buffer.from([0xa7, 0x75, 0x6a, 0x66]);
const frameHeaderBytes = 12;
/** Below this, deflating at once is quicker than asking a thread. */
const deflateAsideBytes = 32 * 1024;
const maxRecordBytes = 2 ** 30;

const deflateAside = promisify(deflateRaw);

/** How a journal ends. */
export type JournalEnd =
  /** Behind its last frame. */
  | 'whole'
  /** In a frame that was not written to its end: the process was killed while it wrote. */
  | 'torn'
  /** At a frame that was whole once and is not any more, or is followed by frames that nothing leads to. */
  | 'damaged';

/** What a journal holds. */
export interface JournalContent {
  /** Records up to the first that cannot be read. */
  readonly records: unknown[];
  /** Length of the part of the file that they are read from. */
  readonly goodBytes: number;
  readonly end: JournalEnd;
}

/** A record in MessagePack, as `encodeFrame` takes it. Fields that are `undefined` are left out. */
export function packRecord(record: unknown): Uint8Array {
  return encode(record, { ignoreUndefined: true });
}

/** The record again. Its bytes are views into `packed`. */
export function unpackRecord(packed: Uint8Array): unknown {
  return decode(packed);
}

/** A frame of a packed record. */
export async function encodeFrame(packed: Uint8Array): Promise<Uint8Array> {
  const payload =
    packed.length < deflateAsideBytes
      ? deflateRawSync(packed, { level: 1 })
      : await deflateAside(packed, { level: 1 });
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payload.length);
  marker.copy(frame, 0);
  frame.writeUInt32LE(payload.length, 4);
  payload.copy(frame, frameHeaderBytes);
  frame.writeUInt32LE(checksum(frame.subarray(4, 8), payload), 8);
  return frame;
}

/** The bytes of a new journal. */
export function joinFrames(frames: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([magic, ...frames]);
}

/** Reads a journal as far as it can be read, and never fails: what is no journal at all has no good bytes. */
export function readJournal(file: Uint8Array): JournalContent {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    return { records: [], goodBytes: 0, end: 'damaged' };
  }
  const records: unknown[] = [];
  let offset = magic.length;
  while (offset < bytes.length) {
    const frame = readFrame(bytes, offset);
    if (frame === undefined) {
      return { records, goodBytes: offset, end: isTorn(bytes, offset) ? 'torn' : 'damaged' };
    }
    records.push(frame.record);
    offset = frame.end;
  }
  return { records, goodBytes: offset, end: 'whole' };
}

function readFrame(bytes: Buffer, offset: number): { record: unknown; end: number } | undefined {
  const end = frameEnd(bytes, offset);
  if (end === undefined || end > bytes.length) return undefined;
  const payload = bytes.subarray(offset + frameHeaderBytes, end);
  if (checksum(bytes.subarray(offset + 4, offset + 8), payload) !== bytes.readUInt32LE(offset + 8)) {
    return undefined;
  }
  try {
    const packed = inflateRawSync(payload, { maxOutputLength: maxRecordBytes });
    // As plain bytes, so that those in the record are no Buffers either.
    return { record: decode(new Uint8Array(packed.buffer, packed.byteOffset, packed.length)), end };
  } catch {
    return undefined;
  }
}

/** Where a frame says that it ends; nothing where there is no frame, or not the whole of its first bytes. */
function frameEnd(bytes: Buffer, offset: number): number | undefined {
  if (offset + frameHeaderBytes > bytes.length) return undefined;
  if (!bytes.subarray(offset, offset + 4).equals(marker)) return undefined;
  return offset + frameHeaderBytes + bytes.readUInt32LE(offset + 4);
}

/**
 * Whether what begins here is only the beginning of one frame. A record is written in one piece, so a process that is
 * killed leaves a prefix of it and nothing behind.
 */
function isTorn(bytes: Buffer, offset: number): boolean {
  const rest = bytes.subarray(offset);
  const start = Math.min(rest.length, marker.length);
  if (!rest.subarray(0, start).equals(marker.subarray(0, start))) return false;
  const end = frameEnd(bytes, offset);
  if (end !== undefined && end <= bytes.length) return false;
  // A damaged length may reach beyond the end of the file and hide what follows.
  for (let next = bytes.indexOf(marker, offset + 1); next !== -1; next = bytes.indexOf(marker, next + 1)) {
    if (readFrame(bytes, next) !== undefined) return false;
  }
  return true;
}

function checksum(length: Uint8Array, payload: Uint8Array): number {
  return crc32(payload, crc32(length));
}
