import { shifted, surveyLayout, type Document, type ModelView, type Rect } from '../../../document/index.ts';
import { colourLayout, layoutColours } from '../chunks/layout-colours.ts';

/** What the model sees of the frame, ready to be drawn. */
interface ShownModelView {
  /** One pixel per cell of the latent. */
  readonly cells: OffscreenCanvas;
  readonly frame: Rect;
  /** Side of a cell in canvas pixels. */
  readonly cell: number;
  /** Regions and strokes of which hardly anything is left, in canvas pixels. */
  readonly vanishing: readonly Rect[];
  /** Their classes, each once. */
  readonly vanishingClassIds: readonly number[];
}

/** What a model view is made of: a document, and canvas pixels per cell of the latent. */
interface ModelViewSource {
  readonly document: Document;
  readonly factor: number;
}

/** Milliseconds from a change to its model view: the whole frame is looked at for it. */
const DELAY_MS = 150;

/** Keeps the model view as new as the document, a moment after each change, while it is looked at. */
export class ModelViewKeeper {
  readonly #source: () => ModelViewSource | undefined;
  readonly #onChange: () => void;
  #madeOf: ModelViewSource | undefined;
  #shown: ShownModelView | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param source  what to make it of; `undefined` while nobody looks */
  constructor(source: () => ModelViewSource | undefined, onChange: () => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  get shown(): ShownModelView | undefined {
    return this.#shown;
  }

  /** Something may have changed; what is shown for the first time is made at once. */
  update(): void {
    clearTimeout(this.#timer);
    const source = this.#source();
    if (!source) {
      if (this.#shown) this.#take(undefined, undefined);
      return;
    }
    if (this.#madeOf?.document === source.document && this.#madeOf.factor === source.factor) return;
    this.#timer = setTimeout(() => this.#take(source, make(source)), this.#shown ? DELAY_MS : 0);
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #take(source: ModelViewSource | undefined, shown: ShownModelView | undefined): void {
    this.#madeOf = source;
    this.#shown = shown;
    this.#onChange();
  }
}

/** Reduces the frame's layout as the model does. */
function make({ document, factor }: ModelViewSource): ShownModelView {
  const { frame } = document;
  const { view } = surveyLayout(document, frame, { cell: factor, gaps: document.generation.gaps });
  return {
    cells: drawCells(view),
    frame,
    cell: factor,
    vanishing: view.vanishing.map(({ rect }) => shifted(rect, frame.x, frame.y)),
    vanishingClassIds: [...new Set(view.vanishing.map(({ classId }) => classId))],
  };
}

function drawCells({ width, height, classIds }: ModelView): OffscreenCanvas {
  const cells = new OffscreenCanvas(width, height);
  const words = new Uint32Array(width * height);
  // Patterns would be as coarse as the cells.
  const colours = layoutColours(false);
  colourLayout(classIds, undefined, width, words, { colours, hasGaps: true, patternX: 0, patternY: 0 });
  cells
    .getContext('2d')
    ?.putImageData(new ImageData(new Uint8ClampedArray(words.buffer), width, height), 0, 0);
  return cells;
}
