import type { Group } from 'konva/lib/Group.js';
import type { Layer } from 'konva/lib/Layer.js';
import { Line, type LineConfig } from 'konva/lib/shapes/Line.js';
import type { Point } from '../../../document/index.ts';

/** Lines over any picture: light ones with a dark rim. */
export const lineColours = { core: '#ffffff', halo: 'rgba(0, 0, 0, 0.65)', accent: '#f2a65a' } as const;

interface LineLook {
  readonly isClosed?: boolean;
  readonly dash?: readonly number[];
  readonly dashOffset?: number;
  readonly colour?: string;
  readonly fill?: string | undefined;
}

/** Points as Konva's lines take them. */
export function flatPoints(points: readonly Point[]): number[] {
  return points.flatMap(({ x, y }) => [x, y]);
}

/** A thin line that is seen on light and on dark. */
export class TwoToneLine {
  readonly #halo = new Line<LineConfig>({ listening: false, perfectDrawEnabled: false, strokeWidth: 3 });
  readonly #core = new Line<LineConfig>({ listening: false, perfectDrawEnabled: false, strokeWidth: 1 });

  constructor(parent: Layer | Group) {
    parent.add(this.#halo, this.#core);
    this.hide();
  }

  /** @param points  in CSS pixels of the view */
  show(points: readonly Point[], look: LineLook = {}): void {
    const flat = flatPoints(points);
    const closed = look.isClosed ?? false;
    this.#halo.setAttrs({ points: flat, closed, stroke: lineColours.halo, visible: true, fill: look.fill });
    this.#core.setAttrs({
      points: flat,
      closed,
      stroke: look.colour ?? lineColours.core,
      dash: look.dash ? [...look.dash] : [],
      dashOffset: look.dashOffset ?? 0,
      visible: true,
    });
  }

  hide(): void {
    this.#halo.visible(false);
    this.#core.visible(false);
  }
}
