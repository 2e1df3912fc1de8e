import { inverted, mapped, rectanglePoints, type Point } from '../../../../document/index.ts';
import type { TransformedPixels } from '../../../state/layer-transform.ts';
import { placementMap, type Placement } from '../../../state/placement.ts';
import { distance } from '../../geometry/boxes.ts';
import {
  handleAt,
  handleCursor,
  handlePoints,
  handleReach,
  placementAfter,
  turningKnob,
  type Handle,
} from '../../geometry/box-handles.ts';
import { paintableLayer } from '../../painting/paint-gesture.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from '../tool.ts';

interface TransformGesture {
  readonly pixels: TransformedPixels;
  readonly before: Placement;
  readonly handle: Handle;
  readonly from: Sample;
}

/**
 * Scales, turns and moves the active layer, or what is selected of it, by a box around its pixels. Corners keep the
 * proportions as the option says, and the other way round with shift; alt scales about the middle; turning snaps with
 * shift. Enter applies what is seen, Escape gives back what was.
 */
export function makeTransform(port: CanvasPort): CanvasTool {
  const { transform } = port.project;
  let gesture: TransformGesture | undefined;

  function handleUnder(at: Sample): Handle | undefined {
    const { pixels, placement } = transform;
    if (!pixels || !placement) return undefined;
    const { box } = pixels;
    const knob = port.toView(turningKnob(box, placement, port.zoom).at);
    if (distance(knob, at.view) <= handleReach.seize) return 'turn';
    const map = placementMap(box, placement);
    const back = inverted(map);
    const toView = (point: Point) => port.toView(mapped(map, point));
    return back && handleAt(box, { view: at.view, document: mapped(back, at) }, toView, true);
  }

  function drawTo({ pixels, before, handle, from }: TransformGesture, to: Sample): void {
    const isCorner = handle.length === 2;
    const placement = placementAfter(pixels.box, before, handle, from, to, {
      keepsAspect: isCorner && port.options.keepsProportions !== to.isShift,
      fromCentre: to.isAlt,
      isAngleSnapped: to.isShift,
    });
    transform.place(placement);
    port.refreshOverlay();
  }

  return {
    cursor(at) {
      const angle = port.rotation + (transform.placement?.angle ?? 0);
      return handleCursor(gesture?.handle ?? (at && handleUnder(at)), angle);
    },
    keyboardUse: 'drag',
    get isBusy() {
      return gesture !== undefined;
    },
    get isPending() {
      return transform.isPending;
    },
    begin(at) {
      const { activeLayer, selection } = port.project;
      if (!paintableLayer(port, activeLayer)) return;
      const { pixels, placement } = transform;
      if (!pixels || !placement) {
        port.notify(selection ? 'nothingSelected' : 'layerEmpty');
        return;
      }
      const handle = handleUnder(at);
      if (handle) gesture = { pixels, before: placement, handle, from: at };
    },
    move(to) {
      const last = to.at(-1);
      if (gesture && last) drawTo(gesture, last);
    },
    end(at) {
      if (!gesture) return;
      drawTo(gesture, at);
      gesture = undefined;
    },
    cancel() {
      // The pixels may have been transformed in the meantime: where they were is no place of those there now.
      if (gesture && transform.pixels === gesture.pixels) transform.place(gesture.before);
      gesture = undefined;
      port.refreshOverlay();
    },
    key(key) {
      if (!transform.isPending || gesture) return false;
      if (key === 'Enter') transform.apply();
      else if (key === 'Escape') transform.cancel();
      else return false;
      return true;
    },
    overlay(): readonly OverlayShape[] {
      const { pixels, placement } = transform;
      if (!pixels || !placement) return [];
      const { box } = pixels;
      const { angle } = placement;
      const map = placementMap(box, placement);
      const knob = turningKnob(box, placement, port.zoom);
      return [
        { kind: 'line', points: rectanglePoints(box).map((point) => mapped(map, point)), isClosed: true },
        { kind: 'line', points: [knob.from, knob.at] },
        ...Object.values(handlePoints(box)).map((point): OverlayShape => ({
          kind: 'handle',
          at: mapped(map, point),
          angle,
        })),
        { kind: 'handle', at: knob.at, isRound: true },
      ];
    },
  };
}
