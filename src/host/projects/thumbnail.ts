import { compositePicture, flattenLayout, type Document } from '../../document/index.ts';
import { palette, parseColour, UNLABELLED } from '../../shared/palette.ts';
import { shrinkPixels } from '../storage/raster-png.ts';

/** Longest side of a project's small picture, in pixels. */
const thumbnailSide = 320;
/** Points looked at for each of its pixels, in each direction. */
const oversampling = 2;

const colours = palette.map(({ colour }) => parseColour(colour));
const background: readonly [number, number, number] = [236, 236, 236];

/**
 * A small PNG of a document: its pictures over its layout in the colours of the palette.
 *
 * Rows of the canvas are drawn one by one, and only those that are looked at, so that a large canvas costs little.
 */
export async function drawThumbnail(document: Document): Promise<Uint8Array> {
  const scale = Math.min(1, (thumbnailSide * oversampling) / Math.max(document.width, document.height));
  const width = Math.max(1, Math.round(document.width * scale));
  const height = Math.max(1, Math.round(document.height * scale));
  const rgb = Buffer.alloc(width * height * 3);
  const hasPictures = document.layers.some(({ kind, isVisible }) => kind === 'picture' && isVisible);
  for (let y = 0; y < height; y++) {
    const row = { x: 0, y: sampleAt(y, height, document.height), width: document.width, height: 1 };
    const { classIds } = flattenLayout(document, row, { gaps: 'unlabelled' });
    const picture = hasPictures ? compositePicture(document, row) : undefined;
    for (let x = 0; x < width; x++) {
      const column = sampleAt(x, width, document.width);
      const under = colourOf(classIds[column]!);
      const alpha = picture === undefined ? 0 : picture[column * 4 + 3]! / 255;
      for (let channel = 0; channel < 3; channel++) {
        const over = picture?.[column * 4 + channel] ?? 0;
        rgb[(y * width + x) * 3 + channel] = Math.round(under[channel]! * (1 - alpha) + over * alpha);
      }
    }
  }
  return shrinkPixels(rgb, { width, height }, thumbnailSide);
}

/** The middle of the stretch of the canvas that a sample stands for. */
function sampleAt(index: number, samples: number, pixels: number): number {
  return Math.min(pixels - 1, Math.floor(((index + 0.5) * pixels) / samples));
}

function colourOf(classId: number): readonly number[] {
  return classId === UNLABELLED ? background : (colours[classId] ?? background);
}
