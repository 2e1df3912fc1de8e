import { setFrame } from '../../../../document/index.ts';
import { MAX_CANVAS_SIDE, type Frame } from '../../../../shared/document-format.ts';
import { contains, distance } from '../../geometry/boxes.ts';
import { handleAt, handleCursor, handlePoints, resizedBox, type Handle } from '../../geometry/box-handles.ts';
import { frameSnappedToCanvas } from '../../geometry/snapping.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from '../tool.ts';

/** The frame falls onto the edges and the middle of the canvas from this many CSS pixels away. */
const SNAP_REACH = 8;
/** A new frame is drawn by a drag at least this long, in CSS pixels; a press outside changes nothing. */
const LEAST_DRAG = 8;

interface FrameGesture {
  readonly before: Frame;
  readonly handle: Handle | 'new';
  readonly from: Sample;
  frame: Frame;
}

/** Moves and resizes the part of the canvas that the model paints, or draws it anew outside of the old one. */
export function makeFrame(port: CanvasPort): CanvasTool {
  let gesture: FrameGesture | undefined;

  const step = () => (port.options.isFrameSnapped ? port.frameStep : 1);

  function handleUnder(at: Sample): Handle | undefined {
    return handleAt(
      port.project.document.frame,
      { view: at.view, document: at },
      (point) => port.toView(point),
      false,
    );
  }

  function frameFor({ before, handle, from }: FrameGesture, to: Sample): Frame {
    const { document } = port.project;
    const options = { step: step(), longest: MAX_CANVAS_SIDE, keepsAspect: to.isShift };
    const reach = port.options.isFrameSnapped ? SNAP_REACH / port.zoom : 0;
    if (handle === 'inside') {
      const x = before.x + Math.round(to.x - from.x);
      const y = before.y + Math.round(to.y - from.y);
      return frameSnappedToCanvas({ ...before, x, y }, document, reach);
    }
    if (handle === 'new') {
      if (distance(from.view, to.view) < LEAST_DRAG) return before;
      const corner = `${to.y < from.y ? 'n' : 's'}${to.x < from.x ? 'w' : 'e'}` as const;
      const point = { x: Math.round(from.x), y: Math.round(from.y), width: 0, height: 0 };
      const drawn = resizedBox(point, corner, to, { ...options, keepsAspect: false });
      return frameSnappedToCanvas(wholeFrame(drawn), document, reach);
    }
    if (handle === 'turn') return before;
    return wholeFrame(resizedBox(before, handle, to, options));
  }

  function finish(frame: Frame | undefined): void {
    const before = gesture?.before;
    gesture = undefined;
    port.showFrame(undefined);
    if (!frame || !before || isSame(frame, before)) return;
    const { label, patch } = setFrame(port.project.document, frame);
    port.project.commit(label, patch);
  }

  return {
    cursor(at) {
      if (!at) return 'default';
      if (gesture)
        return gesture.handle === 'new' ? 'crosshair' : handleCursor(gesture.handle, port.rotation);
      const handle = handleUnder(at);
      return handle ? handleCursor(handle, port.rotation) : 'crosshair';
    },
    keyboardUse: 'drag',
    get isBusy() {
      return gesture !== undefined;
    },
    begin(at) {
      const { frame } = port.project.document;
      const handle = handleUnder(at) ?? (contains(frame, at) ? 'inside' : 'new');
      gesture = { before: frame, handle, from: at, frame };
    },
    move(to) {
      const last = to.at(-1);
      if (!gesture || !last) return;
      gesture.frame = frameFor(gesture, last);
      port.showFrame(gesture.frame);
      port.refreshOverlay();
    },
    end(at) {
      if (gesture) finish(frameFor(gesture, at));
      port.refreshOverlay();
    },
    cancel() {
      finish(undefined);
      port.refreshOverlay();
    },
    overlay(): readonly OverlayShape[] {
      const frame = gesture?.frame ?? port.project.document.frame;
      return Object.values(handlePoints(frame)).map((at): OverlayShape => ({ kind: 'handle', at }));
    },
  };
}

function wholeFrame({ x, y, width, height }: Frame): Frame {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

function isSame(a: Frame, b: Frame): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;
}
