import sharp, { type Metadata } from 'sharp';
import {
  assertReadableSize,
  nameFormat,
  readPngChunks,
  readPngHeader,
  truncated,
  writePngChunks,
} from '../../files/png-file.ts';
import { emptyFile, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

/** Decoders of the formats that people keep pictures in. */
const decoders = {
  operation: [
    'VipsForeignLoadPng',
    'VipsForeignLoadJpeg',
    'VipsForeignLoadWebp',
    'VipsForeignLoadTiff',
    'VipsForeignLoadNsgif',
    'VipsForeignLoadHeif',
  ],
};
// All others are attack surface only.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock(decoders);
// Every file is decoded once; a cache would hold on to pixels that nobody asks for again.
sharp.cache(false);

/** Something about a picture file that its pixels no longer show. */
export interface PictureNote {
  readonly code: 'FIRST_FRAME' | 'ALPHA_FLATTENED' | 'ROTATED' | 'DEPTH_REDUCED' | 'COLOURS_CONVERTED';
  readonly message: string;
}

/** Any picture file as pixels. */
export interface ReadPicture {
  /** In pixels, as the picture is shown: turned as its camera noted. */
  readonly width: number;
  readonly height: number;
  /** sRGB bytes, row by row. */
  readonly rgb: Uint8Array;
  readonly notes: readonly PictureNote[];
}

/**
 * A picture file of any kind that people have, as RGB: PNG, JPEG, WebP, TIFF, GIF or AVIF.
 *
 * Turned as a camera noted it, in sRGB by its own profile, the first of several frames, on white where it is
 * transparent; a plain 8-bit RGB picture keeps its bytes. The size is checked before any pixel is decoded.
 *
 * @throws UmberError `FILE_EMPTY`, `PICTURE_TRUNCATED`, `PICTURE_SIZE`, `PICTURE_UNREADABLE` (damaged, or no picture
 * that is read)
 */
export async function readPictureFile(bytes: Uint8Array): Promise<ReadPicture> {
  if (bytes.length === 0) throw emptyFile();
  // Again, each time: another part of the process may have blocked what it does not read itself.
  sharp.unblock(decoders);
  const format = formatOf(bytes);
  checkLength(bytes, format);
  const shown = format === 'PNG' ? withoutTexts(bytes) : bytes;
  const open = () => sharp(shown, { failOn: 'error', limitInputPixels: false });
  try {
    const found = await open().metadata();
    assertReadableSize(found.width, found.height);
    // Only a picture that is really seen through is put on white: what is opaque keeps its bytes.
    const isTransparent = found.hasAlpha && !(await open().stats()).isOpaque;
    const image = isTransparent ? open().flatten({ background: 'white' }) : open().removeAlpha();
    const { data, info } = await image
      .autoOrient()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    const rgb = info.channels === 3 ? data : spreadGrey(data, width * height);
    return { width, height, rgb, notes: notesOn(found, isTransparent) };
  } catch (error) {
    if (error instanceof UmberError) throw error;
    throw explain(error, format);
  }
}

/** The formats that are read, by how their files begin. */
const formats = [
  ['PNG', /^\x89PNG/],
  ['JPEG', /^\xff\xd8\xff/],
  ['WebP', /^RIFF.{4}WEBP/s],
  ['TIFF', /^(II\*\0|MM\0\*)/],
  ['GIF', /^GIF8/],
  ['AVIF', /^.{4}ftyp(avi|mif)/s],
] as const;
type Format = (typeof formats)[number][0];

function formatOf(bytes: Uint8Array): Format {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  const found = formats.find(([, pattern]) => pattern.test(start));
  if (found) return found[0];
  const name = nameFormat(bytes);
  throw new UmberError(
    'PICTURE_UNREADABLE',
    name
      ? sentence`The file is ${name}, which cannot be read.`
      : sentence`The file is no picture that can be read.`,
    { advice: sentence`Use a PNG, JPEG, WebP, TIFF, GIF or AVIF.` },
  );
}

/** Files that say how long they are: decoders complain of what is missing in words of their own, or not at all. */
function checkLength(bytes: Uint8Array, format: Format): void {
  if (format === 'PNG') {
    readPngHeader(bytes);
    return;
  }
  if (bytes.length < 16) throw truncated(format);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittleEndian = bytes[0] === 0x49;
  const needed =
    format === 'WebP'
      ? 8 + view.getUint32(4, true)
      : format === 'TIFF'
        ? view.getUint32(4, isLittleEndian) + 2
        : 0;
  if (needed > bytes.length) throw truncated(format);
}

/** What of a PNG says how it looks, beside the chunks that none is without. */
const coloursAndTurn = new Set(['tRNS', 'iCCP', 'sRGB', 'gAMA', 'cHRM', 'eXIf']);

/** libvips takes seconds over texts as long as the pictures that a result of ours carries, and skips the longest. */
function withoutTexts(png: Uint8Array): Uint8Array {
  return writePngChunks(
    readPngChunks(png).filter(
      ({ type, isIntact }) => /^[A-Z]/.test(type) || (isIntact && coloursAndTurn.has(type)),
    ),
  );
}

function notesOn(found: Metadata, isTransparent: boolean): PictureNote[] {
  const notes: PictureNote[] = [];
  const note = (code: PictureNote['code'], message: string) => notes.push({ code, message });
  const { pages = 1, orientation = 1, depth, space } = found;
  if (pages > 1) {
    note('FIRST_FRAME', `The file holds ${pages} pictures; the first is used.`);
  }
  if (isTransparent) {
    note('ALPHA_FLATTENED', 'The picture is transparent in places; they are white now.');
  }
  if (orientation > 1) note('ROTATED', 'The picture is turned as its camera noted.');
  if (depth !== 'uchar') {
    note('DEPTH_REDUCED', 'The picture has more than 8 bits per colour; 8 are used.');
  }
  if (space === 'cmyk' || space === 'lab' || space === 'labs') {
    note('COLOURS_CONVERTED', `The picture's colours are ${space.toUpperCase()}; they are sRGB now.`);
  }
  return notes;
}

function spreadGrey(grey: Uint8Array, pixels: number): Uint8Array {
  const rgb = new Uint8Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) rgb.fill(grey[pixel]!, 3 * pixel, 3 * pixel + 3);
  return rgb;
}

/** What a decoder's complaint means to the person whose picture it is. */
function explain(error: unknown, format: Format): UmberError {
  const complaint = error instanceof Error ? error.message : String(error);
  if (/premature end|truncat|end of|read error/i.test(complaint)) return truncated(format, error);
  return new UmberError('PICTURE_UNREADABLE', sentence`The ${format} is damaged, or of a rare kind.`, {
    cause: error,
    advice: sentence`Open it in a painting program and save it again as PNG.`,
  });
}
