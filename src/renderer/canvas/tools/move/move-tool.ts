import {
  boundsOf,
  moveLayer,
  shifted,
  translation,
  union,
  type DocumentLayer,
  type Rect,
} from '../../../../document/index.ts';
import { paintableLayer } from '../../painting/paint-gesture.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';
import { layerAt } from '../visible-layer.ts';

interface MoveGesture {
  readonly layer: DocumentLayer;
  readonly from: Sample;
  /** The layer's pixels on the canvas before. */
  readonly bounds: Rect;
  dx: number;
  dy: number;
}

/**
 * Moves the active layer; with Ctrl, the nearest one under the pointer. What lies behind comes to light. With shift,
 * level or upright only.
 */
export function makeMove(port: CanvasPort): CanvasTool {
  let moved: MoveGesture | undefined;

  return {
    cursor: () => 'move',
    keyboardUse: 'drag',
    get isBusy() {
      return moved !== undefined;
    },
    begin(at) {
      const { document, activeLayer } = port.project;
      const chosen = at.isMod
        ? (layerAt(document, at, ['semantic', 'picture', 'mask']) ?? activeLayer)
        : activeLayer;
      const layer = paintableLayer(port, chosen);
      if (!layer) return;
      const bounds = boundsOf(layer.bitmap);
      if (!bounds) {
        port.notify('layerEmpty');
        return;
      }
      port.activateLayer(layer.id);
      const placed = shifted(bounds, layer.x, layer.y);
      moved = { layer, from: at, bounds: placed, dx: 0, dy: 0 };
    },
    move(to) {
      const last = to.at(-1);
      if (!moved || !last) return;
      const { layer, bounds, dx, dy } = moved;
      Object.assign(moved, offset(moved.from, last));
      if (moved.dx === dx && moved.dy === dy) return;
      const was = shifted(bounds, dx, dy);
      const is = shifted(bounds, moved.dx, moved.dy);
      port.showDraft({ layerId: layer.id, map: translation(moved.dx, moved.dy) }, union(was, is)!);
    },
    end(at) {
      if (!moved) return;
      const { layer, from } = moved;
      moved = undefined;
      const { dx, dy } = offset(from, at);
      port.dropDraft();
      if (dx === 0 && dy === 0) return;
      const { label, patch } = moveLayer(port.project.document, layer.id, dx, dy);
      port.project.commit(label, patch);
    },
    cancel() {
      if (moved) port.dropDraft();
      moved = undefined;
    },
    overlay: () => [],
  };
}

/** Whole pixels from one place to another; the lesser of the two directions is nothing with shift. */
function offset(from: Sample, to: Sample): { dx: number; dy: number } {
  const dx = Math.round(to.x - from.x);
  const dy = Math.round(to.y - from.y);
  if (!to.isShift) return { dx, dy };
  return Math.abs(dx) >= Math.abs(dy) ? { dx, dy: 0 } : { dx: 0, dy };
}
