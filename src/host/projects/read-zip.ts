import { crc32, inflateRawSync } from 'node:zlib';
import { fromBufferPromise, type Entry } from 'yauzl';

/** What a reader of zips expects. */
export interface ZipLimits {
  /** Names that may be in it; one other name and the whole is refused. */
  readonly names: RegExp;
  readonly entries: number;
  /** Bytes of one entry, unpacked. */
  readonly entryBytes: number;
  /** Bytes of all entries, unpacked. */
  readonly totalBytes: number;
}

/** Entries by name, unpacked when they are asked for. Reading one throws `ZipError` where it is damaged. */
export type ZipEntries = ReadonlyMap<string, () => Uint8Array>;

/**
 * Why a zip cannot be read: `damaged` is what disks and transfers do, `hostile` what no damage makes and no writer of
 * projects does.
 */
export class ZipError extends Error {
  readonly kind: 'damaged' | 'hostile';

  constructor(kind: 'damaged' | 'hostile', message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ZipError';
    this.kind = kind;
  }
}

const localHeader = Buffer.from('PK\x03\x04', 'latin1');
const localHeaderBytes = 30;
const stored = 0;
const deflated = 8;
/** Deflate reaches 1030:1 on zeros; nothing that is drawn comes near a fifth of that. */
const maxRatio = 200;
const ratioMatters = 2 ** 20;

interface Place {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Offset of the local header. */
  readonly start: number;
}

/**
 * The entries of a zip in memory. Nothing is ever written under the names inside, and nothing of an entry is unpacked
 * before the whole directory has been looked at: names, kinds, sizes, and that no two entries share a byte.
 *
 * @throws ZipError
 */
export async function readZip(bytes: Uint8Array, limits: ZipLimits): Promise<ZipEntries> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = await readDirectory(file, limits);
  const entries = new Map<string, () => Uint8Array>();
  const budget = new Budget(limits.totalBytes);
  let end = 0;
  for (const place of places.sort((first, second) => first.start - second.start)) {
    const data = dataStart(file, place);
    if (place.start < end) throw new ZipError('hostile', 'Entries of the zip overlap.');
    end = data + place.packedBytes;
    if (end > file.length) throw new ZipError('damaged', 'The zip is cut short.');
    if (!place.name.endsWith('/')) entries.set(place.name, () => unpack(file, data, place, budget));
  }
  return entries;
}

/**
 * The entries that can still be found in a damaged zip, by their own headers and whatever its directory says. The same
 * limits hold; what does not keep to them, or does not match its checksum, is passed over.
 */
export function findZipEntries(bytes: Uint8Array, limits: ZipLimits): ZipEntries {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries = new Map<string, () => Uint8Array>();
  const budget = new Budget(limits.totalBytes);
  let start = file.indexOf(localHeader);
  while (start !== -1 && entries.size < limits.entries) {
    let next = start + 4;
    const place = readLocalHeader(file, start);
    if (place && limits.names.test(place.name) && !entries.has(place.name)) {
      try {
        checkSizes(place, limits);
        const data = dataStart(file, place);
        const content = unpack(file, data, place, budget);
        entries.set(place.name, () => content);
        next = data + place.packedBytes;
      } catch (error) {
        if (!(error instanceof ZipError)) throw error;
      }
    }
    start = file.indexOf(localHeader, next);
  }
  return entries;
}

/** Counts what is really unpacked, not what was promised. */
class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) throw new ZipError('hostile', 'The zip unpacks to more than a project can hold.');
  }
}

async function readDirectory(file: Buffer, limits: ZipLimits): Promise<Place[]> {
  const places: Place[] = [];
  const names = new Set<string>();
  try {
    const zip = await fromBufferPromise(file, { lazyEntries: true, strictFileNames: true });
    if (zip.entryCount > limits.entries) throw new ZipError('hostile', 'The zip has too many entries.');
    for await (const entry of zip.eachEntry()) {
      const place = placeOf(entry, limits);
      const folded = place.name.normalize('NFC').toLowerCase();
      if (names.has(folded)) throw new ZipError('hostile', 'The zip has two entries of one name.');
      names.add(folded);
      places.push(place);
    }
  } catch (error) {
    if (error instanceof ZipError) throw error;
    // yauzl tells its reasons in words alone; these are the ones that are about names.
    const isName =
      error instanceof Error && /relative path|absolute path|invalid characters/.test(error.message);
    throw new ZipError(isName ? 'hostile' : 'damaged', 'The directory of the zip cannot be read.', error);
  }
  return places;
}

function placeOf(entry: Entry, limits: ZipLimits): Place {
  const place = {
    name: entry.fileName,
    method: entry.compressionMethod,
    checksum: entry.crc32,
    packedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    start: entry.relativeOffsetOfLocalHeader,
  };
  if (!limits.names.test(place.name)) throw new ZipError('hostile', 'The zip holds what no project has.');
  // Where a Unix made it, the upper half holds the kind of file: regular, a folder, or nothing said.
  const kind = entry.versionMadeBy >> 8 === 3 ? (entry.externalFileAttributes >>> 28) & 15 : 0;
  const isFolder = place.name.endsWith('/');
  if (kind !== 0 && kind !== (isFolder ? 4 : 8)) throw new ZipError('hostile', 'The zip holds a link.');
  if (isFolder && (place.bytes !== 0 || place.packedBytes > 2)) {
    throw new ZipError('hostile', 'The zip has a folder with content.');
  }
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new ZipError('hostile', 'The zip is encrypted.');
  checkSizes(place, limits);
  return place;
}

function checkSizes({ method, bytes, packedBytes }: Place, limits: ZipLimits): void {
  if (method !== stored && method !== deflated) {
    throw new ZipError('hostile', 'The zip is packed in an unknown way.');
  }
  if (method === stored && bytes !== packedBytes) throw new ZipError('hostile', 'The zip’s sizes disagree.');
  const isBomb = bytes > ratioMatters && bytes > packedBytes * maxRatio;
  if (bytes > limits.entryBytes || isBomb) throw new ZipError('hostile', 'An entry of the zip is too large.');
}

/** Where the data of an entry begins, once its own header was found to say the same as the directory. */
function dataStart(file: Buffer, place: Place): number {
  const local = readLocalHeader(file, place.start);
  if (local?.name !== place.name || local.method !== place.method) {
    throw new ZipError('damaged', 'The zip’s directory and its entries disagree.');
  }
  return (
    place.start + localHeaderBytes + file.readUInt16LE(place.start + 26) + file.readUInt16LE(place.start + 28)
  );
}

function readLocalHeader(file: Buffer, start: number): Place | undefined {
  if (start + localHeaderBytes > file.length) return undefined;
  if (!file.subarray(start, start + 4).equals(localHeader)) return undefined;
  const nameEnd = start + localHeaderBytes + file.readUInt16LE(start + 26);
  return {
    name: file.toString('utf8', start + localHeaderBytes, nameEnd),
    method: file.readUInt16LE(start + 8),
    checksum: file.readUInt32LE(start + 14),
    packedBytes: file.readUInt32LE(start + 18),
    bytes: file.readUInt32LE(start + 22),
    start,
  };
}

function unpack(file: Buffer, data: number, place: Place, budget: Budget): Uint8Array {
  const packed = file.subarray(data, data + place.packedBytes);
  if (packed.length !== place.packedBytes) throw new ZipError('damaged', 'The zip is cut short.');
  budget.take(place.bytes);
  let content: Buffer = packed;
  if (place.method === deflated) {
    try {
      // One byte more than promised is enough to tell a lie.
      content = inflateRawSync(packed, { maxOutputLength: place.bytes + 1 });
    } catch (error) {
      throw new ZipError('damaged', 'An entry of the zip cannot be unpacked.', error);
    }
  }
  if (content.length !== place.bytes || crc32(content) !== place.checksum) {
    throw new ZipError('damaged', 'An entry of the zip is damaged.');
  }
  return content;
}
