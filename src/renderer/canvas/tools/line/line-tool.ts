import { drawLine, type Point } from '../../../../document/index.ts';
import { snappedDirection } from '../../geometry/snapping.ts';
import { beginPainting, type PaintGesture } from '../../painting/paint-gesture.ts';
import { handColour } from '../hand-colour.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';

/** A straight line as wide as the brush; with shift, at multiples of fifteen degrees. */
export function makeLine(port: CanvasPort): CanvasTool {
  let drawn: { readonly gesture: PaintGesture; readonly from: Sample; to: Point } | undefined;

  const endOf = (from: Sample, to: Sample): Point => (to.isShift ? snappedDirection(from, to) : to);

  return {
    cursor: () => 'crosshair',
    keyboardUse: 'drag',
    get isBusy() {
      return drawn !== undefined;
    },
    begin(at) {
      const gesture = beginPainting(port, at);
      if (gesture) drawn = { gesture, from: at, to: at };
      port.refreshOverlay();
    },
    move(to) {
      const last = to.at(-1);
      if (drawn && last) drawn.to = endOf(drawn.from, last);
      port.refreshOverlay();
    },
    end(at) {
      if (!drawn) return;
      const { gesture, from } = drawn;
      const { target, value, softness } = gesture;
      const look = softness ? { isSmooth: true, opacity: softness.opacity } : {};
      drawLine(target, from, endOf(from, at), port.options.brushSize, value, look);
      gesture.commit('line');
      drawn = undefined;
      port.refreshOverlay();
    },
    cancel() {
      drawn?.gesture.drop();
      drawn = undefined;
      port.refreshOverlay();
    },
    overlay() {
      if (!drawn) return [];
      const stroke = { width: port.options.brushSize, colour: handColour(port) };
      return [{ kind: 'line', points: [drawn.from, drawn.to], stroke }];
    },
  };
}
