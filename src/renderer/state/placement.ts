import {
  after,
  mapped,
  rotationAbout,
  scalingAbout,
  translation,
  type Matrix,
  type Point,
  type Rect,
} from '../../document/index.ts';

/** How a box of the canvas is placed elsewhere: sized about its middle, then turned, then moved. */
export interface Placement {
  /** Where its middle comes to lie. */
  readonly x: number;
  readonly y: number;
  /** Below 0 where it is mirrored. */
  readonly scaleX: number;
  readonly scaleY: number;
  /** Radians, clockwise on the screen. */
  readonly angle: number;
}

/** What an artist reads of a placement, and types. */
export interface PlacementFields {
  /** Of the upper left corner as the box is turned. */
  readonly x: number;
  readonly y: number;
  /** Along the box's own sides. */
  readonly width: number;
  readonly height: number;
  /** Degrees, above -180 and up to 180. */
  readonly angle: number;
}

/** The box where it is. */
export function placedAsIs(box: Rect): Placement {
  return { ...middleOf(box), scaleX: 1, scaleY: 1, angle: 0 };
}

/** What a placement does to everything in its box. */
export function placementMap(box: Rect, { x, y, scaleX, scaleY, angle }: Placement): Matrix {
  const middle = middleOf(box);
  const turned = after(rotationAbout(middle, angle), scalingAbout(middle, scaleX, scaleY));
  return after(translation(x - middle.x, y - middle.y), turned);
}

/** A box that stands upright again lies on whole pixels: half of one aside, all would be blurred. */
export function onWholePixels(box: Rect, placement: Placement): Placement {
  const quarters = placement.angle / (Math.PI / 2);
  if (Math.abs(quarters - Math.round(quarters)) > 1e-9) return placement;
  const sides = [box.width * Math.abs(placement.scaleX), box.height * Math.abs(placement.scaleY)];
  const [width, height] = Math.round(quarters) % 2 === 0 ? sides : sides.toReversed();
  const snapped = (middle: number, side: number) => Math.round(middle - side / 2) + side / 2;
  return { ...placement, x: snapped(placement.x, width!), y: snapped(placement.y, height!) };
}

export function placementFields(box: Rect, { x, y, scaleX, scaleY, angle }: Placement): PlacementFields {
  const width = box.width * Math.abs(scaleX);
  const height = box.height * Math.abs(scaleY);
  const corner = mapped(rotationAbout({ x: 0, y: 0 }, angle), { x: -width / 2, y: -height / 2 });
  const degrees = (angle * 180) / Math.PI;
  return {
    x: x + corner.x,
    y: y + corner.y,
    width,
    height,
    angle: degrees - 360 * Math.ceil((degrees - 180) / 360),
  };
}

/**
 * The placement after one of its numbers was typed. Sides grow away from the upper left corner, which stays, and one below
 * 0 is mirrored in its place; a turn is about the middle.
 */
export function withField(
  box: Rect,
  placement: Placement,
  name: keyof PlacementFields,
  value: number,
  keepsProportions: boolean,
): Placement {
  const fields = placementFields(box, placement);
  if (name === 'angle') return { ...placement, angle: (value * Math.PI) / 180 };
  if (name === 'x' || name === 'y') {
    return { ...placement, [name]: placement[name] + value - fields[name] };
  }
  if (value === 0) return placement;
  const factor = Math.abs(value) / fields[name];
  const grownSide = (side: 'width' | 'height') =>
    side === name || keepsProportions ? wholeSide(fields[side] * factor) : fields[side];
  const [width, height] = [grownSide('width'), grownSide('height')];
  const outwards = { x: (width - fields.width) / 2, y: (height - fields.height) / 2 };
  const moved = mapped(rotationAbout({ x: 0, y: 0 }, placement.angle), outwards);
  return {
    ...placement,
    x: placement.x + moved.x,
    y: placement.y + moved.y,
    scaleX: placement.scaleX * (width / fields.width) * (name === 'width' ? Math.sign(value) : 1),
    scaleY: placement.scaleY * (height / fields.height) * (name === 'height' ? Math.sign(value) : 1),
  };
}

/** A side in whole pixels, below 0 where it is mirrored. It is never nothing: it could not be drawn open again. */
export function wholeSide(side: number): number {
  return (side < 0 ? -1 : 1) * Math.max(1, Math.round(Math.abs(side)));
}

function middleOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}
