import type { TransformedPixels } from '../../../state/layer-transform.ts';
import { placedAsIs } from '../../../state/placement.ts';
import { paintableLayer } from '../../painting/paint-gesture.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';
import { layerAt } from '../visible-layer.ts';

interface MoveGesture {
  readonly pixels: TransformedPixels;
  readonly from: Sample;
}

/**
 * Moves the active layer, or what is selected of it; with Ctrl, the nearest layer under the pointer. What lies behind
 * comes to light. With shift, level or upright only.
 */
export function makeMove(port: CanvasPort): CanvasTool {
  const { transform } = port.project;
  let gesture: MoveGesture | undefined;

  function moveTo({ pixels, from }: MoveGesture, to: Sample): void {
    const { dx, dy } = offset(from, to);
    const before = placedAsIs(pixels.box);
    transform.place({ ...before, x: before.x + dx, y: before.y + dy });
  }

  return {
    cursor: () => 'move',
    keyboardUse: 'drag',
    get isBusy() {
      return gesture !== undefined;
    },
    begin(at) {
      const { document, activeLayer, selection } = port.project;
      const chosen = at.isMod
        ? (layerAt(document, at, ['semantic', 'picture', 'mask']) ?? activeLayer)
        : activeLayer;
      const layer = paintableLayer(port, chosen);
      if (!layer) return;
      port.activateLayer(layer.id);
      const { pixels } = transform;
      if (pixels) gesture = { pixels, from: at };
      else port.notify(selection ? 'nothingSelected' : 'layerEmpty');
    },
    move(to) {
      const last = to.at(-1);
      if (gesture && last) moveTo(gesture, last);
    },
    end(at) {
      if (!gesture) return;
      moveTo(gesture, at);
      gesture = undefined;
      transform.apply('moveLayer');
    },
    cancel() {
      if (gesture) transform.cancel();
      gesture = undefined;
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
