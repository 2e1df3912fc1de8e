import {
  inverted,
  type Bitmap,
  type Document,
  type DocumentLayer,
  type LiftedPixels,
  type Matrix,
} from '../../../document/index.ts';
import type { PlacedBitmap } from './sample-bitmap.ts';

/** How one layer looks while a gesture lasts; the document knows nothing of it until the gesture is committed. */
export interface LayerDraft {
  readonly layerId: string;
  /** What is being painted. */
  readonly bitmap?: Bitmap;
  /** What is being moved, and where to on top of its own place. */
  readonly moved?: {
    readonly map: Matrix;
    /** All of the layer where absent. */
    readonly part?: LiftedPixels | undefined;
  };
  readonly opacity?: number;
}

/** A layer as it is shown. */
export interface DisplayLayer extends PlacedBitmap {
  readonly kind: DocumentLayer['kind'];
  readonly opacity: number;
  readonly blend: DocumentLayer['blend'];
  /** What lies over it in the same layer: opacity and blend are those of both together. */
  readonly lifted?: PlacedBitmap;
}

/** What a layer is made of, farthest first. */
export function placedParts(layer: DisplayLayer): PlacedBitmap[] {
  return layer.lifted ? [layer, layer.lifted] : [layer];
}

/** The visible layers of a document with the draft in its place, farthest first. */
export function displayLayers(document: Document, draft: LayerDraft | undefined): DisplayLayer[] {
  return document.layers
    .filter((layer) => layer.isVisible)
    .map(({ id, kind, opacity, blend, bitmap, x, y }): DisplayLayer => {
      const own = id === draft?.layerId ? draft : undefined;
      const { map, part } = own?.moved ?? {};
      const layer = { kind, opacity: own?.opacity ?? opacity, blend, x, y };
      const inverse = map && inverted(map);
      if (part) return { ...layer, bitmap: part.rest, lifted: { x, y, bitmap: part.lifted, inverse } };
      return { ...layer, bitmap: own?.bitmap ?? bitmap, inverse };
    });
}

/** The document with the draft's pixels in it, for whoever paints pictures of unfinished strokes. */
export function withDraft(document: Document, draft: LayerDraft | undefined): Document {
  const { bitmap, layerId } = draft ?? {};
  if (!bitmap) return document;
  return {
    ...document,
    layers: document.layers.map((layer) => (layer.id === layerId ? { ...layer, bitmap } : layer)),
  };
}
