import sharp from 'sharp';
import { readPngChunks, readPngHeader, writePngChunks } from '../../files/png-file.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';

// Decoders for formats that nothing here reads are attack surface only.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp'],
});
// Every file is decoded once; a cache would hold on to pixels that nobody asks for again.
sharp.cache(false);

/** All that a layer needs, and all that makes the pixels of any picture. */
const layerChunks = /^(IHDR|IDAT|IEND)$/;
const pictureChunks = /^(IHDR|PLTE|tRNS|IDAT|IEND)$/;

/** Pixels of a layer or of a picture, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** One byte of class or coverage, or RGBA. */
  readonly channels: 1 | 4;
  readonly pixels: Uint8Array;
}

/** A PNG of exactly these pixels: 8-bit grey, or RGBA. It holds nothing else. */
export async function encodeRaster({ width, height, channels, pixels }: Raster): Promise<Uint8Array> {
  const image = sharp(pixels, { raw: { width, height, channels } });
  const png = await (channels === 1 ? image.toColourspace('b-w') : image)
    // Areas of one class compress best as they are; pictures do when each row is compared to the one above.
    .png({ compressionLevel: 4, adaptiveFiltering: channels === 4 })
    .toBuffer();
  return keepChunks(png, layerChunks);
}

/**
 * The pixels of a PNG that `encodeRaster` wrote. The decoder sees size, pixels and end, and no other chunk.
 *
 * @param size that it must have, checked before anything is decoded
 * @throws UmberError the `PICTURE_…` codes, also where it is of another kind or size
 */
export async function decodeRaster(
  png: Uint8Array,
  channels: 1 | 4,
  size: { readonly width: number; readonly height: number },
): Promise<Raster> {
  const { colourType, depth, width, height } = readPngHeader(png);
  const isOurs = depth === 8 && colourType === (channels === 1 ? 'grey' : 'rgba');
  if (!isOurs || width !== size.width || height !== size.height) {
    throw unreadable(sentence`The layer is a PNG of another kind or size.`);
  }
  const plain = keepChunks(png, layerChunks);
  try {
    const image = sharp(plain, { failOn: 'warning' });
    const { data, info } = await (channels === 1 ? image.toColourspace('b-w') : image)
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== channels) throw unreadable(sentence`The layer is a PNG of another kind.`);
    return { width: info.width, height: info.height, channels, pixels: data };
  } catch (error) {
    if (error instanceof UmberError) throw error;
    throw unreadable(sentence`The pixels of the layer are damaged.`, error);
  }
}

/**
 * A small PNG of RGB pixels.
 *
 * @param rgb `height × width × 3`
 * @param side longest side of the result; nothing is enlarged
 */
export function shrinkPixels(
  rgb: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  side: number,
): Promise<Uint8Array> {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 6, adaptiveFiltering: true })
    .toBuffer();
}

/**
 * A small WebP of any PNG. The decoder sees what makes its pixels, and no other chunk.
 *
 * @param side longest side of the result; nothing is enlarged
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes
 */
export async function shrinkPng(png: Uint8Array, side: number): Promise<Uint8Array> {
  readPngHeader(png);
  const plain = keepChunks(png, pictureChunks);
  try {
    return await sharp(plain, { failOn: 'warning' })
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
  } catch (error) {
    throw new UmberError('PICTURE_UNREADABLE', sentence`The pixels of the picture are damaged.`, {
      cause: error,
      advice: sentence`Paint it again: its recipe may still be readable.`,
    });
  }
}

/** The PNG with only these of its chunks, and of them only those that are intact. */
function keepChunks(png: Uint8Array, kept: RegExp): Uint8Array {
  return writePngChunks(readPngChunks(png).filter(({ type, isIntact }) => isIntact && kept.test(type)));
}

function unreadable(message: Sentence, cause?: unknown): UmberError {
  return new UmberError('PICTURE_UNREADABLE', message, {
    cause,
    advice: sentence`Open an earlier version of the project.`,
  });
}
