import {
  addLayer,
  boundsOf,
  canvasOf,
  intersection,
  liftSelected,
  shifted,
  type Bitmap,
  type Command,
  type Document,
  type DocumentLayer,
  type Rect,
} from '../../document/index.ts';
import type { LayerKind } from '../../shared/document-format.ts';
import type { Selection } from './selection-history.ts';

/** Pixels that were copied, as they were: a class stays that class. They belong to no project. */
export interface CopiedPixels {
  /** Tells this copy from every other, and from what another program has copied since. */
  readonly id: string;
  readonly kind: LayerKind;
  /** Of the layer that they are from. */
  readonly name: string;
  readonly bitmap: Bitmap;
  /** Where the origin of the bitmap lies on its canvas. */
  readonly x: number;
  readonly y: number;
}

/** What is selected of a layer, or all of it; `undefined` where there is nothing. */
export function copiedPixels(
  { kind, name, bitmap, x, y }: DocumentLayer,
  selection: Selection,
): CopiedPixels | undefined {
  const copied = selection ? liftSelected({ kind, bitmap, x, y }, selection).lifted : bitmap;
  return boundsOf(copied) && { id: crypto.randomUUID(), kind, name, bitmap: copied, x, y };
}

/**
 * Copied pixels as a new layer in front of another: where they were, or in the middle of a canvas that does not reach
 * there.
 */
export function pasteLayer(
  document: Document,
  { kind, bitmap, x, y }: CopiedPixels,
  name: string,
  above: string | undefined,
): Command {
  const index = document.layers.findIndex(({ id }) => id === above) + 1;
  const bounds = boundsOf(bitmap);
  const place = { x, y };
  if (bounds && !intersection(shifted(bounds, x, y), canvasOf(document))) {
    place.x = Math.round((document.width - bounds.width) / 2) - bounds.x;
    place.y = Math.round((document.height - bounds.height) / 2) - bounds.y;
  }
  const fields = { kind, name: name.slice(0, 200), bitmap, ...place };
  const { patch } = addLayer(document, { ...fields, ...(index > 0 && { index }) });
  return { label: 'paste', patch };
}

/** The box of the bitmap that a copied picture fills; `undefined` for what is no picture. */
export function pictureBounds({ kind, bitmap }: CopiedPixels): Rect | undefined {
  return kind === 'picture' ? boundsOf(bitmap) : undefined;
}
