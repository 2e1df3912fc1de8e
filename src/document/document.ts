import {
  bytesPerPixel,
  type DocumentFields,
  type DocumentSnapshot,
  type GenerationSettings,
  type Layer,
} from '../shared/document-format.ts';
import { bitmapFromTiles, emptyBitmap, tilesOf, type Bitmap } from './bitmap/bitmap.ts';
import type { Rect } from './geometry/geometry.ts';
import { checkedTiles } from './history/checked-tiles.ts';

/** A layer with its pixels. Pixel (0, 0) of the bitmap lies at (`x`, `y`) of the canvas. */
export type DocumentLayer = Readonly<Layer> & { readonly bitmap: Bitmap };

/** A picture in the making. It never changes: applying a patch gives another one that shares what stayed. */
export interface Document extends Readonly<DocumentFields> {
  /** The farthest first. */
  readonly layers: readonly DocumentLayer[];
}

const defaultGeneration: GenerationSettings = {
  prompt: '',
  negativePrompt: '',
  isLayoutUsed: true,
  guidance: {},
  seed: 0,
  isSeedLocked: false,
  count: 1,
  gaps: 'nearest',
};

/** What the layer of a new document is called. */
export const firstLayerName = 'Layout';

/** A new document: one empty semantic layer where no layers are given, and the whole canvas for a frame. */
export function createDocument(
  fields: Partial<DocumentFields> & { width: number; height: number },
  layers: readonly DocumentLayer[] = [newLayer({ id: 'l1', kind: 'semantic', name: firstLayerName })],
): Document {
  return {
    frame: canvasOf(fields),
    generation: defaultGeneration,
    ...fields,
    layers,
  };
}

/** A layer of which only what it is and is called has to be said. */
export function newLayer(
  fields: Pick<Layer, 'id' | 'kind' | 'name'> & Partial<Layer> & { bitmap?: Bitmap },
): DocumentLayer {
  return {
    isVisible: true,
    isLocked: false,
    opacity: 1,
    blend: 'normal',
    x: 0,
    y: 0,
    bitmap: emptyBitmap(bytesPerPixel[fields.kind]),
    ...fields,
  };
}

/** The document that came across a boundary. @throws UmberError `PROJECT_DAMAGED` */
export function documentFromSnapshot({ layers, ...fields }: DocumentSnapshot): Document {
  return {
    ...fields,
    layers: layers.map(({ layer, tiles }) => {
      const channels = bytesPerPixel[layer.kind];
      return { ...layer, bitmap: bitmapFromTiles(channels, checkedTiles(tiles, channels)) };
    }),
  };
}

/** The document as it crosses a boundary; the tiles are its own and must not be changed. */
export function snapshotOf({ layers, ...fields }: Document): DocumentSnapshot {
  return {
    ...fields,
    layers: layers.map(({ bitmap, ...layer }) => ({ layer, tiles: tilesOf(bitmap) })),
  };
}

/** The canvas as a box. */
export function canvasOf({ width, height }: Pick<Document, 'width' | 'height'>): Rect {
  return { x: 0, y: 0, width, height };
}

/** The layer of that id, if there is one. */
export function layerById(document: Document, id: string): DocumentLayer | undefined {
  return document.layers.find((layer) => layer.id === id);
}

/** An id that no layer of the document has; the same for the same document. */
export function freeLayerId(document: Document): string {
  const numbers = document.layers.map(({ id }) => Number(/^l(\d{1,9})$/.exec(id)?.[1] ?? 0));
  return `l${Math.max(0, ...numbers) + 1}`;
}
