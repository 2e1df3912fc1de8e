import { union, type Applied, type Document, type Rect } from '../../../document/index.ts';
import type { Patch } from '../../../shared/document-format.ts';
import { withDraft, type LayerDraft } from './display-layers.ts';
import type { Paper } from './paper.ts';

/** Where changes go, and who draws them. */
interface ShownDocumentPort {
  readonly project: { readonly document: Document; commit(label: string, patch: Patch): void };
  readonly paper: Pick<Paper, 'show' | 'invalidate' | 'draft'>;
  /** The paper has to be drawn again. */
  redraw(): void;
}

/** The document on the paper with the draft of the gesture that goes on, and what of it has to be painted again. */
export class ShownDocument {
  readonly #port: ShownDocumentPort;
  #document: Document;
  /** What the draft has made look different, all in all. */
  #draftChanged: Rect | undefined;
  #isDraftNew = false;
  /** The layer whose change is on the paper already. */
  #paintedLayer: string | undefined;
  #isOwnChange = false;

  constructor(port: ShownDocumentPort) {
    this.#port = port;
    this.#document = port.project.document;
  }

  get hasDraft(): boolean {
    return this.#port.paper.draft !== undefined;
  }

  /** A change is being made by the canvas itself. */
  get isOwnChange(): boolean {
    return this.#isOwnChange;
  }

  /** The document with what is being painted in it, once for each state of that. */
  takeDraft(): Document | undefined {
    if (!this.#isDraftNew) return undefined;
    this.#isDraftNew = false;
    return withDraft(this.#document, this.#port.paper.draft);
  }

  showDraft(draft: LayerDraft, changed: Rect): void {
    const last = this.#port.paper.draft;
    // Another gesture's: what only that made look different would stay.
    if (last && (last.layerId !== draft.layerId || last.opacity !== draft.opacity)) this.dropDraft();
    this.#draftChanged = union(this.#draftChanged, changed);
    this.#isDraftNew = draft.bitmap !== undefined;
    this.#port.paper.show(this.#document, draft);
    this.#invalidate(this.#document, draft.layerId, changed);
    this.#port.redraw();
  }

  dropDraft(): void {
    const { paper } = this.#port;
    const { draft } = paper;
    if (!draft) return;
    const changed = this.#draftChanged;
    this.#forgetDraft();
    paper.show(this.#document, undefined);
    if (changed) this.#invalidate(this.#document, draft.layerId, changed);
    this.#port.redraw();
  }

  /** Commits what the draft shows; an empty patch drops it. */
  commitDraft(label: string, patch: Patch): void {
    if (patch.length === 0) {
      this.dropDraft();
      return;
    }
    // The paper shows what is committed: nothing of it has to be painted again.
    this.#paintedLayer = this.#port.paper.draft?.layerId;
    try {
      this.commit(label, patch);
      this.#forgetDraft();
    } catch (error) {
      this.dropDraft();
      throw error;
    } finally {
      this.#paintedLayer = undefined;
    }
  }

  commit(label: string, patch: Patch): void {
    this.#isOwnChange = true;
    try {
      this.#port.project.commit(label, patch);
    } finally {
      this.#isOwnChange = false;
    }
  }

  /** The project has another document. */
  update(changed: Applied['changed']): void {
    const before = this.#document;
    const { document } = this.#port.project;
    const { paper } = this.#port;
    this.#document = document;
    if (paper.draft && paper.draft.layerId !== this.#paintedLayer) this.dropDraft();
    paper.show(document, undefined);
    if (before.width !== document.width || before.height !== document.height)
      paper.invalidate('all', undefined);
    for (const [layerId, rect] of changed) {
      if (layerId === this.#paintedLayer) continue;
      const isThere = document.layers.some(({ id }) => id === layerId);
      this.#invalidate(isThere ? document : before, layerId, rect === 'all' ? undefined : rect);
    }
    this.#port.redraw();
  }

  #invalidate(document: Document, layerId: string, rect: Rect | undefined): void {
    const layer = document.layers.find(({ id }) => id === layerId);
    this.#port.paper.invalidate(layer?.kind ?? 'all', rect);
  }

  #forgetDraft(): void {
    this.#draftChanged = undefined;
    this.#isDraftNew = false;
  }
}
