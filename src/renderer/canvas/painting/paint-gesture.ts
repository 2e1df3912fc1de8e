import {
  BitmapEditor,
  canvasOf,
  classAt,
  keepSelected,
  keepWithin,
  layoutSampler,
  mirrored,
  paintTiles,
  type DocumentLayer,
  type Paint,
  type PaintTarget,
  type Point,
  type Symmetry,
} from '../../../document/index.ts';
import { parseColour } from '../../../shared/palette.ts';
import type { CanvasPort, ToolOptions } from '../tools/tool.ts';

interface PaintGestureOptions {
  readonly isErasing?: boolean;
  /** The layer to paint on; the active one where absent. */
  readonly layer?: DocumentLayer | undefined;
  /** Repeat what is painted in the symmetry that is set; for what a hand draws, not for fills. */
  readonly isMirrored?: boolean;
}

/** One gesture's painting on a layer: in a buffer, shown as a draft, committed once. All places are canvas pixels. */
export class PaintGesture {
  readonly layer: DocumentLayer;
  /** Keeps to the canvas, the selection and the class it began on, and repeats by symmetry. */
  readonly target: PaintTarget;
  readonly value: Paint;
  readonly #port: CanvasPort;
  readonly #editor: BitmapEditor;

  constructor(port: CanvasPort, layer: DocumentLayer, at: Point, options: PaintGestureOptions) {
    const { project, options: tools } = port;
    const { document, selection } = project;
    this.#port = port;
    this.layer = layer;
    this.value = paintOf(layer.kind, tools, options.isErasing ?? false);
    this.#editor = new BitmapEditor(layer.bitmap, {
      x: layer.x,
      y: layer.y,
      kind: layer.kind,
      bounds: canvasOf(document),
    });
    let target: PaintTarget = this.#editor;
    if (selection) target = keepSelected(target, selection);
    if (tools.isBorderStop) {
      target = keepWithin(target, layoutSampler(document), classAt(document, at.x, at.y));
    }
    if (options.isMirrored ?? true) {
      target = mirrored(target, symmetryOf(tools, document.width, document.height));
    }
    this.target = target;
  }

  /** Opacity and edge for what is not of classes; nothing for what is. */
  get softness(): { readonly opacity: number; readonly hardness: number } | undefined {
    if (this.layer.kind === 'semantic') return undefined;
    const { opacity, hardness } = this.#port.options;
    return { opacity, hardness };
  }

  /** Shows what was painted since the last call. */
  show(): void {
    const changed = this.#editor.takeDirty();
    if (changed) this.#port.showDraft({ layerId: this.layer.id, bitmap: this.#editor.bitmap }, changed);
  }

  /** Tells whether there was anything to commit. */
  commit(label: string): boolean {
    this.show();
    const tiles = this.#editor.tiles();
    const { patch } = paintTiles(this.layer.id, tiles, label);
    this.#port.commitDraft(label, tiles.length > 0 ? patch : []);
    return tiles.length > 0;
  }

  drop(): void {
    this.#port.dropDraft();
  }
}

/**
 * Begins to paint on the active layer, or says why that is not possible: there is none, it is hidden, it is locked.
 */
export function beginPainting(
  port: CanvasPort,
  at: Point,
  options: PaintGestureOptions = {},
): PaintGesture | undefined {
  const layer = paintableLayer(port, options.layer ?? port.project.activeLayer);
  if (!layer) return undefined;
  port.warnOfCover(layer, at);
  return new PaintGesture(port, layer, at, options);
}

/** The layer if a hand may change it; a word to the artist if not. */
export function paintableLayer(
  port: CanvasPort,
  layer: DocumentLayer | undefined,
): DocumentLayer | undefined {
  if (layer && layer.isVisible && !layer.isLocked) return layer;
  port.notify(!layer ? 'layerMissing' : layer.isLocked ? 'layerLocked' : 'layerHidden');
  return undefined;
}

/** What the hand holds for layers of a kind: a class, full coverage, or a colour. */
function paintOf(
  kind: DocumentLayer['kind'],
  tools: Pick<ToolOptions, 'classId' | 'colour'>,
  isErasing: boolean,
): Paint {
  if (kind === 'picture') return isErasing ? [0, 0, 0, 0] : [...parseColour(tools.colour), 255];
  if (isErasing) return 0;
  return kind === 'semantic' ? tools.classId : 255;
}

/** Symmetries meet in the middle of the canvas. */
function symmetryOf({ symmetry }: Pick<ToolOptions, 'symmetry'>, width: number, height: number): Symmetry {
  const middle = { x: width / 2, y: height / 2 };
  return {
    ...(symmetry.vertical && { vertical: middle.x }),
    ...(symmetry.horizontal && { horizontal: middle.y }),
    ...(symmetry.radial > 1 && { radial: { count: symmetry.radial, ...middle } }),
  };
}
