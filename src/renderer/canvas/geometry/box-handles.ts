import { mapped, rotationAbout, type Point, type Rect } from '../../../document/index.ts';
import { placementMap, wholeSide, type Placement } from '../../state/placement.ts';
import { contains, distance } from './boxes.ts';
import { snappedTo, snappedAngle } from './snapping.ts';

/** Where a box can be seized: a corner, an edge, its inside, or just outside a corner to turn it. */
export type Handle = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'inside' | 'turn';
type EdgeHandle = Exclude<Handle, 'inside' | 'turn'>;

/** Share of the box's width and height at which each handle sits. */
const places: Readonly<Record<EdgeHandle, Point>> = {
  nw: { x: 0, y: 0 },
  n: { x: 0.5, y: 0 },
  ne: { x: 1, y: 0 },
  e: { x: 1, y: 0.5 },
  se: { x: 1, y: 1 },
  s: { x: 0.5, y: 1 },
  sw: { x: 0, y: 1 },
  w: { x: 0, y: 0.5 },
};

const handleNames = Object.keys(places) as EdgeHandle[];

/** Reach of a handle and of the ring around it that turns, in CSS pixels. */
export const handleReach = { seize: 10, turn: 28 } as const;

/** Corners and middles of the edges, in the box's own space. */
export function handlePoints(rect: Rect): Record<EdgeHandle, Point> {
  const points = {} as Record<EdgeHandle, Point>;
  for (const name of handleNames) {
    points[name] = { x: rect.x + places[name].x * rect.width, y: rect.y + places[name].y * rect.height };
  }
  return points;
}

/**
 * What of a box lies under a point of the view. `toView` maps the box's space to CSS pixels, where the reach of a
 * handle is measured, so that a box may be small or turned and can still be seized.
 */
export function handleAt(
  rect: Rect,
  at: { readonly view: Point; readonly document: Point },
  toView: (point: Point) => Point,
  canTurn: boolean,
): Handle | undefined {
  let nearest: { name: EdgeHandle; reach: number } | undefined;
  const points = handlePoints(rect);
  for (const name of handleNames) {
    const reach = distance(toView(points[name]), at.view);
    if (!nearest || reach < nearest.reach) nearest = { name, reach };
  }
  if (nearest && nearest.reach <= handleReach.seize) return nearest.name;
  if (contains(rect, at.document)) return 'inside';
  const isCorner = nearest?.name.length === 2;
  return canTurn && isCorner && nearest && nearest.reach <= handleReach.turn ? 'turn' : undefined;
}

interface ResizeOptions {
  /** Keep the ratio of the sides. */
  readonly keepsAspect: boolean;
  /** Sides fall on multiples of this many pixels; 1 for whole pixels. */
  readonly step: number;
  /** Longest side allowed. */
  readonly longest: number;
}

/** The box after one of its handles was drawn to a point. The opposite edge or corner stays. */
export function resizedBox(rect: Rect, handle: EdgeHandle, to: Point, options: ResizeOptions): Rect {
  const place = places[handle];
  const anchor = { x: rect.x + (1 - place.x) * rect.width, y: rect.y + (1 - place.y) * rect.height };
  const limit = (side: number) =>
    Math.min(
      Math.max(options.step, snappedTo(side, options.step)),
      options.longest - (options.longest % options.step),
    );
  const movesX = place.x !== 0.5;
  const movesY = place.y !== 0.5;
  let width = movesX ? Math.max(0, (to.x - anchor.x) * (place.x === 1 ? 1 : -1)) : rect.width;
  let height = movesY ? Math.max(0, (to.y - anchor.y) * (place.y === 1 ? 1 : -1)) : rect.height;
  if (options.keepsAspect) {
    const aspect = rect.width / rect.height;
    if (!movesX || (movesY && height * aspect > width)) width = height * aspect;
    else height = width / aspect;
  }
  width = limit(width);
  height = limit(height);
  return {
    x: movesX ? (place.x === 1 ? anchor.x : anchor.x - width) : Math.round(rect.x + (rect.width - width) / 2),
    y: movesY
      ? place.y === 1
        ? anchor.y
        : anchor.y - height
      : Math.round(rect.y + (rect.height - height) / 2),
    width,
    height,
  };
}

interface TransformOptions {
  readonly keepsAspect: boolean;
  readonly fromCentre: boolean;
  /** Turn in steps of fifteen degrees. */
  readonly isAngleSnapped: boolean;
}

/** How a box is placed once one of its handles was drawn from one point of the canvas to another. */
export function placementAfter(
  box: Rect,
  before: Placement,
  handle: Handle,
  from: Point,
  to: Point,
  options: TransformOptions,
): Placement {
  if (handle === 'inside') {
    return { ...before, x: before.x + Math.round(to.x - from.x), y: before.y + Math.round(to.y - from.y) };
  }
  if (handle === 'turn') {
    const angleTo = ({ x, y }: Point) => Math.atan2(y - before.y, x - before.x);
    const angle = before.angle + angleTo(to) - angleTo(from);
    return { ...before, angle: options.isAngleSnapped ? snappedAngle(angle) : angle };
  }
  const place = { x: places[handle].x - 0.5, y: places[handle].y - 0.5 };
  const turned = rotationAbout({ x: 0, y: 0 }, before.angle);
  const drawn = mapped(rotationAbout({ x: 0, y: 0 }, -before.angle), { x: to.x - from.x, y: to.y - from.y });
  const was = { x: box.width * before.scaleX, y: box.height * before.scaleY };
  // Drawn about the middle, the other side goes as far the other way.
  const share = options.fromCentre ? 1 : 2;
  const factor = (drawnBy: number, side: number, at: number) =>
    at === 0 ? 1 : 1 + drawnBy / (share * at * side);
  let x = factor(drawn.x, was.x, place.x);
  let y = factor(drawn.y, was.y, place.y);
  if (options.keepsAspect) {
    const size = Math.max(place.x === 0 ? 0 : Math.abs(x), place.y === 0 ? 0 : Math.abs(y));
    x = size * Math.sign(x);
    y = size * Math.sign(y);
  }
  const is = { x: wholeSide(was.x * x), y: wholeSide(was.y * y) };
  const grown = options.fromCentre
    ? { x: 0, y: 0 }
    : mapped(turned, { x: place.x * (is.x - was.x), y: place.y * (is.y - was.y) });
  return {
    ...before,
    x: before.x + grown.x,
    y: before.y + grown.y,
    scaleX: place.x === 0 && !options.keepsAspect ? before.scaleX : is.x / box.width,
    scaleY: place.y === 0 && !options.keepsAspect ? before.scaleY : is.y / box.height,
  };
}

/** Length of the stem between a box and the knob that turns it, in CSS pixels. */
const KNOB_STEM = 26;

/** The knob that turns a placed box, and where its stem begins; canvas pixels. */
export function turningKnob(
  box: Rect,
  placement: Placement,
  zoom: number,
): { readonly from: Point; readonly at: Point } {
  const from = mapped(placementMap(box, placement), handlePoints(box).n);
  const turned = rotationAbout({ x: 0, y: 0 }, placement.angle);
  const stem = mapped(turned, { x: 0, y: (-Math.sign(placement.scaleY) * KNOB_STEM) / zoom });
  return { from, at: { x: from.x + stem.x, y: from.y + stem.y } };
}

const cursors = ['ew-resize', 'nwse-resize', 'ns-resize', 'nesw-resize'] as const;

/** The CSS cursor of a handle, on a view that is turned by an angle in radians. */
export function handleCursor(handle: Handle | undefined, rotation: number): string {
  if (handle === undefined) return 'default';
  if (handle === 'inside') return 'move';
  if (handle === 'turn') return 'grab';
  const { x, y } = places[handle];
  const angle = Math.atan2(y - 0.5, x - 0.5) + rotation;
  const eighth = Math.round(angle / (Math.PI / 4));
  return cursors[((eighth % 4) + 4) % 4]!;
}
