import { boundsOf, readRegion, type Document, type DocumentLayer, type Rect } from '../../document/index.ts';
import { palette, parseColour } from '../../shared/palette.ts';

/** A layer as colours: RGBA, not premultiplied, at its place on the canvas. */
export interface LayerPixels {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** Red, green, blue, alpha of every class as one little-endian word; nothing for where no class is painted. */
const classWords: Uint32Array = (() => {
  const words = new Uint32Array(256);
  for (const { id, colour } of palette) {
    const [red, green, blue] = parseColour(colour);
    if (id !== 0) words[id] = (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
  }
  return words;
})();

/** The layer's pixels inside the canvas, tight around what is painted; `undefined` where there is nothing. */
export function layerPixels(document: Document, layer: DocumentLayer): LayerPixels | undefined {
  const painted = boundsOf(layer.bitmap);
  const rect = painted && intersection(painted, layer, document);
  if (!rect) return undefined;
  const pixels = readRegion(layer.bitmap, rect);
  const { x, y, width, height } = rect;
  return { left: x + layer.x, top: y + layer.y, width, height, rgba: toColours(layer.kind, pixels) };
}

/** Class ids as the colours of the palette, nothing where there is none. */
export function classColours(classIds: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const words = new Uint32Array(classIds.length);
  for (let pixel = 0; pixel < words.length; pixel++) words[pixel] = classWords[classIds[pixel]!]!;
  return new Uint8ClampedArray(words.buffer);
}

function toColours(kind: DocumentLayer['kind'], pixels: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  if (kind === 'picture') return new Uint8ClampedArray(pixels);
  if (kind === 'semantic') return classColours(pixels);
  const words = new Uint32Array(pixels.length);
  // A mask is white where it covers.
  for (let pixel = 0; pixel < words.length; pixel++) words[pixel] = ((pixels[pixel]! << 24) | 0xffffff) >>> 0;
  return new Uint8ClampedArray(words.buffer);
}

/** The painted part that lies on the canvas, in coordinates of the layer's bitmap. */
function intersection(painted: Rect, layer: DocumentLayer, { width, height }: Document): Rect | undefined {
  const left = Math.max(painted.x, -layer.x);
  const top = Math.max(painted.y, -layer.y);
  const right = Math.min(painted.x + painted.width, width - layer.x);
  const bottom = Math.min(painted.y + painted.height, height - layer.y);
  return right > left && bottom > top
    ? { x: left, y: top, width: right - left, height: bottom - top }
    : undefined;
}
