import { createHash } from 'node:crypto';
import { encode } from 'fast-png';
import { UmberError } from '../../shared/errors.ts';
import { palette, parseColour, UNLABELLED } from '../../shared/palette.ts';
import { decodePng } from '../pictures/decode-png.ts';

/** What is painted where: one palette class per pixel, row by row, 0 where nothing is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly classIds: Uint8Array;
}

/** The layout as an indexed PNG whose indices are class ids; unlabelled pixels are transparent. */
export function encodeLayoutPng({ width, height, classIds }: Layout): Uint8Array {
  return encode(
    {
      width,
      height,
      data: classIds,
      channels: 1,
      depth: 8,
      palette: palette.map(({ id, colour }) => [...parseColour(colour), id === UNLABELLED ? 0 : 255]),
    },
    { zlib: { level: 9 } },
  );
}

/**
 * Reads what `encodeLayoutPng` wrote: indices are class ids, whatever the colours. For anybody else's file, see
 * `readLayout`.
 *
 * @throws PICTURE_UNREADABLE, PICTURE_SIZE, LAYOUT_CLASS_UNKNOWN
 */
export function decodeLayoutPng(bytes: Uint8Array): Layout {
  const { width, height, colourType, samples } = decodePng(bytes);
  if (colourType !== 'indexed' || samples.some((id) => id >= palette.length)) {
    throw new UmberError('LAYOUT_CLASS_UNKNOWN', 'The layout holds classes that this Umber does not know.', {
      advice: 'Use the newest Umber that you have.',
    });
  }
  return { width, height, classIds: Uint8Array.from(samples) };
}

/** SHA-256 of a layout's class ids, as in a recipe, which has its width and height beside it. */
export function hashLayout(layout: Layout): string {
  return createHash('sha256').update(layout.classIds).digest('hex');
}

/** What a layout holds, most first; unlabelled included. */
export function summariseLayout({ classIds }: Layout): { id: number; name: string; pixels: number }[] {
  const counts = new Map<number, number>();
  for (const id of classIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .map(([id, pixels]) => ({ id, name: palette[id]!.name, pixels }))
    .sort((first, second) => second.pixels - first.pixels);
}
