import type { Point } from '../../../document/index.ts';

interface BrushPlace {
  /** In CSS pixels of the view, as the diameter. */
  readonly at: Point;
  readonly diameter: number;
  readonly isSquare: boolean;
  /** In radians. */
  readonly rotation: number;
}

/**
 * The outline of the brush: an element of the page over the stage, looking as `.brush-ring` says. It moves more often
 * than anything else here, and a sheet of the stage would be drawn and composed whole for it.
 */
export class BrushRing {
  readonly #style: CSSStyleDeclaration;

  constructor(container: HTMLElement) {
    const ring = document.createElement('div');
    ring.className = 'brush-ring';
    this.#style = ring.style;
    this.show(undefined);
    container.append(ring);
  }

  show(place: BrushPlace | undefined): void {
    const style = this.#style;
    style.display = place ? '' : 'none';
    if (!place) return;
    const { at, diameter, isSquare, rotation } = place;
    style.width = style.height = `${diameter}px`;
    style.borderRadius = isSquare ? '0' : '50%';
    const turn = isSquare ? ` rotate(${rotation}rad)` : '';
    style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)${turn}`;
  }
}
