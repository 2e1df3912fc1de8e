import type { Point } from '../../../document/index.ts';

/** What two fingers did: their middle went from one place to another, apart by a factor, turned by radians. */
interface PinchStep {
  readonly from: Point;
  readonly to: Point;
  readonly factor: number;
  readonly angle: number;
}

type FingerPair = readonly [Point, Point];

const middle = ([a, b]: FingerPair): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const span = ([a, b]: FingerPair) => Math.hypot(b.x - a.x, b.y - a.y);
const direction = ([a, b]: FingerPair) => Math.atan2(b.y - a.y, b.x - a.x);

export function pinchStep(before: FingerPair, after: FingerPair): PinchStep {
  const turn = direction(after) - direction(before);
  return {
    from: middle(before),
    to: middle(after),
    factor: span(before) > 0 ? span(after) / span(before) : 1,
    angle: Math.atan2(Math.sin(turn), Math.cos(turn)),
  };
}

/** Radians that fingers must turn before the view turns along: hands that zoom are never quite straight. */
const TURN_THRESHOLD = 0.2;

/** Lets turning through only once it is clearly meant. */
export class TurnThreshold {
  #turned = 0;
  #isMeant = false;

  /** The angle to turn the view by for a step of the fingers. */
  pass(angle: number): number {
    if (this.#isMeant) return angle;
    this.#turned += angle;
    if (Math.abs(this.#turned) > TURN_THRESHOLD) this.#isMeant = true;
    return 0;
  }
}
