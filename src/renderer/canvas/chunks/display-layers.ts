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
}

/** The visible layers of a document with the draft in its place, farthest first. */
export function displayLayers(document: Document, draft: LayerDraft | undefined): DisplayLayer[] {
  return document.layers
    .filter((layer) => layer.isVisible)
    .flatMap(({ id, kind, opacity, blend, bitmap, x, y }): DisplayLayer[] => {
      const own = id === draft?.layerId ? draft : undefined;
      const { map, part } = own?.moved ?? {};
      const layer = { kind, opacity: own?.opacity ?? opacity, blend, x, y };
      const shown = part?.lifted ?? own?.bitmap ?? bitmap;
      const moved = { ...layer, bitmap: shown, inverse: map && inverted(map) };
      // What stays of the layer lies beneath what is lifted from it.
      return part ? [{ ...layer, bitmap: part.rest }, moved] : [moved];
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
