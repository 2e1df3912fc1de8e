import {
  rotationAbout,
  scalingAbout,
  translation,
  type Matrix,
  type Point,
  type Rect,
} from '../../../document/index.ts';
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
const handleReach = { seize: 10, turn: 28 } as const;

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

/** What drawing a handle from one point to another does to everything in the box. */
export function transformOf(
  rect: Rect,
  handle: Handle,
  from: Point,
  to: Point,
  options: TransformOptions,
): Matrix {
  const centre = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  if (handle === 'inside') return translation(Math.round(to.x - from.x), Math.round(to.y - from.y));
  if (handle === 'turn') {
    const angle =
      Math.atan2(to.y - centre.y, to.x - centre.x) - Math.atan2(from.y - centre.y, from.x - centre.x);
    return rotationAbout(centre, options.isAngleSnapped ? snappedAngle(angle) : angle);
  }
  const place = places[handle];
  const anchor = options.fromCentre
    ? centre
    : { x: rect.x + (1 - place.x) * rect.width, y: rect.y + (1 - place.y) * rect.height };
  const grip = { x: rect.x + place.x * rect.width, y: rect.y + place.y * rect.height };
  const factor = (is: number, was: number) => (Math.abs(was) < 1e-6 ? 1 : notZero(is / was));
  let x = place.x === 0.5 ? 1 : factor(grip.x + to.x - from.x - anchor.x, grip.x - anchor.x);
  let y = place.y === 0.5 ? 1 : factor(grip.y + to.y - from.y - anchor.y, grip.y - anchor.y);
  if (options.keepsAspect) {
    const size = Math.max(place.x === 0.5 ? 0 : Math.abs(x), place.y === 0.5 ? 0 : Math.abs(y));
    x = size * Math.sign(x);
    y = size * Math.sign(y);
  }
  return scalingAbout(anchor, x, y);
}

/** A box is never squashed to nothing: it could not be drawn open again. */
function notZero(factor: number): number {
  return Math.abs(factor) < 0.01 ? (factor < 0 ? -0.01 : 0.01) : factor;
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
