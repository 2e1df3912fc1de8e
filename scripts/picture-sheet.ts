import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import type { GenerationResult } from '../src/engine/index.ts';

/** Pixels between the tiles of a sheet, and around it. */
export const gap = 8;

/** Something square on a sheet, by its upper left corner in pixels. */
export interface Tile {
  readonly picture: Sharp;
  readonly left: number;
  readonly top: number;
}

/** A word above a column, by the middle of its baseline. */
export interface Heading {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** A painted picture, ready to be placed. */
export function toSharp({ rgb, width, height }: GenerationResult): Sharp {
  return sharp(rgb, { raw: { width, height, channels: 3 } });
}

/** Lays tiles of one size out on a dark sheet, as large as they need, and writes it as PNG. */
export async function writeSheet(
  file: string,
  side: number,
  tiles: readonly Tile[],
  headings: readonly Heading[] = [],
): Promise<void> {
  const width = Math.max(...tiles.map(({ left }) => left)) + side + gap;
  const height = Math.max(...tiles.map(({ top }) => top)) + side + gap;
  const overlays: OverlayOptions[] = await Promise.all(
    tiles.map(async ({ picture, left, top }) => ({ input: await picture.png().toBuffer(), left, top })),
  );
  if (headings.length > 0) {
    const texts = headings.map(({ text, x, y }) => `<text x="${x}" y="${y}">${text}</text>`);
    const style = 'font-family="sans-serif" font-size="15" fill="#d8d4cc" text-anchor="middle"';
    // The engine, where it is loaded too, lets sharp read none but pictures.
    sharp.unblock({ operation: ['VipsForeignLoadSvg'] });
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g ${style}>${texts.join('')}</g></svg>`;
    overlays.push({ input: Buffer.from(svg), left: 0, top: 0 });
  }
  await sharp({ create: { width, height, channels: 3, background: '#1b1b1d' } })
    .composite(overlays)
    .png({ compressionLevel: 9 })
    .toFile(file);
}
