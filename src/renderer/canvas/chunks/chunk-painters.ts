import type { Rect } from '../../../document/index.ts';
import { CHUNK_SIDE, chunkRect, type ChunkPlace } from './chunk-levels.ts';
import { placedParts, type DisplayLayer } from './display-layers.ts';
import { colourLayout, type LayoutColours } from './layout-colours.ts';
import { sampleBitmap, type SampleGrid } from './sample-bitmap.ts';

/** Paints `pixels` of a chunk's picture anew. */
export type PaintChunk = (
  place: ChunkPlace,
  pixels: Rect,
  context: OffscreenCanvasRenderingContext2D,
) => void;

const CHUNK_PIXELS = CHUNK_SIDE * CHUNK_SIDE;

/** The points of the canvas that a part of a chunk shows, `detail` of them for each of its pixels and direction. */
function gridOf(place: ChunkPlace, pixels: Rect, detail = 1): SampleGrid {
  const { x, y } = chunkRect(place);
  const step = 2 ** place.level;
  return {
    x: x + pixels.x * step,
    y: y + pixels.y * step,
    step: step / detail,
    columns: pixels.width * detail,
    rows: pixels.height * detail,
  };
}

/** Words of RGBA as an image, without copying them. */
function asImage(words: Uint32Array<ArrayBuffer>, width: number, height: number): ImageData {
  return new ImageData(new Uint8ClampedArray(words.buffer, 0, width * height * 4), width, height);
}

/** Phase of an endless pattern at a part of a chunk; 256 is a multiple of every pattern's side. */
const patternPhase = (pixels: Rect) => ({ patternX: pixels.x, patternY: pixels.y });

interface LayoutLook {
  readonly colours: LayoutColours;
  readonly hasGaps: boolean;
}

/**
 * The nearest class of every point of a grid into `classIds`, and the opacity of its layer, 0 to 255, into `alphas`.
 *
 * @param ofLayer  room for what one layer has there
 */
function nearestClasses(
  semantic: readonly DisplayLayer[],
  grid: SampleGrid,
  { classIds, alphas, ofLayer }: Record<'classIds' | 'alphas' | 'ofLayer', Uint8Array>,
): void {
  const count = grid.columns * grid.rows;
  classIds.fill(0, 0, count);
  for (const layer of semantic) {
    const alpha = Math.round(layer.opacity * 255);
    for (const part of placedParts(layer)) {
      if (!sampleBitmap(part, grid, ofLayer)) continue;
      for (let pixel = 0; pixel < count; pixel++) {
        const classId = ofLayer[pixel]!;
        if (classId === 0) continue;
        classIds[pixel] = classId;
        alphas[pixel] = alpha;
      }
    }
  }
}

const semanticOf = (layers: readonly DisplayLayer[]) => layers.filter(({ kind }) => kind === 'semantic');

/** Semantic layers: the nearest class of each pixel, in its colour. */
export function layoutPainter(layers: () => readonly DisplayLayer[], look: () => LayoutLook): PaintChunk {
  const classIds = new Uint8Array(CHUNK_PIXELS);
  const ofLayer = new Uint8Array(CHUNK_PIXELS);
  const alphas = new Uint8Array(CHUNK_PIXELS);
  const words = new Uint32Array(CHUNK_PIXELS);
  return (place, pixels, context) => {
    const count = pixels.width * pixels.height;
    const semantic = semanticOf(layers());
    const hasAlphas = semantic.some((layer) => layer.opacity < 1);
    nearestClasses(semantic, gridOf(place, pixels), { classIds, alphas, ofLayer });
    colourLayout(classIds, hasAlphas ? alphas : undefined, pixels.width, words.subarray(0, count), {
      ...look(),
      hasGaps: look().hasGaps && semantic.length > 0,
      ...patternPhase(pixels),
    });
    context.putImageData(asImage(words, pixels.width, pixels.height), pixels.x, pixels.y);
  };
}

/** What a gesture has made of the semantic layers where it has changed them, at full strength; nothing elsewhere. */
export function strokePainter(
  before: () => readonly DisplayLayer[],
  now: () => readonly DisplayLayer[],
  look: () => LayoutLook,
): PaintChunk {
  const alphas = new Uint8Array(CHUNK_PIXELS);
  const ofLayer = new Uint8Array(CHUNK_PIXELS);
  const old = new Uint8Array(CHUNK_PIXELS);
  const classIds = new Uint8Array(CHUNK_PIXELS);
  const words = new Uint32Array(CHUNK_PIXELS);
  return (place, pixels, context) => {
    const grid = gridOf(place, pixels);
    const count = pixels.width * pixels.height;
    nearestClasses(semanticOf(before()), grid, { classIds: old, alphas, ofLayer });
    nearestClasses(semanticOf(now()), grid, { classIds, alphas, ofLayer });
    const out = words.subarray(0, count);
    colourLayout(classIds, undefined, pixels.width, out, { ...look(), ...patternPhase(pixels) });
    for (let pixel = 0; pixel < count; pixel++) if (classIds[pixel] === old[pixel]) out[pixel] = 0;
    context.putImageData(asImage(words, pixels.width, pixels.height), pixels.x, pixels.y);
  };
}

/** Red, green and blue of masks, which no class of the palette has; stripes tell them without colour. */
const MASK_COLOUR = 255 | (64 << 8) | (112 << 16);

/** Mask layers: what they cover, tinted and striped. */
export function maskPainter(layers: () => readonly DisplayLayer[]): PaintChunk {
  const coverage = new Uint8Array(CHUNK_PIXELS);
  const most = new Uint8Array(CHUNK_PIXELS);
  const words = new Uint32Array(CHUNK_PIXELS);
  return (place, pixels, context) => {
    const grid = gridOf(place, pixels);
    const count = pixels.width * pixels.height;
    most.fill(0, 0, count);
    for (const layer of layers()) {
      if (layer.kind !== 'mask') continue;
      for (const part of placedParts(layer)) {
        if (!sampleBitmap(part, grid, coverage)) continue;
        for (let pixel = 0; pixel < count; pixel++) {
          most[pixel] = Math.max(most[pixel]!, coverage[pixel]! * layer.opacity);
        }
      }
    }
    for (let pixel = 0; pixel < count; pixel++) {
      const x = (pixel % pixels.width) + pixels.x;
      const y = Math.floor(pixel / pixels.width) + pixels.y;
      const strength = ((x - y) & 15) < 5 ? 0.75 : 0.45;
      words[pixel] = MASK_COLOUR | (Math.round(most[pixel]! * strength) << 24);
    }
    context.putImageData(asImage(words, pixels.width, pixels.height), pixels.x, pixels.y);
  };
}

const blends = { normal: 'source-over', multiply: 'multiply', screen: 'screen', overlay: 'overlay' } as const;

/** Picture layers, one over the other with their blends. Reduced ones are averaged of four pixels each. */
export function picturePainter(layers: () => readonly DisplayLayer[]): PaintChunk {
  const words = new Uint32Array(CHUNK_PIXELS * 4);
  const [ofLayer, ofPart] = [1, 2].map(() => new OffscreenCanvas(CHUNK_SIDE * 2, CHUNK_SIDE * 2)) as [
    OffscreenCanvas,
    OffscreenCanvas,
  ];
  const layerContext = ofLayer.getContext('2d');
  const partContext = ofPart.getContext('2d');

  /** Draws a layer by itself. Tells whether anything of it is there. */
  function drawLayer(layer: DisplayLayer, grid: SampleGrid): boolean {
    let isEmpty = true;
    for (const part of placedParts(layer)) {
      if (!sampleBitmap(part, grid, words)) continue;
      const image = asImage(words, grid.columns, grid.rows);
      // Pixels that are put replace what is there, clear ones too.
      if (isEmpty) layerContext?.putImageData(image, 0, 0);
      else {
        partContext?.putImageData(image, 0, 0);
        const { columns, rows } = grid;
        layerContext?.drawImage(ofPart, 0, 0, columns, rows, 0, 0, columns, rows);
      }
      isEmpty = false;
    }
    return !isEmpty;
  }

  return (place, pixels, context) => {
    const detail = place.level > 0 ? 2 : 1;
    const grid = gridOf(place, pixels, detail);
    const { x, y, width, height } = pixels;
    context.clearRect(x, y, width, height);
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    for (const layer of layers()) {
      if (layer.kind !== 'picture' || !drawLayer(layer, grid)) continue;
      context.globalAlpha = layer.opacity;
      context.globalCompositeOperation = blends[layer.blend];
      context.drawImage(ofLayer, 0, 0, grid.columns, grid.rows, x, y, width, height);
    }
    context.restore();
  };
}
