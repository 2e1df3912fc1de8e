import {
  boundsOf,
  identity,
  liftSelected,
  shifted,
  transformLayer,
  transformSelection,
  type Bitmap,
  type Document,
  type DocumentLayer,
  type LiftedPixels,
  type Matrix,
  type Rect,
} from '../../document/index.ts';
import type { Patch, PatchOperation } from '../../shared/document-format.ts';
import { onWholePixels, placedAsIs, placementMap, type Placement } from './placement.ts';
import type { Selection } from './selection-history.ts';

/** The project whose pixels are transformed. */
interface TransformPort {
  readonly document: Document;
  readonly activeLayer: DocumentLayer | undefined;
  readonly selection: Selection;
  /** Where the pixels shall go; `undefined` while they are where they were. */
  placement: Placement | undefined;
  /** @param selection  what is selected from then on, taken back with the same step */
  commit(label: string, patch: Patch, selection?: Bitmap): void;
}

/** What would be transformed now. */
export interface TransformedPixels {
  readonly layer: DocumentLayer;
  /** Around the pixels, on the canvas. */
  readonly box: Rect;
  /** Where only a part of the layer is selected: that part, and what stays. */
  readonly part: LiftedPixels | undefined;
}

/**
 * Scaling, turning and moving the active layer, or what is selected of it. It is seen from the first change on, always
 * made of the pixels as they were, and done in one step when it is applied; until then it is as if nothing had happened.
 */
export class LayerTransform {
  readonly #port: TransformPort;
  #known: { layer: DocumentLayer; selection: Selection; pixels: TransformedPixels | undefined } | undefined;

  constructor(port: TransformPort) {
    this.#port = port;
  }

  /** `undefined` where nothing is painted, or nothing of it is selected. */
  get pixels(): TransformedPixels | undefined {
    const { activeLayer: layer, selection } = this.#port;
    if (!layer) return undefined;
    if (this.#known?.layer !== layer || this.#known.selection !== selection) {
      this.#known = { layer, selection, pixels: pixelsOf(layer, selection) };
    }
    return this.#known.pixels;
  }

  /** Something is seen that is not done yet. */
  get isPending(): boolean {
    return this.#port.placement !== undefined;
  }

  /** Where the pixels are seen. */
  get placement(): Placement | undefined {
    const { pixels } = this;
    return pixels && (this.#port.placement ?? placedAsIs(pixels.box));
  }

  /** What is done to the canvas where the pixels are. */
  get map(): Matrix {
    const { pixels, placement } = this;
    return pixels && placement ? placementMap(pixels.box, placement) : identity;
  }

  /** Shows the pixels elsewhere. */
  place(placement: Placement): void {
    const { pixels } = this;
    if (!pixels) return;
    const next = onWholePixels(pixels.box, placement);
    this.#port.placement = isSame(placementMap(pixels.box, next), identity) ? undefined : next;
  }

  /** Does what is seen, as one step with the selection that goes along. */
  apply(label?: string): void {
    if (!this.isPending) return;
    const { pixels, map } = this;
    this.cancel();
    if (!pixels) return;
    const { document, selection } = this.#port;
    const command = transformLayer(document, pixels.layer.id, map, {
      selection,
      ...(label !== undefined && { label }),
    });
    // As where something uniform is turned by a quarter.
    if (!selection && command.patch.every(changesNothing)) return;
    this.#port.commit(
      command.label,
      command.patch,
      selection && transformSelection(document, selection, map),
    );
  }

  /** The pixels are where they were. */
  cancel(): void {
    this.#port.placement = undefined;
  }
}

function pixelsOf(layer: DocumentLayer, selection: Selection): TransformedPixels | undefined {
  const part = selection && liftSelected(layer, selection);
  const bounds = boundsOf(part?.lifted ?? layer.bitmap);
  return bounds && { layer, box: shifted(bounds, layer.x, layer.y), part };
}

function changesNothing(operation: PatchOperation): boolean {
  return operation.op === 'tiles' && operation.tiles.length === 0;
}

function isSame(a: Matrix, b: Matrix): boolean {
  return a.every((value, index) => value === b[index]);
}
