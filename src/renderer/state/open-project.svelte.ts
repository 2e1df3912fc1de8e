import {
  History,
  boundsOf,
  documentFromSnapshot,
  type Applied,
  type Command,
  type Bitmap,
  type Document,
  type DocumentLayer,
} from '../../document/index.ts';
import type { Change, Patch } from '../../shared/document-format.ts';
import type { RouteOutput } from '../../shared/routes/routes.ts';
import { CommitQueue, type Durability } from './commit-queue.ts';
import type { HostClient } from './host-client.ts';
import { LayerTransform } from './layer-transform.ts';
import type { Placement } from './placement.ts';
import { SelectionHistory, type Selection } from './selection-history.ts';

type ChangeListener = (changed: Applied['changed'], kind: Change['kind']) => void;

/** The project on the canvas: its document, its history, and how much of it is on the disk. */
export class OpenProject {
  readonly id: string;
  name = $state('');
  document: Document = $state.raw() as Document;
  durability: Durability = $state.raw({ kind: 'saved' });

  /** Names of the steps that can be undone, oldest first, and of those that can be done again, next one first. */
  steps: { readonly undo: readonly string[]; readonly redo: readonly string[] } = $state.raw({
    undo: [],
    redo: [],
  });

  /** What is being done to the active layer and is no step yet. Whatever else is done applies it first. */
  readonly transform = new LayerTransform(this);
  /** Of `transform`, which knows what it means. */
  placement: Placement | undefined = $state.raw();

  #activeLayerId: string = $state('');
  #undoLabel: string | undefined = $state();
  #redoLabel: string | undefined = $state();
  #selection: Selection = $state.raw();
  readonly #selections = new SelectionHistory();
  readonly #history: History;
  /** What was adjusted last, and the document that came of it. */
  #adjusted: { readonly document: Document; readonly key: string } | undefined;
  readonly #commits: CommitQueue;
  readonly #listeners = new Set<ChangeListener>();

  constructor(host: HostClient, opened: RouteOutput<'projects.open'>) {
    this.id = opened.id;
    this.name = opened.name;
    this.#history = new History(documentFromSnapshot(opened.document), {
      undo: opened.undo,
      redo: opened.redo,
    });
    this.#commits = new CommitQueue(opened.revision, {
      send: async (revision, change) =>
        (await host.ask('projects.commit', { id: opened.id, revision, change })).revision,
      onDurability: (durability) => {
        this.durability = durability;
      },
    });
    this.document = this.#history.document;
    this.#activeLayerId = this.#defaultLayerId();
    this.#readHistory();
  }

  /**
   * Does something to the document at once, and has it made durable in the background.
   *
   * @param selection  what is selected from then on, taken back with the same step
   */
  commit(label: string, patch: Patch, selection?: Bitmap): void {
    this.#endTransform(patch);
    const applied = this.#step(1, () => this.#history.commit(label, patch));
    this.#selections.committed();
    if (selection) {
      this.#selections.changed(this.#selection, selection, this.#history.undoCount - 1, true);
      this.#selection = selection;
    }
    this.#finish(applied, { kind: 'do', label, patch });
  }

  /**
   * Does something that takes the place of what was just done under the same key, as turning one knob again does: both
   * are one step of the history. Whatever else is done ends that, and so does `mark`.
   */
  adjust(key: string, make: (document: Document) => Command): void {
    this.settle();
    const { document, key: last } = this.#adjusted ?? {};
    if (document === this.document && last === key) this.takeBack();
    const { label, patch } = make(this.document);
    this.commit(label, patch);
    this.#adjusted = { document: this.document, key };
  }

  /** What is adjusted next is a step of its own: what stands has served for something. */
  mark(): void {
    this.#adjusted = undefined;
  }

  get undoLabel(): string | undefined {
    return this.transform.isPending ? 'transformLayer' : this.#undoLabel;
  }

  get redoLabel(): string | undefined {
    return this.transform.isPending ? undefined : this.#redoLabel;
  }

  get activeLayer(): DocumentLayer | undefined {
    return this.document.layers.find((layer) => layer.id === this.activeLayerId);
  }

  get activeLayerId(): string {
    return this.#activeLayerId;
  }

  set activeLayerId(id: string) {
    if (id !== this.#activeLayerId) this.settle();
    this.#activeLayerId = id;
  }

  /** Does what is only seen so far. To be called before a change is made of the document as it is. */
  settle(): void {
    this.transform.apply();
  }

  /** Where painting is allowed and what commands act on, 0 to 255 per pixel; absent for everywhere. */
  get selection(): Selection {
    return this.#selection;
  }

  set selection(chosen: Selection) {
    // Nothing could be painted, and nothing would show why.
    const selection = chosen && (boundsOf(chosen) ? chosen : undefined);
    if (selection === this.#selection) return;
    this.settle();
    this.#selections.changed(this.#selection, selection, this.#history.undoCount);
    this.#selection = selection;
    this.#readHistory();
  }

  /** What is seen but not done is what one undo takes back. */
  undo(): void {
    if (this.transform.isPending) this.transform.cancel();
    else if (!this.#selectAgain(this.#selections.undo(this.#history.undoCount))) this.#undoDocument();
  }

  /** Undoes the last step of the document; what was selected since stays selected. */
  takeBack(): void {
    this.transform.cancel();
    this.#undoDocument();
    this.#selections.keepTo(this.#history.undoCount);
    this.#readHistory();
  }

  redo(): void {
    if (this.transform.isPending) return;
    if (this.#selectAgain(this.#selections.redo(this.#history.undoCount))) return;
    const applied = this.#step(1, () => this.#history.redo());
    if (!applied) return;
    this.#selectWith(this.#selections.redoBound(this.#history.undoCount - 1));
    this.#finish(applied, { kind: 'redo' });
  }

  /** Undoes (negative) or does again (positive) so many steps. What is seen but not done becomes the last step before. */
  travel(steps: number): void {
    if (this.transform.isPending) {
      if (steps > 0) return;
      const { document } = this;
      this.settle();
      if (this.document !== document) steps--;
    }
    for (let step = 0; step < Math.abs(steps); step++) {
      if (steps < 0) this.undo();
      else this.redo();
    }
  }

  /** Calls back after every change with what of each layer it changed, and whether it was done, undone or done again. Returns what ends it. */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when everything done so far is durable. @throws UmberError where it will not be, as after a conflict */
  flush(): Promise<void> {
    this.settle();
    return this.#commits.flush();
  }

  /** The host may be back: sends what waits. */
  resume(): void {
    this.#commits.resume();
  }

  get hasUnsaved(): boolean {
    return this.transform.isPending || this.durability.kind !== 'saved';
  }

  /** Sends nothing more; what is durable stays. */
  dispose(): void {
    this.#commits.stop();
    this.#listeners.clear();
  }

  #selectAgain(selected: { readonly selection: Selection } | undefined): boolean {
    if (!selected) return false;
    this.#selection = selected.selection;
    this.#readHistory();
    return true;
  }

  #undoDocument(): void {
    const applied = this.#step(-1, () => this.#history.undo());
    if (!applied) return;
    this.#selectWith(this.#selections.undoBound(this.#history.undoCount));
    this.#finish(applied, { kind: 'undo' });
  }

  #selectWith(selected: { readonly selection: Selection } | undefined): void {
    if (selected) this.#selection = selected.selection;
  }

  /** A change of the very pixels that are being transformed was made of them as they are; any other can come after. */
  #endTransform(patch: Patch): void {
    const id = this.activeLayerId;
    const isOfPixels = patch.some(
      (operation) => (operation.op === 'tiles' || operation.op === 'remove') && operation.layer === id,
    );
    if (isOfPixels) this.transform.cancel();
    else this.settle();
  }

  /** Goes one step back or forth in the history of the document, which may give up its oldest steps. */
  #step<T extends Applied | undefined>(by: 1 | -1, go: () => T): T {
    const depth = this.#history.undoCount;
    const applied = go();
    if (applied) this.#selections.shorten(depth + by - this.#history.undoCount);
    return applied;
  }

  #finish(applied: Applied, change: Change): void {
    const before = this.document.layers;
    this.document = applied.document;
    this.#readHistory();
    this.#keepActiveLayer(before);
    this.#commits.push(change);
    for (const listener of this.#listeners) listener(applied.changed, change.kind);
  }

  #readHistory(): void {
    const { undoSteps, redoSteps } = this.#history;
    const depth = undoSteps.length;
    const selected = (count: number) => Array<string>(count).fill('select');
    this.steps = {
      undo: [
        ...selected(this.#selections.undoable(0)),
        ...undoSteps.flatMap(({ label }, index) => [
          label,
          ...selected(this.#selections.undoable(index + 1)),
        ]),
      ],
      redo: [
        ...selected(this.#selections.redoable(depth)),
        ...redoSteps
          .toReversed()
          .flatMap(({ label }, index) => [label, ...selected(this.#selections.redoable(depth + index + 1))]),
      ],
    };
    this.#undoLabel = this.steps.undo.at(-1);
    this.#redoLabel = this.steps.redo[0];
  }

  /** A layer that came takes the hand; where the active one went, its neighbour does. */
  #keepActiveLayer(before: readonly DocumentLayer[]): void {
    const { layers } = this.document;
    const known = new Set(before.map((layer) => layer.id));
    const came = layers.findLast((layer) => !known.has(layer.id));
    if (came) {
      this.#activeLayerId = came.id;
      return;
    }
    if (layers.some((layer) => layer.id === this.activeLayerId)) return;
    const place = before.findIndex((layer) => layer.id === this.activeLayerId);
    this.#activeLayerId = layers[Math.min(Math.max(0, place - 1), layers.length - 1)]?.id ?? '';
  }

  #defaultLayerId(): string {
    const { layers } = this.document;
    const nearest = layers.findLast((layer) => layer.kind === 'semantic') ?? layers.at(-1);
    return nearest?.id ?? '';
  }
}
