import { crc32, inflateSync } from 'node:zlib';
import { emptyFile, UmberError } from '../shared/errors.ts';
import { sentence, type Sentence } from '../shared/sentence.ts';

/** Longest side of a picture that is read. */
export const MAX_SIDE = 16384;
/** Most pixels of a picture that is read: decoding takes several times that many bytes. */
export const MAX_PIXELS = 2 ** 27;

/** Longest text that is unpacked where nobody says otherwise: a recipe with the longest prompts fits several times. */
const maxTextBytes = 2 ** 20;

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const headerLength = 13;

/** What a sample of a PNG means. */
export type PngColourType = 'grey' | 'rgb' | 'indexed' | 'grey-alpha' | 'rgba';

/** Size and kind of a PNG. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: PngColourType;
  readonly interlaced: boolean;
}

/** One chunk of a PNG file; `data` is a view into the file. */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  readonly isIntact: boolean;
}

const colourTypes: Record<number, { name: PngColourType; depths: readonly number[] }> = {
  0: { name: 'grey', depths: [1, 2, 4, 8, 16] },
  2: { name: 'rgb', depths: [8, 16] },
  3: { name: 'indexed', depths: [1, 2, 4, 8] },
  4: { name: 'grey-alpha', depths: [8, 16] },
  6: { name: 'rgba', depths: [8, 16] },
};

/** The error for a PNG that is damaged, or of a kind that cannot be read. */
export function unreadable(message: Sentence, cause?: unknown): UmberError {
  return new UmberError('PICTURE_UNREADABLE', message, {
    cause,
    advice: sentence`Open it in a painting program and save it again as PNG.`,
  });
}

/** The error for a picture that ends too early; `what` names the kind of file, as in "PNG". */
export function truncated(what = 'PNG', cause?: unknown): UmberError {
  return new UmberError('PICTURE_TRUNCATED', sentence`The ${what} is cut short.`, {
    cause,
    advice: sentence`Copy or download it again, or save it again from where it was painted.`,
  });
}

/**
 * Refuses a picture that has no pixels, or more than are read.
 *
 * @throws UmberError `PICTURE_SIZE`
 */
export function assertReadableSize(width: number, height: number): void {
  if (width >= 1 && height >= 1 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) {
    return;
  }
  throw new UmberError('PICTURE_SIZE', sentence`The picture is ${width}×${height} pixels.`, {
    advice: sentence`Each side may be 1 to ${MAX_SIDE} pixels, and both together at most ${Math.floor(MAX_PIXELS / 1e6)} megapixels. Scale it to the size you want to paint.`,
  });
}

/**
 * Size and kind of a PNG, from its first 33 bytes and nothing else.
 *
 * @throws UmberError `FILE_EMPTY`, `PICTURE_NOT_PNG`, `PICTURE_TRUNCATED`, `PICTURE_UNREADABLE` (damaged),
 * `PICTURE_SIZE` (a side of 0 or beyond the limits)
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (bytes.length === 0) throw emptyFile();
  if (signature.some((byte, index) => index < bytes.length && bytes[index] !== byte)) {
    const format = nameFormat(bytes);
    throw new UmberError(
      'PICTURE_NOT_PNG',
      format ? sentence`The file is not a PNG but ${format}.` : sentence`The file is not a PNG.`,
      {
        advice: sentence`Use a PNG: any painting program can save a layout as one, and the pictures that Umber writes are.`,
      },
    );
  }
  if (bytes.length < 8 + 8 + headerLength + 4) throw truncated();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8) !== headerLength || typeAt(bytes, 12) !== 'IHDR') {
    throw unreadable(sentence`The PNG does not begin with a header.`);
  }
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  // Before the checksum, so that an impossible size is named as such.
  assertReadableSize(width, height);
  if (crc32(bytes.subarray(12, 16 + headerLength)) !== view.getUint32(16 + headerLength)) {
    throw unreadable(sentence`The header of the PNG is damaged.`);
  }
  const kind = colourTypes[bytes[25] ?? -1];
  const depth = bytes[24] ?? 0;
  if (kind === undefined || !kind.depths.includes(depth) || bytes[26] !== 0 || bytes[27] !== 0) {
    throw unreadable(sentence`The PNG is of a kind that does not exist.`);
  }
  if (bytes[28] !== 0 && bytes[28] !== 1)
    throw unreadable(sentence`The PNG is of a kind that does not exist.`);
  return { width, height, depth, colourType: kind.name, interlaced: bytes[28] === 1 };
}

/**
 * All chunks from the header to the end mark.
 *
 * @throws UmberError `PICTURE_TRUNCATED` where the file ends before the end mark, `PICTURE_UNREADABLE` where a chunk
 * that the picture needs is damaged
 */
export function readPngChunks(bytes: Uint8Array): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  let offset = 8;
  for (;;) {
    if (offset + 12 > bytes.length) throw truncated();
    const length = view.getUint32(offset);
    const end = offset + 12 + length;
    if (end > bytes.length) throw truncated();
    const type = typeAt(bytes, offset + 4);
    const isIntact = crc32(bytes.subarray(offset + 4, end - 4)) === view.getUint32(end - 4);
    // Upper case first letter: needed to show the picture.
    if (!isIntact && /^[A-Z]/.test(type))
      throw unreadable(sentence`The PNG is damaged: a checksum does not match.`);
    chunks.push({ type, data: bytes.subarray(offset + 8, end - 4), isIntact });
    if (type === 'IEND') return chunks;
    offset = end;
  }
}

/** A PNG of exactly these chunks. */
export function writePngChunks(chunks: readonly Pick<PngChunk, 'type' | 'data'>[]): Uint8Array {
  const total = chunks.reduce((sum, chunk) => sum + 12 + chunk.data.length, signature.length);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  bytes.set(signature);
  let offset = signature.length;
  for (const { type, data } of chunks) {
    view.setUint32(offset, data.length);
    bytes.set(asciiBytes(type), offset + 4);
    bytes.set(data, offset + 8);
    view.setUint32(offset + 8 + data.length, crc32(bytes.subarray(offset + 4, offset + 8 + data.length)));
    offset += 12 + data.length;
  }
  return bytes;
}

/** A text chunk. Both parts must be ASCII, so that every reader of PNG text sees the same; bytes are taken to be. */
export function textChunk(keyword: string, text: string | Uint8Array): Pick<PngChunk, 'type' | 'data'> {
  const bytes = typeof text === 'string' ? asciiBytes(text) : text;
  return { type: 'tEXt', data: Buffer.concat([asciiBytes(`${keyword}\0`), bytes]) };
}

/**
 * The text of the first intact chunk of that keyword, or `undefined`. Umber writes plain ones; programs that edit a
 * picture may write them anew compressed, or as international text.
 */
export function readText(chunks: readonly PngChunk[], keyword: string): string | undefined {
  const found = findText(chunks, keyword, maxTextBytes);
  return found && Buffer.from(found.bytes).toString(found.encoding);
}

/**
 * The same as bytes, for texts that are longer than any string. Plain ones are views into the file.
 *
 * @param maxBytes most that is unpacked of a compressed one; longer ones count as damaged
 */
export function readTextBytes(
  chunks: readonly PngChunk[],
  keyword: string,
  maxBytes: number,
): Uint8Array | undefined {
  return findText(chunks, keyword, maxBytes)?.bytes;
}

interface TextBytes {
  readonly bytes: Uint8Array;
  readonly encoding: 'latin1' | 'utf8';
}

function findText(chunks: readonly PngChunk[], keyword: string, maxBytes: number): TextBytes | undefined {
  const prefix = asciiBytes(`${keyword}\0`);
  for (const { type, data, isIntact } of chunks) {
    if (!isIntact || !prefix.every((byte, index) => data[index] === byte)) continue;
    const text = textOf(type, data.subarray(prefix.length), maxBytes);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** What follows the keyword in the three kinds of text chunks of the PNG specification, section 11.3.3. */
function textOf(type: string, data: Uint8Array, maxBytes: number): TextBytes | undefined {
  if (type === 'tEXt') return { bytes: data, encoding: 'latin1' };
  if (type === 'zTXt') return unpacked(data.subarray(1), 'latin1', maxBytes);
  if (type !== 'iTXt') return undefined;
  // Compression flag and method, then a language and a translated keyword that each end in 0.
  const start = data.indexOf(0, data.indexOf(0, 2) + 1) + 1;
  const text = data.subarray(start);
  return data[0] === 1 ? unpacked(text, 'utf8', maxBytes) : { bytes: text, encoding: 'utf8' };
}

function unpacked(
  data: Uint8Array,
  encoding: TextBytes['encoding'],
  maxBytes: number,
): TextBytes | undefined {
  try {
    return { bytes: inflateSync(data, { maxOutputLength: maxBytes }), encoding };
  } catch {
    return undefined;
  }
}

function asciiBytes(text: string): Uint8Array {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7e) throw new RangeError(`not ASCII at ${index}`);
  }
  return Buffer.from(text, 'latin1');
}

function typeAt(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

/** How files begin that people take for a PNG, or rename to one. */
const otherFormats: readonly (readonly [RegExp, Sentence])[] = [
  [/^\xff\xd8\xff/, sentence`a JPEG`],
  [/^GIF8/, sentence`a GIF`],
  [/^RIFF.{4}WEBP/s, sentence`a WebP`],
  [/^BM/, sentence`a BMP`],
  [/^(II\*\0|MM\0\*)/, sentence`a TIFF`],
  [/^.{4}ftyp(avi|hei|mif)/s, sentence`an AVIF or HEIC picture`],
  [/^8BPS/, sentence`a Photoshop document`],
  [/^gimp xcf/, sentence`a GIMP document`],
  [/^PK/, sentence`a ZIP archive, as Krita and OpenRaster documents are`],
  [/^%PDF/, sentence`a PDF`],
  [/^<(svg|\?xml)/, sentence`an SVG`],
];

/** What a file that is no PNG seems to be, as in "a JPEG". */
export function nameFormat(bytes: Uint8Array): Sentence | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return otherFormats.find(([pattern]) => pattern.test(start))?.[1];
}
