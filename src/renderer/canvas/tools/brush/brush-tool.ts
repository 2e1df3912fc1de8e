import { brushSegment, type Point } from '../../../../document/index.ts';
import { StrokePath, radiusAt, type StrokePoint, type StrokeSegment } from '../../input/stroke-path.ts';
import { beginPainting, type PaintGesture } from '../../painting/paint-gesture.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from '../tool.ts';

/** What the brush does, or the eraser, which is a brush that paints nothing. */
interface BrushPurpose {
  readonly label: string;
  readonly isErasing: boolean;
}

type BrushState =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'painting';
      readonly gesture: PaintGesture;
      readonly path: StrokePath;
      last: StrokePoint;
    }
  /** With shift: a straight line, shown as an outline until it is let go. */
  | { readonly kind: 'lining'; readonly gesture: PaintGesture; readonly from: StrokePoint; to: StrokePoint };

/** Where the last stroke on a layer ended: a press with shift goes on from there. */
interface StrokeEnd {
  readonly layerId: string;
  readonly at: StrokePoint;
}

/** The brush as it comes with the tool strip. */
export function makeBrush(port: CanvasPort): CanvasTool {
  return brushTool(port, { label: 'brushStroke', isErasing: false });
}

/** Paints round or square dabs along the way of the pointer. */
export function brushTool(port: CanvasPort, { label, isErasing }: BrushPurpose): CanvasTool {
  let state: BrushState = { kind: 'idle' };
  let lastEnd: StrokeEnd | undefined;

  function pointOf(at: Sample): StrokePoint {
    const { brushSize, hasPressure } = port.options;
    return { x: at.x, y: at.y, radius: radiusAt(brushSize, at.pressure, hasPressure && at.isPen) };
  }

  function paint(gesture: PaintGesture, segments: readonly StrokeSegment[]): void {
    for (const { from, to } of segments) {
      brushSegment(gesture.target, from, to, {
        radius: { from: from.radius, to: to.radius },
        shape: port.options.brushShape,
        value: gesture.value,
        ...gesture.softness,
      });
    }
    gesture.show();
  }

  function finish(gesture: PaintGesture, at: StrokePoint): void {
    gesture.commit(label);
    lastEnd = { layerId: gesture.layer.id, at };
    state = { kind: 'idle' };
    port.refreshOverlay();
  }

  return {
    cursor: () => 'crosshair',
    keyboardUse: 'press',
    get isBusy() {
      return state.kind !== 'idle';
    },

    begin(at) {
      const gesture = beginPainting(port, at, { isErasing });
      if (!gesture) return;
      const point = pointOf(at);
      if (at.isShift) {
        const from = lastEnd?.layerId === gesture.layer.id ? lastEnd.at : point;
        state = { kind: 'lining', gesture, from, to: point };
        port.refreshOverlay();
        return;
      }
      state = { kind: 'painting', gesture, path: new StrokePath(point), last: point };
      paint(gesture, [{ from: point, to: point }]);
    },

    move(to) {
      if (state.kind === 'painting') {
        const { gesture, path } = state;
        const points = to.map(pointOf);
        state.last = points.at(-1) ?? state.last;
        paint(
          gesture,
          points.flatMap((point) => path.add(point)),
        );
      } else if (state.kind === 'lining') {
        const last = to.at(-1);
        if (last) state.to = pointOf(last);
        port.refreshOverlay();
      }
    },

    end(at) {
      if (state.kind === 'painting') {
        const { gesture, path } = state;
        const point = pointOf(at);
        paint(gesture, [...path.add(point), ...path.end()]);
        finish(gesture, point);
      } else if (state.kind === 'lining') {
        const { gesture, from } = state;
        const to = pointOf(at);
        paint(gesture, [{ from, to }]);
        finish(gesture, to);
      }
    },

    cancel() {
      if (state.kind === 'idle') return;
      state.gesture.drop();
      state = { kind: 'idle' };
      port.refreshOverlay();
    },

    overlay(): readonly OverlayShape[] {
      if (state.kind !== 'lining') return [];
      const points: Point[] = [state.from, state.to];
      return [{ kind: 'line', points, isDashed: true }];
    },
  };
}
