import { sentence } from '../../shared/sentence.ts';
import { inflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { readPngChunks, readPngHeader, unreadable, writePngChunks } from '../../files/png-file.ts';
import type { PngChunk, PngHeader } from '../../files/png-file.ts';

/** A decoded PNG with its samples as stored: palette indices and grey values are not scaled. */
export interface DecodedPng extends PngHeader {
  /** `height × width × channels`, one element per sample whatever the depth. */
  readonly samples: Uint8Array | Uint16Array;
  readonly channels: number;
  /** Red, green, blue, alpha for each index; only for indexed pictures. */
  readonly palette: readonly (readonly [number, number, number, number])[];
  /** The one grey value or colour that stands for "transparent", unscaled; only for grey and rgb. */
  readonly transparent: readonly number[] | undefined;
}

const channelsOf = { grey: 1, rgb: 3, indexed: 1, 'grey-alpha': 2, rgba: 4 } as const;
const neededChunks = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);

/**
 * Decodes a PNG of any kind.
 *
 * The size is checked before anything is allocated, the compressed data must hold exactly the pixels that the
 * header promises, and the decoder sees none of the chunks that a picture does not need.
 *
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes
 */
export function decodePng(bytes: Uint8Array): DecodedPng {
  const header = readPngHeader(bytes);
  if (header.interlaced && header.depth < 8) {
    // fast-png 8.0.0 unpacks such pictures wrongly.
    throw unreadable(
      sentence`The PNG is interlaced with less than 8 bits per pixel, which is not supported.`,
    );
  }
  const chunks = readPngChunks(bytes);
  // The decoder would go by the last of them, and what was checked here is the first.
  if (chunks.filter(({ type }) => type === 'IHDR').length > 1)
    throw unreadable(sentence`The PNG has two headers.`);
  const compressed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  if (compressed.length === 0) throw unreadable(sentence`The PNG holds no picture.`);
  checkPixelData(compressed, header);
  const needed = chunks.filter(({ type, isIntact }) => neededChunks.has(type) && isIntact);
  let png;
  try {
    png = decode(writePngChunks(merged(needed, compressed)));
  } catch (error) {
    throw unreadable(sentence`The PNG is damaged.`, error);
  }
  const channels = channelsOf[header.colourType];
  const palette = (png.palette ?? []).map(
    ([red = 0, green = 0, blue = 0, alpha = 255]) => [red, green, blue, alpha] as const,
  );
  const samples = header.depth < 8 ? unpack(png.data, header) : plain(png.data);
  if (header.colourType === 'indexed' && samples.some((index) => index >= palette.length)) {
    throw unreadable(sentence`The PNG uses colours that its own palette does not have.`);
  }
  return {
    ...header,
    samples,
    channels,
    palette,
    transparent: png.transparency && [...png.transparency],
  };
}

/** Red, green and blue bytes of a decoded PNG, row by row; transparency is dropped. */
export function toRgb(png: DecodedPng): Uint8Array {
  const pixels = png.width * png.height;
  const rgb = new Uint8Array(pixels * 3);
  const { samples, channels, palette } = png;
  const largest = 2 ** png.depth - 1;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * channels;
    if (png.colourType === 'indexed') {
      const [red, green, blue] = palette[samples[at]!]!;
      rgb.set([red, green, blue], pixel * 3);
    } else {
      for (let channel = 0; channel < 3; channel++) {
        const sample = samples[at + (channels < 3 ? 0 : channel)]!;
        // The high byte of 16 bits gives the 8 bits back from either way of widening them.
        rgb[pixel * 3 + channel] = png.depth === 16 ? sample >> 8 : (sample * 255) / largest;
      }
    }
  }
  return rgb;
}

/**
 * A PNG's pixels as RGB bytes, row by row.
 *
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes
 */
export function readPicture(bytes: Uint8Array): { width: number; height: number; rgb: Uint8Array } {
  const png = decodePng(bytes);
  return { width: png.width, height: png.height, rgb: toRgb(png) };
}

/** All pixel data as one chunk, in the place of the first. */
function merged(chunks: readonly PngChunk[], compressed: Uint8Array): Pick<PngChunk, 'type' | 'data'>[] {
  const first = chunks.findIndex(({ type }) => type === 'IDAT');
  return chunks
    .map((chunk, index) => (index === first ? { type: 'IDAT', data: compressed } : chunk))
    .filter(({ type }, index) => type !== 'IDAT' || index === first);
}

function checkPixelData(compressed: Uint8Array, header: PngHeader): void {
  const expected = rawLength(header);
  let actual;
  try {
    // A bomb stops at the size that the header allows.
    actual = inflateSync(compressed, { maxOutputLength: expected }).length;
  } catch (error) {
    throw unreadable(sentence`The pixel data of the PNG is damaged.`, error);
  }
  if (actual !== expected) throw unreadable(sentence`The PNG is cut short: pixels are missing.`);
}

/** Bytes of the pixel data before compression, filter bytes included. */
function rawLength({ width, height, depth, colourType, interlaced }: PngHeader): number {
  const passLength = (columns: number, rows: number): number =>
    columns === 0 ? 0 : rows * (1 + Math.ceil((columns * depth * channelsOf[colourType]) / 8));
  if (!interlaced) return passLength(width, height);
  // First column, first row, column step and row step of each pass: the PNG specification's table of Adam7.
  const passes = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const;
  return passes.reduce((sum, [column, row, columnStep, rowStep]) => {
    const columns = Math.max(0, Math.ceil((width - column) / columnStep));
    const rows = Math.max(0, Math.ceil((height - row) / rowStep));
    return sum + passLength(columns, rows);
  }, 0);
}

function plain(samples: Uint8Array | Uint8ClampedArray | Uint16Array): Uint8Array | Uint16Array {
  return samples instanceof Uint8ClampedArray ? new Uint8Array(samples.buffer) : samples;
}

/** One element per sample from rows that are packed to whole bytes. */
function unpack(packed: ArrayLike<number>, { width, height, depth }: PngHeader): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = 2 ** depth - 1;
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = packed[y * rowBytes + (bit >> 3)]!;
      samples[y * width + x] = (byte >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return samples;
}
