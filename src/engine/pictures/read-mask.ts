import { decodePng, type DecodedPng } from '../png/decode-png.ts';

/** What of a picture is painted anew. */
export interface ReadMask {
  readonly width: number;
  readonly height: number;
  /** Row by row: 0 keeps the pixel, 255 paints it anew. */
  readonly coverage: Uint8Array;
}

/**
 * A mask from any PNG. One that is transparent in places covers what is drawn, as far as it is opaque; any other covers
 * by its brightness, white all of it.
 *
 * @throws UmberError `FILE_EMPTY`, the `PICTURE_…` codes
 */
export function readMask(bytes: Uint8Array): ReadMask {
  const png = decodePng(bytes);
  const { width, height } = png;
  const opacity = Uint8Array.from({ length: width * height }, (_, pixel) => opacityAt(png, pixel));
  const isTransparent = opacity.some((value) => value < 255);
  const coverage = isTransparent ? opacity : opacity.map((_, pixel) => brightnessAt(png, pixel));
  return { width, height, coverage };
}

/** 0 to 255; opaque where the PNG knows no transparency. */
function opacityAt(
  { samples, channels, colourType, depth, palette, transparent }: DecodedPng,
  pixel: number,
): number {
  const at = pixel * channels;
  switch (colourType) {
    case 'indexed':
      return palette[samples[at]!]![3];
    case 'grey-alpha':
    case 'rgba':
      return toByte(samples[at + channels - 1]!, depth);
    case 'grey':
    case 'rgb':
      return transparent?.every((value, channel) => samples[at + channel] === value) ? 0 : 255;
  }
}

/** 0 to 255, by the weights of ITU-R BT.601 for colours. */
function brightnessAt({ samples, channels, colourType, depth, palette }: DecodedPng, pixel: number): number {
  const at = pixel * channels;
  if (colourType === 'indexed') {
    const [red, green, blue] = palette[samples[at]!]!;
    return luma(red, green, blue);
  }
  const [first, second, third] = [0, 1, 2].map((channel) => toByte(samples[at + channel] ?? 0, depth));
  return channels < 3 ? first! : luma(first!, second!, third!);
}

function luma(red: number, green: number, blue: number): number {
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}

function toByte(sample: number, depth: number): number {
  return depth === 16 ? sample >> 8 : (sample * 255) / (2 ** depth - 1);
}
