import type { Bitmap } from '../../document/index.ts';

/** What is selected; `undefined` for nothing, which is everywhere. */
export type Selection = Bitmap | undefined;

interface Step {
  readonly before: Selection;
  readonly after: Selection;
  /** How many steps of the document can be undone where it was made. */
  depth: number;
  /** It was made by the step of the document that begins there, and goes back and forth with it. */
  isBound: boolean;
}

interface Limits {
  steps: number;
  /** Of the pixels of all selections that are kept. */
  bytes: number;
}

/** As many steps as the history of a document keeps, which these lie between. */
const defaultLimits: Limits = { steps: 500, bytes: 64 * 2 ** 20 };

/**
 * The selections of a session, each between two steps of the document's history. They belong to no project: what was
 * selected is forgotten when the project is left, as everywhere.
 */
export class SelectionHistory {
  readonly #limits: Limits;
  /** Oldest first. */
  #undo: Step[] = [];
  /** Next one last. */
  #redo: Step[] = [];

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  /**
   * Something else is selected, where so many steps of the document can be undone.
   *
   * @param isBound  it goes along with the step of the document that is made there
   */
  changed(before: Selection, after: Selection, depth: number, isBound = false): void {
    this.#undo.push({ before, after, depth, isBound });
    this.#redo = [];
    while (this.#undo.length > this.#limits.steps || this.#bytes() > this.#limits.bytes) this.#undo.shift();
  }

  /** The document has got a new step: what was undone is forgotten. */
  committed(): void {
    this.#redo = [];
  }

  /** So many of the oldest steps of the document's history were given up. */
  shorten(forgotten: number): void {
    if (forgotten === 0) return;
    for (const step of [...this.#undo, ...this.#redo]) step.depth -= forgotten;
    this.#undo = this.#undo.filter(({ depth }) => depth >= 0);
  }

  /** The document went back to this depth, and the selection stays. */
  keepTo(depth: number): void {
    for (const step of this.#undo) {
      if (step.depth < depth) continue;
      step.depth = depth;
      step.isBound = false;
    }
  }

  /** How many can be undone before a step of the document at this depth is. */
  undoable(depth: number): number {
    return this.#undo.filter((step) => step.depth === depth && !step.isBound).length;
  }

  /** How many can be done again before a step of the document at this depth is. */
  redoable(depth: number): number {
    return this.#redo.filter((step) => step.depth === depth && !step.isBound).length;
  }

  /** What was selected before the last step, if it was made at this depth. */
  undo(depth: number): { readonly selection: Selection } | undefined {
    return this.#take(this.#undo, this.#redo, depth, 'before', false);
  }

  /** What was selected by the step that was undone last, if it was made at this depth. */
  redo(depth: number): { readonly selection: Selection } | undefined {
    return this.#take(this.#redo, this.#undo, depth, 'after', false);
  }

  /** What was selected before the step of the document that was undone to this depth, if it took the selection along. */
  undoBound(depth: number): { readonly selection: Selection } | undefined {
    return this.#take(this.#undo, this.#redo, depth, 'before', true);
  }

  /** What was selected by the step of the document that was done again from this depth on, if it took it along. */
  redoBound(depth: number): { readonly selection: Selection } | undefined {
    return this.#take(this.#redo, this.#undo, depth, 'after', true);
  }

  #take(
    from: Step[],
    to: Step[],
    depth: number,
    side: 'before' | 'after',
    isBound: boolean,
  ): { readonly selection: Selection } | undefined {
    const step = from.at(-1);
    if (step?.depth !== depth || step.isBound !== isBound) return undefined;
    from.pop();
    to.push(step);
    return { selection: step[side] };
  }

  /** Selections share the tiles in which they are alike. */
  #bytes(): number {
    const tiles = new Set<Uint8Array>();
    for (const { before, after } of this.#undo)
      for (const bitmap of [before, after]) for (const tile of bitmap?.tiles.values() ?? []) tiles.add(tile);
    let bytes = 0;
    for (const { length } of tiles) bytes += length;
    return bytes;
  }
}
