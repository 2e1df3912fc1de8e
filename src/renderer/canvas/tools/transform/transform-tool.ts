import {
  boundsOf,
  identity,
  mapped,
  mappedBounds,
  rectanglePoints,
  shifted,
  transformLayer,
  union,
  wholePixels,
  type DocumentLayer,
  type Matrix,
  type Rect,
} from '../../../../document/index.ts';
import {
  handleAt,
  handleCursor,
  handlePoints,
  transformOf,
  type Handle,
} from '../../geometry/box-handles.ts';
import { paintableLayer } from '../../painting/paint-gesture.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from '../tool.ts';

interface TransformGesture {
  readonly layer: DocumentLayer;
  readonly box: Rect;
  readonly handle: Handle;
  readonly from: Sample;
  map: Matrix;
}

/**
 * Scales, turns and moves the active layer by a box around its pixels. Corners keep the proportions unless shift is
 * held; alt scales about the middle; turning snaps with shift.
 */
export function makeTransform(port: CanvasPort): CanvasTool {
  let gesture: TransformGesture | undefined;
  let known: { readonly layer: DocumentLayer; readonly box: Rect | undefined } | undefined;

  /** The box around the active layer's pixels, on the canvas; looked for once per state of the layer. */
  function boxOf(layer: DocumentLayer): Rect | undefined {
    if (known?.layer !== layer) {
      const bounds = boundsOf(layer.bitmap);
      known = { layer, box: bounds && shifted(bounds, layer.x, layer.y) };
    }
    return known.box;
  }

  function handleUnder(box: Rect, at: Sample): Handle | undefined {
    return handleAt(box, { view: at.view, document: at }, (point) => port.toView(point), true);
  }

  function mapTo({ box, handle, from }: TransformGesture, to: Sample): Matrix {
    return transformOf(box, handle, from, to, {
      keepsAspect: handle.length === 2 && !to.isShift,
      fromCentre: to.isAlt,
      isAngleSnapped: to.isShift,
    });
  }

  return {
    cursor(at) {
      const layer = port.project.activeLayer;
      const box = layer && boxOf(layer);
      return handleCursor(at && box ? (gesture?.handle ?? handleUnder(box, at)) : undefined, port.rotation);
    },
    keyboardUse: 'drag',
    get isBusy() {
      return gesture !== undefined;
    },
    begin(at) {
      const layer = paintableLayer(port, port.project.activeLayer);
      if (!layer) return;
      const box = boxOf(layer);
      if (!box) {
        port.notify('layerEmpty');
        return;
      }
      const handle = handleUnder(box, at);
      if (handle) gesture = { layer, box, handle, from: at, map: identity };
    },
    move(to) {
      const last = to.at(-1);
      if (!gesture || !last) return;
      const was = mappedBounds(gesture.map, gesture.box);
      gesture.map = mapTo(gesture, last);
      const changed = union(was, mappedBounds(gesture.map, gesture.box))!;
      port.showDraft({ layerId: gesture.layer.id, map: gesture.map }, wholePixels(changed));
      port.refreshOverlay();
    },
    end(at) {
      if (!gesture) return;
      const { layer } = gesture;
      const map = mapTo(gesture, at);
      gesture = undefined;
      port.dropDraft();
      if (map.some((value, index) => value !== identity[index])) {
        const { label, patch } = transformLayer(port.project.document, layer.id, map);
        port.project.commit(label, patch);
      }
      port.refreshOverlay();
    },
    cancel() {
      if (gesture) port.dropDraft();
      gesture = undefined;
      port.refreshOverlay();
    },
    overlay(): readonly OverlayShape[] {
      const layer = port.project.activeLayer;
      const box = layer && boxOf(layer);
      if (!box) return [];
      const map = gesture?.map ?? identity;
      return [
        { kind: 'line', points: rectanglePoints(box).map((point) => mapped(map, point)), isClosed: true },
        ...Object.values(handlePoints(box)).map((point): OverlayShape => ({
          kind: 'handle',
          at: mapped(map, point),
        })),
      ];
    },
  };
}
