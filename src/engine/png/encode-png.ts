import sharp from 'sharp';
import { readPngChunks, textChunk, writePngChunks } from '../../files/png-file.ts';

/** Size of a picture, and what it carries. */
export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** Text chunks by keyword, ASCII only; as bytes where one may be longer than any string. */
  readonly text?: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * A PNG of RGB bytes, row by row. The same bytes in give the same bytes out.
 *
 * @param rgb `height × width × 3`
 */
export async function encodePng(
  rgb: Uint8Array,
  { width, height, text = {} }: PngOptions,
): Promise<Uint8Array> {
  if (rgb.length !== width * height * 3) {
    throw new RangeError(`${rgb.length} bytes are not ${width}×${height} RGB pixels`);
  }
  const plain = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6, adaptiveFiltering: true })
    .toBuffer();
  // What libvips adds about resolution says nothing about a painted picture.
  const [header, ...rest] = readPngChunks(plain).filter(({ type }) => /^(IHDR|IDAT|IEND)$/.test(type));
  const texts = Object.entries(text).map(([keyword, value]) => textChunk(keyword, value));
  return writePngChunks([header!, ...texts, ...rest]);
}

/**
 * A PNG of one grey byte per pixel, row by row.
 *
 * @param grey `height × width`
 */
export async function encodeGreyPng(
  grey: Uint8Array,
  { width, height }: Pick<PngOptions, 'width' | 'height'>,
): Promise<Uint8Array> {
  if (grey.length !== width * height) {
    throw new RangeError(`${grey.length} bytes are not ${width}×${height} grey pixels`);
  }
  const plain = await sharp(grey, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 6 })
    .toBuffer();
  return writePngChunks(readPngChunks(plain).filter(({ type }) => /^(IHDR|IDAT|IEND)$/.test(type)));
}

/** JSON in ASCII: everything else escaped, so that it fits a PNG text chunk. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
