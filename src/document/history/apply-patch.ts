import { sentence } from '../../shared/sentence.ts';
import {
  bytesPerPixel,
  MAX_LAYERS,
  TILE_SIDE,
  type Patch,
  type PatchOperation,
  type Tile,
} from '../../shared/document-format.ts';
import { tileKey, tilesOf, withTiles, bitmapFromTiles } from '../bitmap/bitmap.ts';
import type { Document, DocumentLayer } from '../document.ts';
import { union, type Rect } from '../geometry/geometry.ts';
import { checkedTiles, unfit } from './checked-tiles.ts';

/** What a layer looks like elsewhere than before, in canvas pixels; all of it, or the layer is new or gone. */
export type Changed = ReadonlyMap<string, Rect | 'all'>;

/** What came of a patch. */
export interface Applied {
  readonly document: Document;
  /** Leads back. */
  readonly inverse: Patch;
  /** By layer id; layers that look as before are not in it. The canvas's own size is not of a layer. */
  readonly changed: Changed;
}

/** Fields of a layer by which it looks the same. */
const unseenFields = new Set(['name', 'isLocked']);

/**
 * The document after a patch, and the patch back. The patch's bytes become the document's: they must not be changed.
 *
 * @throws UmberError `PROJECT_DAMAGED` where the patch does not fit: nothing is changed then
 */
export function applyPatch(document: Document, patch: Patch): Applied {
  const changed = new Map<string, Rect | 'all'>();
  const inverse: Patch = [];
  let current = document;
  for (const operation of patch) {
    const step = applyOperation(current, operation, changed);
    current = step.document;
    inverse.unshift(step.inverse);
  }
  return { document: current, inverse, changed };
}

interface Step {
  readonly document: Document;
  readonly inverse: PatchOperation;
}

function applyOperation(
  document: Document,
  operation: PatchOperation,
  changed: Map<string, Rect | 'all'>,
): Step {
  switch (operation.op) {
    case 'document':
      return {
        document: { ...document, ...operation.fields },
        inverse: { op: 'document', fields: fieldsAsIn(document, operation.fields) },
      };
    case 'insert':
      changed.set(operation.layer.id, 'all');
      return insert(document, operation);
    case 'remove': {
      const index = indexOf(document, operation.layer);
      const { bitmap, ...layer } = document.layers[index]!;
      changed.set(layer.id, 'all');
      return {
        document: { ...document, layers: document.layers.toSpliced(index, 1) },
        inverse: { op: 'insert', index, layer, tiles: tilesOf(bitmap) },
      };
    }
    case 'layer': {
      const index = indexOf(document, operation.layer);
      const layer = document.layers[index]!;
      if (!Object.keys(operation.fields).every((key) => unseenFields.has(key))) changed.set(layer.id, 'all');
      return {
        document: withLayer(document, index, { ...layer, ...operation.fields }),
        inverse: { op: 'layer', layer: layer.id, fields: fieldsAsIn(layer, operation.fields) },
      };
    }
    case 'order':
      return reorder(document, operation.layers, changed);
    case 'tiles':
      return replaceTiles(document, operation, changed);
  }
}

function insert(
  document: Document,
  { index, layer, tiles }: Extract<PatchOperation, { op: 'insert' }>,
): Step {
  const { layers } = document;
  if (index > layers.length) throw unfit(sentence`There is no such place for a layer.`);
  if (layers.length >= MAX_LAYERS) throw unfit(sentence`There are more than ${MAX_LAYERS} layers.`);
  if (layers.some(({ id }) => id === layer.id)) throw unfit(sentence`There are two layers of the same id.`);
  const channels = bytesPerPixel[layer.kind];
  const bitmap = bitmapFromTiles(channels, checkedTiles(tiles, channels));
  return {
    document: { ...document, layers: layers.toSpliced(index, 0, { ...layer, bitmap }) },
    inverse: { op: 'remove', layer: layer.id },
  };
}

function reorder(document: Document, order: readonly string[], changed: Map<string, Rect | 'all'>): Step {
  const before = document.layers.map(({ id }) => id);
  if (order.length !== before.length || new Set(order).size !== order.length) {
    throw unfit(sentence`An order of layers does not name each of them once.`);
  }
  const layers = order.map((id) => document.layers[indexOf(document, id)]!);
  order.forEach((id, index) => {
    if (before[index] !== id) changed.set(id, 'all');
  });
  return { document: { ...document, layers }, inverse: { op: 'order', layers: before } };
}

function replaceTiles(
  document: Document,
  operation: Extract<PatchOperation, { op: 'tiles' }>,
  changed: Map<string, Rect | 'all'>,
): Step {
  const index = indexOf(document, operation.layer);
  const layer = document.layers[index]!;
  const { channels, tiles: before } = layer.bitmap;
  const tiles = checkedTiles(operation.tiles, channels);
  const old = new Map<string, Tile>();
  let rect: Rect | undefined;
  for (const { column, row } of tiles) {
    const key = tileKey(column, row);
    old.set(key, { column, row, pixels: before.get(key) ?? new Uint8Array(channels) });
    const x = column * TILE_SIDE + layer.x;
    const y = row * TILE_SIDE + layer.y;
    rect = union(rect, { x, y, width: TILE_SIDE, height: TILE_SIDE });
  }
  const known = changed.get(layer.id);
  if (rect && known !== 'all') changed.set(layer.id, union(known, rect)!);
  return {
    document: withLayer(document, index, { ...layer, bitmap: withTiles(layer.bitmap, tiles) }),
    inverse: { op: 'tiles', layer: layer.id, tiles: [...old.values()] },
  };
}

function indexOf(document: Document, id: string): number {
  const index = document.layers.findIndex((layer) => layer.id === id);
  if (index < 0) throw unfit(sentence`There is no such layer.`);
  return index;
}

function withLayer(document: Document, index: number, layer: DocumentLayer): Document {
  return { ...document, layers: document.layers.with(index, layer) };
}

/** What an object has now of the fields that are about to change. */
function fieldsAsIn<Fields extends object>(object: Fields, fields: Partial<Fields>): Partial<Fields> {
  const keys = Object.keys(fields) as (keyof Fields)[];
  return Object.fromEntries(keys.map((key) => [key, object[key]])) as Partial<Fields>;
}
