import {
  bytesPerPixel,
  MAX_LAYERS,
  type Layer,
  type LayerKind,
  type Patch,
  type PatchOperation,
} from '../../shared/document-format.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { shiftBitmap, tilesBetween, tilesOf, type Bitmap } from '../bitmap/bitmap.ts';
import { freeLayerId, layerById, newLayer, type Document, type DocumentLayer } from '../document.ts';
import { mergeBitmaps } from '../pictures/merge-bitmaps.ts';
import type { Command } from './command.ts';

/** As far as a layer's origin may lie from the canvas's. */
const MAX_COORDINATE = 65536;

/** What a layer may change of itself. */
export type LayerFields = Partial<Omit<Layer, 'id' | 'kind'>>;

/** What has to be said of a new layer, and what may be. */
export interface NewLayer extends LayerFields {
  kind: LayerKind;
  name: string;
  /** A free one where absent. */
  id?: string;
  /** Place in the stack, 0 being the farthest; nearest of all where absent. */
  index?: number;
  /** Its pixels; none where absent. */
  bitmap?: Bitmap;
}

/** Adds a layer. @throws UmberError `REQUEST_INVALID` where there are as many as there may be */
export function addLayer(document: Document, { index, ...fields }: NewLayer): Command {
  checkRoom(document, 1);
  const layer = newLayer({ id: freeLayerId(document), ...defined(fields) });
  return { label: 'addLayer', patch: [insertion(layer, index ?? document.layers.length)] };
}

/** Adds layers nearest of all, the farthest of them first. @throws UmberError `REQUEST_INVALID` where there is no room */
export function addLayers(
  document: Document,
  layers: readonly Omit<NewLayer, 'id' | 'index'>[],
  label: string,
): Command {
  checkRoom(document, layers.length);
  const firstNumber = Number(freeLayerId(document).slice(1));
  const insertions = layers.map((fields, index) =>
    insertion(
      newLayer({ ...defined(fields), id: `l${firstNumber + index}` }),
      document.layers.length + index,
    ),
  );
  return { label, patch: insertions };
}

/** Puts layers in place of all there are. */
export function replaceLayers(document: Document, layers: readonly DocumentLayer[], label: string): Command {
  const removals = document.layers.map(({ id }): PatchOperation => ({ op: 'remove', layer: id }));
  const insertions = layers.map((layer, index) => insertion(layer, index));
  return { label, patch: [...removals, ...insertions] };
}

/** Takes a layer out. */
export function removeLayer(_document: Document, id: string): Command {
  return { label: 'removeLayer', patch: [{ op: 'remove', layer: id }] };
}

/** Puts a copy of a layer right in front of it. @throws UmberError `REQUEST_INVALID` where there is no room */
export function duplicateLayer(document: Document, id: string, name: string): Command {
  checkRoom(document, 1);
  const layer = existing(document, id);
  const copy = { ...layer, id: freeLayerId(document), name, isLocked: false };
  return { label: 'duplicateLayer', patch: [insertion(copy, document.layers.indexOf(layer) + 1)] };
}

/** Moves a layer to a place in the stack, counted without it. */
export function reorderLayer(document: Document, id: string, index: number): Command {
  const others = document.layers.map((layer) => layer.id).filter((other) => other !== id);
  return { label: 'reorderLayer', patch: [{ op: 'order', layers: others.toSpliced(index, 0, id) }] };
}

/** Gives a layer another name. */
export function renameLayer(document: Document, id: string, name: string): Command {
  return setLayer(document, id, { name }, 'renameLayer');
}

/** Changes what is said of a layer: visibility, lock, opacity, blend, place. */
export function setLayer(_document: Document, id: string, fields: LayerFields, label = 'setLayer'): Command {
  return { label, patch: [{ op: 'layer', layer: id, fields: defined(fields) }] };
}

/** Moves a layer by whole pixels. */
export function moveLayer(document: Document, id: string, dx: number, dy: number): Command {
  const { x, y } = existing(document, id);
  return setLayer(document, id, { x: coordinate(x + dx), y: coordinate(y + dy) }, 'moveLayer');
}

/**
 * Makes one of a layer and the next one of its kind that lies farther: the result is that one, looking as both did.
 * `undefined` where there is none.
 */
export function mergeDown(document: Document, id: string): Command | undefined {
  const upper = existing(document, id);
  const lower = mergeTarget(document, id);
  if (!lower) return undefined;
  const raised = { ...upper, bitmap: shiftBitmap(upper.bitmap, upper.x - lower.x, upper.y - lower.y) };
  const merged = mergeBitmaps(lower, raised);
  const patch: Patch = [
    { op: 'tiles', layer: lower.id, tiles: tilesBetween(lower.bitmap, merged) },
    { op: 'remove', layer: id },
  ];
  if (lower.opacity < 1 && lower.kind !== 'semantic') {
    patch.push({ op: 'layer', layer: lower.id, fields: { opacity: 1 } });
  }
  return { label: 'mergeDown', patch };
}

/** The layer that `mergeDown` would merge a layer into: the nearest of its kind below it. */
export function mergeTarget({ layers }: Document, id: string): DocumentLayer | undefined {
  const index = layers.findIndex((layer) => layer.id === id);
  return layers.slice(0, Math.max(0, index)).findLast(({ kind }) => kind === layers[index]?.kind);
}

/** The layer that a command is about. @throws UmberError `REQUEST_INVALID` where it is gone */
export function existing(document: Document, id: string): DocumentLayer {
  const layer = layerById(document, id);
  if (layer) return layer;
  throw new UmberError('REQUEST_INVALID', sentence`The layer is not there any more.`, {
    advice: sentence`Choose another layer.`,
  });
}

/** A whole pixel that a layer's origin can lie at. */
export function coordinate(value: number): number {
  return Math.min(MAX_COORDINATE, Math.max(-MAX_COORDINATE, Math.round(value)));
}

/** Without the fields that say nothing: an absent field and an undefined one are not the same once they travel. */
export function defined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}

function insertion({ bitmap, ...layer }: DocumentLayer, index: number): PatchOperation {
  if (bitmap.channels !== bytesPerPixel[layer.kind]) throw new TypeError('The bitmap is of another kind.');
  return { op: 'insert', index, layer, tiles: tilesOf(bitmap) };
}

function checkRoom(document: Document, count: number): void {
  if (document.layers.length + count <= MAX_LAYERS) return;
  throw new UmberError('REQUEST_INVALID', sentence`A project has at most ${MAX_LAYERS} layers.`, {
    advice: sentence`Merge or remove some layers first.`,
  });
}
