import type { HandPainter } from './hand-painter.ts';

/** A bundled layout, and the request that it is shown with. */
export interface Example {
  readonly file: string;
  readonly title: string;
  readonly prompt: string;
  readonly scene: string;
  readonly seed: number;
  readonly paint: (hand: HandPainter) => void;
}
