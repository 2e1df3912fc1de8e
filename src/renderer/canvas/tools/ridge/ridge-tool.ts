import { ridgeLine, ridgeOutline, type Point } from '../../../../document/index.ts';
import { distance } from '../../geometry/boxes.ts';
import { beginPainting, type PaintGesture } from '../../painting/paint-gesture.ts';
import { handColour } from '../hand-colour.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from '../tool.ts';

/** Points of the hand are taken this far apart, in CSS pixels: the ridge breaks what lies between. */
const POINT_STEP = 24;

/**
 * A mountain's edge in one movement: the line of the hand, broken into a ridge, and everything below it filled with
 * the class in hand.
 */
export function makeRidge(port: CanvasPort): CanvasTool {
  let drawn:
    { readonly gesture: PaintGesture; readonly points: Point[]; lastView: Point; to: Point } | undefined;

  const options = () => ({ seed: port.options.ridgeSeed, roughness: port.options.roughness });
  const line = ({ points, to }: { readonly points: readonly Point[]; readonly to: Point }) => [...points, to];

  function add(at: Sample): void {
    if (!drawn) return;
    drawn.to = { x: at.x, y: at.y };
    if (distance(drawn.lastView, at.view) < POINT_STEP) return;
    drawn.points.push(drawn.to);
    drawn.lastView = at.view;
  }

  return {
    cursor: () => 'crosshair',
    keyboardUse: 'drag',
    get isBusy() {
      return drawn !== undefined;
    },
    begin(at) {
      const gesture = beginPainting(port, at);
      const first = { x: at.x, y: at.y };
      if (gesture) drawn = { gesture, points: [first], lastView: at.view, to: first };
      port.refreshOverlay();
    },
    move(to) {
      to.forEach(add);
      port.refreshOverlay();
    },
    end(at) {
      add(at);
      if (!drawn) return;
      const { gesture } = drawn;
      ridgeLine(gesture.target, line(drawn), gesture.value, options());
      drawn = undefined;
      // The next ridge is another one.
      if (gesture.commit('ridge')) port.options.ridgeSeed++;
      port.refreshOverlay();
    },
    cancel() {
      drawn?.gesture.drop();
      drawn = undefined;
      port.refreshOverlay();
    },
    overlay(): readonly OverlayShape[] {
      if (!drawn) return [];
      const ridge = ridgeOutline(line(drawn), options());
      const { height } = port.project.document;
      const [first, last] = [ridge[0]!, ridge.at(-1)!];
      const points = [...ridge, { x: last.x, y: height }, { x: first.x, y: height }];
      return [{ kind: 'line', points, isClosed: true, fill: handColour(port) }];
    },
  };
}
