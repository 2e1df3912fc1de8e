import { Konva } from 'konva/lib/Core.js';
import type { Layer } from 'konva/lib/Layer.js';
import { createStopwatch } from '../../state/stopwatch.ts';

/** The sheets of the stage from far to near: the canvas; what is said about it; what the hand does. */
export type SheetName = 'paper' | 'guides' | 'hand';

const sheetNames = ['paper', 'guides', 'hand'] as const satisfies readonly SheetName[];

/**
 * Konva's stage with its three sheets, each redrawn only when asked for and all in one animation frame. Konva is
 * written, never read: pointers go to the element around it, and nothing here is a source of truth.
 */
export class CanvasStage {
  readonly paper: Layer;
  readonly guides: Layer;
  readonly hand: Layer;
  readonly #stage: InstanceType<typeof Konva.Stage>;
  readonly #beforeFrame: (sheets: Set<SheetName>) => void;
  readonly #wanted = new Set<SheetName>();
  #frame: number | undefined;
  readonly #clock = createStopwatch('umber:frame');

  /**
   * @param beforeFrame  brings up to date the sheets that are about to be drawn, and leaves out those that are as they were
   * @param onRestored   the browser has lost pictures, as when a graphics driver starts anew, and can draw again
   */
  constructor(
    container: HTMLDivElement,
    beforeFrame: (sheets: Set<SheetName>) => void,
    onRestored: () => void,
  ) {
    // Redrawing is asked for by name; Konva would do it again by itself for every attribute.
    Konva.autoDrawEnabled = false;
    this.#beforeFrame = beforeFrame;
    // Konva empties its container by `innerHTML = ''` (Stage.js, _buildDOM), which the page's Trusted Types refuse.
    Object.defineProperty(container, 'innerHTML', { set: () => container.replaceChildren() });
    this.#stage = new Konva.Stage({ container, width: 1, height: 1, listening: false });
    const [paper, guides, hand] = sheetNames.map(() => new Konva.Layer({ listening: false }));
    this.paper = paper!;
    this.guides = guides!;
    this.hand = hand!;
    // What is drawn in parts must not be cleared whole.
    this.paper.clearBeforeDraw(false);
    this.#stage.add(this.paper, this.guides, this.hand);
    for (const name of sheetNames) {
      this[name].getNativeCanvasElement().addEventListener('contextrestored', () => {
        // A context comes back without the scale that Konva has given it.
        this[name].getCanvas().setPixelRatio(devicePixelRatio);
        onRestored();
      });
    }
  }

  /** Device pixels per CSS pixel. */
  get pixelRatio(): number {
    return this.paper.getCanvas().getPixelRatio();
  }

  resize(width: number, height: number): void {
    for (const name of sheetNames) {
      const canvas = this[name].getCanvas();
      // A window may be dragged to a screen of another density.
      if (canvas.getPixelRatio() !== devicePixelRatio) canvas.setPixelRatio(devicePixelRatio);
    }
    this.#stage.size({ width: Math.max(1, width), height: Math.max(1, height) });
    this.redraw(...sheetNames);
  }

  /** Draws what is wanted at once: sizing has emptied the sheets, and they are seen before the next frame. */
  drawNow(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#draw();
  }

  /** Draws the sheets in the next frame, once however often this is called. */
  redraw(...names: SheetName[]): void {
    for (const name of names) this.#wanted.add(name);
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  destroy(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = -1;
    this.#stage.destroy();
  }

  #draw(): void {
    const start = performance.now();
    this.#beforeFrame(this.#wanted);
    const wanted = [...this.#wanted];
    // What asks for more from here on gets the next frame.
    this.#wanted.clear();
    this.#frame = undefined;
    for (const name of wanted) this[name].draw();
    this.#clock(start);
  }
}
