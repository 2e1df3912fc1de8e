import type { Point } from '../../../document/index.ts';
import { boxOf, distance } from '../geometry/boxes.ts';
import { squared, snappedDirection } from '../geometry/snapping.ts';
import { areaPoints, type Area } from './areas.ts';
import type { CanvasPort, CanvasTool, OverlayShape, Sample } from './tool.ts';

/** How an area being drawn looks, and what becomes of it. */
export interface AreaPurpose {
  /** Asked when the gesture begins; false leaves it at that, after a word to the artist. */
  canBegin(at: Sample): boolean;
  finish(area: Area, at: Sample): void;
  look(area: Area): OverlayShape;
}

/** Whole pixels from the one under the first point to the one under the second, both included. */
function pixelBox(a: Point, b: Point) {
  const box = boxOf({ x: Math.floor(a.x), y: Math.floor(a.y) }, { x: Math.floor(b.x), y: Math.floor(b.y) });
  return { ...box, width: box.width + 1, height: box.height + 1 };
}

/** Drawn from corner to corner; a square or circle with shift, about its middle with alt. */
export function boxGesture(
  port: CanvasPort,
  kind: 'rectangle' | 'ellipse',
  purpose: AreaPurpose,
): CanvasTool {
  let drawn: { readonly from: Point; to: Sample } | undefined;

  function area(from: Point, to: Sample): Area {
    const corner = to.isShift ? squared(from, to) : to;
    const start = to.isAlt ? { x: 2 * from.x - corner.x, y: 2 * from.y - corner.y } : from;
    return { kind, rect: pixelBox(start, corner) };
  }

  return {
    cursor: () => 'crosshair',
    keyboardUse: 'drag',
    get isBusy() {
      return drawn !== undefined;
    },
    begin(at) {
      if (!purpose.canBegin(at)) return;
      drawn = { from: at, to: at };
      port.refreshOverlay();
    },
    move(to) {
      if (!drawn) return;
      drawn.to = to.at(-1) ?? drawn.to;
      port.refreshOverlay();
    },
    end(at) {
      if (!drawn) return;
      const done = area(drawn.from, at);
      drawn = undefined;
      port.refreshOverlay();
      purpose.finish(done, at);
    },
    cancel() {
      drawn = undefined;
      port.refreshOverlay();
    },
    overlay: () => (drawn ? [purpose.look(area(drawn.from, drawn.to))] : []),
  };
}

/** Points closer than this many CSS pixels add nothing to a freehand line. */
const LASSO_STEP = 1.5;

/** Drawn freehand; closes by itself. */
export function lassoGesture(port: CanvasPort, purpose: AreaPurpose): CanvasTool {
  let points: Point[] | undefined;
  let lastView: Point = { x: 0, y: 0 };

  function add(at: Sample): void {
    if (!points || distance(at.view, lastView) < LASSO_STEP) return;
    points.push({ x: at.x, y: at.y });
    lastView = at.view;
  }

  return {
    cursor: () => 'crosshair',
    keyboardUse: 'drag',
    get isBusy() {
      return points !== undefined;
    },
    begin(at) {
      if (!purpose.canBegin(at)) return;
      points = [{ x: at.x, y: at.y }];
      lastView = at.view;
      port.refreshOverlay();
    },
    move(to) {
      to.forEach(add);
      port.refreshOverlay();
    },
    end(at) {
      add(at);
      const done = points;
      points = undefined;
      port.refreshOverlay();
      if (done) purpose.finish({ kind: 'polygon', points: done }, at);
    },
    cancel() {
      points = undefined;
      port.refreshOverlay();
    },
    overlay: () => (points ? [purpose.look({ kind: 'polygon', points })] : []),
  };
}

/** How near the first point a press closes the polygon, in CSS pixels. */
const CLOSE_REACH = 10;

/**
 * Set corner by corner; closed by a press on the first one, by a second press in the same place, or by Enter. Backspace
 * takes the last corner back; with shift, sides keep to multiples of fifteen degrees.
 */
export function polygonGesture(port: CanvasPort, purpose: AreaPurpose): CanvasTool {
  let points: Point[] = [];
  let next: Point | undefined;

  function close(at: Sample): void {
    const done = points;
    points = [];
    next = undefined;
    port.refreshOverlay();
    if (done.length >= 3) purpose.finish({ kind: 'polygon', points: done }, at);
  }

  function isAt(point: Point | undefined, at: Sample): boolean {
    return point !== undefined && distance(port.toView(point), at.view) <= CLOSE_REACH;
  }

  function placeOf(at: Sample): Point {
    const last = points.at(-1);
    return at.isShift && last ? snappedDirection(last, at) : { x: at.x, y: at.y };
  }

  let lastSample: Sample | undefined;

  return {
    cursor: () => 'crosshair',
    keyboardUse: 'press',
    get isBusy() {
      return points.length > 0;
    },
    begin(at) {
      lastSample = at;
      if (points.length === 0) {
        if (!purpose.canBegin(at)) return;
        port.notify('polygonHint');
      }
      const isClosing = points.length >= 3 && (isAt(points[0], at) || isAt(points.at(-1), at));
      if (isClosing) close(at);
      else if (!isAt(points.at(-1), at)) points.push(placeOf(at));
      port.refreshOverlay();
    },
    move(to) {
      const last = to.at(-1);
      if (last) next = placeOf(last);
      port.refreshOverlay();
    },
    end: () => undefined,
    hover(at) {
      lastSample = at;
      next = placeOf(at);
      if (points.length > 0) port.refreshOverlay();
    },
    key(key) {
      if (points.length === 0) return false;
      if (key === 'Enter' && lastSample) close(lastSample);
      else if (key === 'Backspace') points.pop();
      else return false;
      port.refreshOverlay();
      return true;
    },
    cancel() {
      points = [];
      next = undefined;
      port.refreshOverlay();
    },
    overlay() {
      if (points.length === 0) return [];
      const all = next ? [...points, next] : points;
      return [
        purpose.look({ kind: 'polygon', points: all }),
        ...points.map((at): OverlayShape => ({ kind: 'handle', at })),
      ];
    },
  };
}

/** An area as it will be painted: its line, and its colour inside where it is filled. */
export function paintedLook(area: Area, fill: string, outlineWidth: number | undefined): OverlayShape {
  const line = { kind: 'line', points: areaPoints(area), isClosed: true } as const;
  return outlineWidth === undefined
    ? { ...line, fill }
    : { ...line, stroke: { width: outlineWidth, colour: fill } };
}
