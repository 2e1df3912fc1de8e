import { horizonLine, type Point } from '../../../../document/index.ts';
import { distance } from '../../geometry/boxes.ts';
import { snappedDirection } from '../../geometry/snapping.ts';
import { beginPainting, type PaintGesture } from '../../painting/paint-gesture.ts';
import { classColour } from '../hand-colour.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';

/** A drag shorter than this many CSS pixels is a press: the horizon is level. */
const LEAST_DRAG = 6;

/**
 * Splits the canvas in two: sky above, the class in hand below. Pressed, the line is level at that height; drawn, it
 * goes through both points, beyond the canvas on either side.
 */
export function makeHorizon(port: CanvasPort): CanvasTool {
  let drawn: { readonly gesture: PaintGesture; readonly from: Sample; to: Sample } | undefined;

  function line(from: Sample, to: Sample): Point[] {
    const { width } = port.project.document;
    if (distance(from.view, to.view) < LEAST_DRAG) return levelLine(from.y, width);
    return acrossCanvas(from, to.isShift ? snappedDirection(from, to) : to, width);
  }

  return {
    cursor: () => 'row-resize',
    keyboardUse: 'drag',
    get isBusy() {
      return drawn !== undefined;
    },
    begin(at) {
      if (port.project.activeLayer && port.project.activeLayer.kind !== 'semantic') {
        port.notify('needsSemantic');
        return;
      }
      const gesture = beginPainting(port, at, { isMirrored: false });
      if (gesture) drawn = { gesture, from: at, to: at };
      port.refreshOverlay();
    },
    move(to) {
      if (drawn) drawn.to = to.at(-1) ?? drawn.to;
      port.refreshOverlay();
    },
    end(at) {
      if (!drawn) return;
      const { gesture, from } = drawn;
      drawn = undefined;
      const { skyClassId, classId } = port.options;
      horizonLine(gesture.target, line(from, at), { above: skyClassId, below: classId });
      gesture.commit('horizon');
      port.refreshOverlay();
    },
    cancel() {
      drawn?.gesture.drop();
      drawn = undefined;
      port.refreshOverlay();
    },
    overlay() {
      if (!drawn) return [];
      const points = line(drawn.from, drawn.to);
      const [left, right] = [points[0]!, points.at(-1)!];
      const { height } = port.project.document;
      const down = [
        { x: right.x, y: Math.max(height, right.y) },
        { x: left.x, y: Math.max(height, left.y) },
      ];
      const up = [
        { x: right.x, y: Math.min(0, right.y) },
        { x: left.x, y: Math.min(0, left.y) },
      ];
      return [
        {
          kind: 'line',
          points: [...points, ...up],
          isClosed: true,
          fill: classColour(port.options.skyClassId),
        },
        {
          kind: 'line',
          points: [...points, ...down],
          isClosed: true,
          fill: classColour(port.options.classId),
        },
      ];
    },
  };
}

function levelLine(y: number, width: number): Point[] {
  return [
    { x: 0, y: Math.round(y) },
    { x: width, y: Math.round(y) },
  ];
}

/** The straight line through two points from the left side of the canvas to the right; a steep one as it is. */
function acrossCanvas(from: Point, to: Point, width: number): Point[] {
  const [left, right] = from.x <= to.x ? [from, to] : [to, from];
  const run = right.x - left.x;
  if (run < 1) return [left, { x: left.x + 1, y: right.y }];
  const slope = (right.y - left.y) / run;
  return [
    { x: Math.min(0, left.x), y: left.y + (Math.min(0, left.x) - left.x) * slope },
    { x: Math.max(width, right.x), y: right.y + (Math.max(width, right.x) - right.x) * slope },
  ];
}
