import { deflateSync } from 'node:zlib';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { palette, parseColour, UNLABELLED } from '../../shared/palette.ts';
import { decodePng } from '../png/decode-png.ts';
import { writePngChunks } from '../../files/png-file.ts';

/** What is painted where: one palette class per pixel, row by row, 0 where nothing is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly classIds: Uint8Array;
}

/** The layout as an indexed PNG whose indices are class ids; unlabelled pixels are transparent. */
export function encodeLayoutPng({ width, height, classIds }: Layout): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits per pixel, indexed.
  header.set([8, 3], 8);
  // A row begins with its filter, here none: what is painted by hand compresses best as it is.
  const rows = Buffer.alloc(height * (1 + width));
  for (let y = 0; y < height; y++) {
    rows.set(classIds.subarray(y * width, (y + 1) * width), y * (1 + width) + 1);
  }
  return writePngChunks([
    { type: 'IHDR', data: header },
    { type: 'PLTE', data: Uint8Array.from(palette.flatMap(({ colour }) => parseColour(colour))) },
    { type: 'tRNS', data: Uint8Array.from(palette, ({ id }) => (id === UNLABELLED ? 0 : 255)) },
    { type: 'IDAT', data: deflateSync(rows, { level: 9 }) },
    { type: 'IEND', data: new Uint8Array(0) },
  ]);
}

/**
 * Reads what `encodeLayoutPng` wrote: indices are class ids, whatever the colours. For anybody else's file, see
 * `readLayout`.
 *
 * @throws UmberError the `PICTURE_…` codes, `LAYOUT_CLASS_UNKNOWN`
 */
export function decodeLayoutPng(bytes: Uint8Array): Layout {
  const { width, height, colourType, samples } = decodePng(bytes);
  if (colourType !== 'indexed' || samples.some((id) => id >= palette.length)) {
    throw new UmberError(
      'LAYOUT_CLASS_UNKNOWN',
      sentence`The layout holds classes that this Umber does not know.`,
      {
        advice: sentence`Use the newest Umber that you have.`,
      },
    );
  }
  return { width, height, classIds: Uint8Array.from(samples) };
}

/** What a layout holds, most first; unlabelled included. */
export function summariseLayout({ classIds }: Layout): { id: number; name: string; pixels: number }[] {
  const counts = new Map<number, number>();
  for (const id of classIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .map(([id, pixels]) => ({ id, name: palette[id]!.name, pixels }))
    .sort((first, second) => second.pixels - first.pixels);
}
