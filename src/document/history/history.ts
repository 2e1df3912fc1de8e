import type { Change, HistoryStep, Patch } from '../../shared/document-format.ts';
import type { Document } from '../document.ts';
import { applyPatch, type Applied } from './apply-patch.ts';
import { packPatch, packedBytes, patchBytes, unpackPatch, type PackedPatch } from './packed-patch.ts';

/** How far back one can go. */
export interface HistoryLimits {
  /** Most steps kept. */
  steps: number;
  /** Bytes above which old steps are packed, and given up if that is not enough. */
  bytes: number;
}

const defaultLimits: HistoryLimits = { steps: 500, bytes: 256 * 2 ** 20 };

/** A document and the way it came. The same changes make the same history wherever they are applied. */
export class History {
  #document: Document;
  readonly #limits: HistoryLimits;
  /** Oldest first; each leads one step back. */
  readonly #undo: KeptStep[];
  /** Next one last; each leads one step forth. */
  readonly #redo: KeptStep[];

  constructor(
    document: Document,
    { undo, redo }: { undo: readonly HistoryStep[]; redo: readonly HistoryStep[] } = { undo: [], redo: [] },
    limits: Partial<HistoryLimits> = {},
  ) {
    this.#document = document;
    this.#limits = { ...defaultLimits, ...limits };
    this.#undo = undo.map(({ label, patch }) => new KeptStep(label, patch));
    this.#redo = redo.map(({ label, patch }) => new KeptStep(label, patch));
    this.#keepWithinLimits();
  }

  get document(): Document {
    return this.#document;
  }

  /** Name of the step that `undo` takes back. */
  get undoLabel(): string | undefined {
    return this.#undo.at(-1)?.label;
  }

  /** Name of the step that `redo` does again. */
  get redoLabel(): string | undefined {
    return this.#redo.at(-1)?.label;
  }

  /** How many steps can be taken back. */
  get undoCount(): number {
    return this.#undo.length;
  }

  /** Oldest first. A patch is unpacked when it is read. */
  get undoSteps(): readonly HistoryStep[] {
    return this.#undo.map((step) => step.view);
  }

  /** Next one last. A patch is unpacked when it is read. */
  get redoSteps(): readonly HistoryStep[] {
    return this.#redo.map((step) => step.view);
  }

  /** Does something new; what was undone is forgotten. @throws UmberError `PROJECT_DAMAGED` */
  commit(label: string, patch: Patch): Applied {
    const applied = applyPatch(this.#document, patch);
    this.#document = applied.document;
    this.#redo.length = 0;
    this.#undo.push(new KeptStep(label, applied.inverse));
    this.#keepWithinLimits();
    return applied;
  }

  /** Takes the last step back; `undefined` where there is none. */
  undo(): Applied | undefined {
    return this.#step(this.#undo, this.#redo);
  }

  /** Does the last undone step again; `undefined` where there is none. */
  redo(): Applied | undefined {
    return this.#step(this.#redo, this.#undo);
  }

  /** Does what a journal says. @throws UmberError `PROJECT_DAMAGED` */
  apply(change: Change): Applied | undefined {
    switch (change.kind) {
      case 'do':
        return this.commit(change.label, change.patch);
      case 'undo':
        return this.undo();
      case 'redo':
        return this.redo();
    }
  }

  #step(from: KeptStep[], to: KeptStep[]): Applied | undefined {
    const step = from.at(-1);
    if (!step) return undefined;
    const applied = applyPatch(this.#document, step.patch);
    from.pop();
    this.#document = applied.document;
    to.push(new KeptStep(step.label, applied.inverse));
    this.#keepWithinLimits();
    return applied;
  }

  #keepWithinLimits(): void {
    const { steps, bytes } = this.#limits;
    if (this.#undo.length > steps) this.#undo.splice(0, this.#undo.length - steps);
    let total = [...this.#undo, ...this.#redo].reduce((sum, step) => sum + step.bytes, 0);
    // Farthest from the present first: those are the least likely to be wanted soon.
    for (const step of [...this.#undo, ...this.#redo]) {
      if (total <= bytes) return;
      total -= step.bytes;
      step.pack();
      total += step.bytes;
    }
    // The last act can always be taken back, however large it was.
    while (total > bytes && this.#undo.length > 1) total -= this.#undo.shift()!.bytes;
    while (total > bytes && this.#redo.length > 1) total -= this.#redo.shift()!.bytes;
  }
}

/** A step as it is held: in full, or packed. */
class KeptStep {
  readonly label: string;
  #patch: Patch | undefined;
  #packed: PackedPatch | undefined;
  #bytes: number;

  constructor(label: string, patch: Patch) {
    this.label = label;
    this.#patch = patch;
    this.#bytes = patchBytes(patch);
  }

  get bytes(): number {
    return this.#bytes;
  }

  get patch(): Patch {
    return this.#patch ?? unpackPatch(this.#packed!);
  }

  /** The step as others see it. `patch` is the object's own property, so that it is copied and sent like any other. */
  get view(): HistoryStep {
    const readPatch = () => this.patch;
    return {
      label: this.label,
      get patch() {
        return readPatch();
      },
    };
  }

  pack(): void {
    if (!this.#patch) return;
    this.#packed = packPatch(this.#patch);
    this.#bytes = packedBytes(this.#packed);
    this.#patch = undefined;
  }
}
