import {
  grown,
  intersection,
  inverted,
  mappedBounds,
  union,
  wholePixels,
  type Rect,
} from '../../../document/index.ts';
import type { DrawnView } from './drawn-view.ts';

/** A change reaches so many device pixels beyond its own, by smoothing and by rounded edges. */
const REACH = 4;

/** A part of the view that is drawn again. */
export interface DamagedPart {
  /** In whole device pixels. */
  readonly device: Rect;
  /** What of the canvas may be seen in it, in canvas pixels. */
  readonly canvas: Rect;
}

/** What has changed since it was drawn last, and so has to be drawn again. */
export class Damage {
  #changed: Rect | 'all' | undefined = 'all';

  /** A rectangle of the canvas looks different; without one everything does. */
  add(rect: Rect | undefined): void {
    if (this.#changed !== 'all') this.#changed = rect ? union(this.#changed, rect) : 'all';
  }

  /** All of it has been drawn. */
  clear(): void {
    this.#changed = undefined;
  }

  /** Where it lies in a view; `undefined` where nothing of it is seen. */
  in({ toDevice, scale, canvas, deviceWidth, deviceHeight }: DrawnView): DamagedPart | undefined {
    // A canvas element may be a pixel larger than the view, by rounding.
    const screen = { x: 0, y: 0, width: deviceWidth + 1, height: deviceHeight + 1 };
    const back = inverted(toDevice);
    if (this.#changed === 'all' || !back) return { device: screen, canvas };
    if (!this.#changed) return undefined;
    const reached = mappedBounds(toDevice, grown(this.#changed, 1));
    const device = intersection(screen, grown(wholePixels(reached), REACH));
    return device && { device, canvas: grown(mappedBounds(back, device), REACH / scale) };
  }
}
