import { addLayer, emptyBitmap, writeRegion, type Document } from '../../document/index.ts';
import type { LayerKind, Patch } from '../../shared/document-format.ts';

/** Pixels to become a layer, and where their corner lies on the canvas. */
export interface LayerSource {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Class ids, coverage or RGBA, row by row. */
  readonly pixels: Uint8Array;
}

/** The patch that puts a layer with these pixels nearest to the eye. */
export function insertLayerPatch(document: Document, kind: LayerKind, source: LayerSource): Patch {
  return addLayer(document, newLayerOf(kind, source)).patch;
}

/** A layer with these pixels. */
export function newLayerOf(kind: LayerKind, { name, x, y, width, height, pixels }: LayerSource) {
  const bitmap = writeRegion(emptyBitmap(kind === 'picture' ? 4 : 1), { x: 0, y: 0, width, height }, pixels);
  return { kind, name: name.slice(0, 200) || '…', x, y, bitmap };
}

/** The largest size in the shape of a picture of which no side is longer, the picture's own where it is smaller. */
export function sizeWithin(
  source: { readonly width: number; readonly height: number },
  width: number,
  height = width,
): { width: number; height: number } {
  const scale = Math.min(1, width / source.width, height / source.height);
  return {
    width: Math.max(1, Math.round(source.width * scale)),
    height: Math.max(1, Math.round(source.height * scale)),
  };
}

/** A picture drawn at a size, as RGBA. */
export function pictureAtSize(source: ImageBitmap, width: number, height: number): Uint8Array {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser has no canvas.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  return new Uint8Array(context.getImageData(0, 0, width, height).data.buffer);
}

/** A layout in another size, each pixel the class that lies there. */
export function layoutAtSize(
  layout: { readonly width: number; readonly height: number; readonly classIds: Uint8Array },
  width: number,
  height: number,
): Uint8Array {
  if (layout.width === width && layout.height === height) return layout.classIds;
  const result = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * layout.height) / height) * layout.width;
    for (let x = 0; x < width; x++) {
      result[y * width + x] = layout.classIds[row + Math.floor(((x + 0.5) * layout.width) / width)]!;
    }
  }
  return result;
}
