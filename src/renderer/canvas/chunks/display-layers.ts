import {
  inverted,
  type Bitmap,
  type Document,
  type DocumentLayer,
  type Matrix,
} from '../../../document/index.ts';
import type { PlacedBitmap } from './sample-bitmap.ts';

/** How one layer looks while a gesture lasts; the document knows nothing of it until the gesture is committed. */
export interface LayerDraft {
  readonly layerId: string;
  /** What is being painted. */
  readonly bitmap?: Bitmap;
  /** Where the layer is being moved to, on top of its own place. */
  readonly map?: Matrix;
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
    .map(({ id, kind, opacity, blend, bitmap, x, y }) => {
      const own = id === draft?.layerId ? draft : undefined;
      return {
        kind,
        opacity: own?.opacity ?? opacity,
        blend,
        x,
        y,
        bitmap: own?.bitmap ?? bitmap,
        inverse: own?.map && inverted(own.map),
      };
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
