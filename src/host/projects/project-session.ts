import { History, snapshotOf, type Document } from '../../document/index.ts';
import type { Change, HistoryStep } from '../../shared/document-format.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { ProjectNotice } from '../../shared/routes/project-routes.ts';
import type { RouteOutput } from '../../shared/routes/routes.ts';
import { encodeFrame, unpackRecord } from '../storage/journal-format.ts';
import { Journal, type Frame } from '../storage/journal.ts';
import { headFrames, packChange, type ChangeRecord } from './journal-records.ts';
import { loadProject } from './load-project.ts';
import { encodeProject, type SavedProject } from './project-file.ts';
import type { ProjectFolder } from './project-folder.ts';

/** When a project that is open is saved by itself. */
export interface SavingRules {
  /** This long after the last change. */
  readonly idleMs: number;
  /** When the journal has grown by this much. */
  readonly journalBytes: number;
}

/** Everything that a journal leads to. */
interface State {
  readonly revision: number;
  readonly document: Document;
  readonly undo: readonly HistoryStep[];
  readonly redo: readonly HistoryStep[];
}

/** How many changes are remembered in case they are sent again. */
const changesRemembered = 64;

/**
 * A project that is open: a replica of the document and its history, and the journal in which each change is on the
 * disk before it is answered. Saving goes on beside it; a change never waits for a save.
 */
export class ProjectSession {
  readonly #folder: ProjectFolder;
  readonly #rules: SavingRules;
  /** Told after each save. */
  readonly #onSaved: () => void;
  readonly notices: readonly ProjectNotice[];
  readonly #openedWith: number;
  #name: string;
  #history: History;
  #revision: number;
  /** What the disk has. Ahead of it is only what is being written. */
  #durable: State;
  /** Grows with every write that failed, which takes back all that was not yet written. */
  #epoch = 0;
  #journal: Journal;
  #journalStart: number;
  #newest: number;
  #savedRevision: number;
  #savedName: string;
  #modifiedMs: number;
  /** Frames of changes that a save under way does not have. */
  #sinceSave: Frame[] | undefined;
  #saving: Promise<void> | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #recent = new Map<number, { hash: string; durable: Promise<void> }>();

  private constructor(options: {
    folder: ProjectFolder;
    rules: SavingRules;
    onSaved: () => void;
    name: string;
    savedName: string;
    modifiedMs: number;
    notices: readonly ProjectNotice[];
    openedWith: number;
    newest: number;
    history: History;
    revision: number;
    journal: Journal;
    /** Since the last save. */
    changes: readonly ChangeRecord[];
  }) {
    this.#folder = options.folder;
    this.#rules = options.rules;
    this.#onSaved = options.onSaved;
    this.notices = options.notices;
    this.#openedWith = options.openedWith;
    this.#newest = options.newest;
    this.#name = options.name;
    this.#history = options.history;
    this.#revision = options.revision;
    this.#durable = this.#state();
    this.#journal = options.journal;
    this.#journalStart = options.journal.sizeBytes;
    this.#savedRevision = options.revision - options.changes.length;
    this.#savedName = options.savedName;
    this.#modifiedMs = options.modifiedMs;
    for (const { revision, change } of options.changes.slice(-changesRemembered)) {
      this.#remember(revision, packChange(revision, change).hash, Promise.resolve());
    }
  }

  /**
   * Opens a project, recovered where it has to be.
   *
   * @throws UmberError those of `loadProject`; the `OUTPUT_…` codes where damage asks for a new save and it fails
   */
  static async open(
    folder: ProjectFolder,
    rules: SavingRules,
    onSaved: () => void = () => undefined,
  ): Promise<ProjectSession> {
    await folder.discardTemporaries();
    const loaded = await loadProject(folder);
    const about = await folder.readAbout();
    let { generation, newest } = loaded;
    let journal: Journal;
    if (loaded.journalBytes !== undefined) {
      journal = new Journal(folder.journalPath(generation), loaded.journalBytes, folder.fs);
      const openedWith = loaded.head?.openedWith ?? generation;
      await folder.prune(generation, { openedWith, keepsBefore: false });
    } else {
      // Never on top of what is damaged: what was read becomes a new save, and the old files are kept.
      const { history, revision, name } = loaded;
      generation = newest = loaded.newest + 1;
      const { undoSteps, redoSteps } = history;
      await folder.writeSave(
        generation,
        (await encodeProject({ name, revision, document: history.document })).bytes,
      );
      const frames = headFrames({ revision, openedWith: generation }, undoSteps, redoSteps);
      journal = await Journal.create(folder.journalPath(generation), frames, folder.fs);
      await folder.setAside(loaded.damagedPaths);
    }
    return new ProjectSession({
      folder,
      rules,
      onSaved,
      name: about?.name ?? loaded.name,
      savedName: loaded.name,
      modifiedMs: about?.modifiedMs ?? Date.now(),
      notices: loaded.notices,
      openedWith: generation,
      newest,
      history: loaded.history,
      revision: loaded.revision,
      journal,
      changes: loaded.journalBytes === undefined ? [] : loaded.changes,
    });
  }

  /** Makes the folder of a new project, its first save and its first journal. @throws UmberError the `OUTPUT_…` codes */
  static async create(folder: ProjectFolder, project: SavedProject): Promise<void> {
    const { bytes, thumbnail } = await encodeProject(project);
    await folder.writeSave(1, bytes);
    const frames = headFrames({ revision: project.revision, openedWith: 1 }, [], []);
    const journal = await Journal.create(folder.journalPath(1), frames, folder.fs);
    await folder.writeThumbnail(thumbnail);
    const { width, height } = project.document;
    await folder.writeAbout({
      name: project.name,
      width,
      height,
      modifiedMs: Date.now(),
      journalBytes: journal.sizeBytes,
    });
  }

  /** After this, the project has to be opened again. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The project as it is, whatever is still being written included. */
  get project(): SavedProject {
    return { name: this.#name, revision: this.#revision, document: this.#history.document };
  }

  get modifiedMs(): number {
    return this.#modifiedMs;
  }

  /** What the renderer is given to begin with. */
  describe(): Omit<RouteOutput<'projects.open'>, 'id'> {
    const { document, undo, redo } = this.#state();
    return {
      name: this.#name,
      revision: this.#revision,
      document: snapshotOf(document),
      undo: [...undo],
      redo: [...redo],
      notices: [...this.notices],
    };
  }

  /**
   * Makes a change, and answers with the new revision once it is on the disk. Several may be under way; they are made in
   * the order of the calls. A change that fails leaves everything as it was.
   *
   * @param revision of the document that the change was made on
   * @throws UmberError `PROJECT_CONFLICT`, `PROJECT_DAMAGED` for a change that does not fit, the `OUTPUT_…` codes
   */
  async commit(revision: number, change: Change): Promise<number> {
    const next = revision + 1;
    const { packed, hash } = packChange(next, change);
    if (revision !== this.#revision) {
      const known = this.#recent.get(next);
      if (known?.hash !== hash) throw conflict();
      await known.durable;
      return next;
    }
    // What the journal will say is what is applied: no byte of it belongs to the caller any more.
    if (this.#history.apply((unpackRecord(packed) as ChangeRecord).change) === undefined) throw conflict();
    this.#revision = next;
    this.#modifiedMs = Date.now();
    const frame = encodeFrame(packed);
    this.#sinceSave?.push(frame);
    const durable = this.#write(frame);
    this.#remember(next, hash, durable);
    await durable;
    this.#planSave();
    return next;
  }

  /** Gives the project another name. @throws UmberError the `OUTPUT_…` codes */
  async rename(name: string): Promise<void> {
    const before = this.#name;
    this.#name = name;
    try {
      await this.#writeAbout();
    } catch (error) {
      this.#name = before;
      throw error;
    }
  }

  /**
   * Writes a new save and begins a new journal, where anything changed. Changes go on meanwhile.
   *
   * @throws UmberError the `OUTPUT_…` codes; nothing is lost then, the journal goes on
   */
  async save(): Promise<void> {
    while (this.#saving) await this.#saving.catch(() => undefined);
    if (this.#revision === this.#savedRevision && this.#name === this.#savedName) return;
    this.#saving = this.#saveNow().finally(() => (this.#saving = undefined));
    await this.#saving;
  }

  /** Saves, and lets go of the files. It does not fail: where saving does, the journal has everything. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#saveUnasked();
    await this.#journal.close();
  }

  #state(): State {
    const { document, undoSteps, redoSteps } = this.#history;
    return { revision: this.#revision, document, undo: undoSteps, redo: redoSteps };
  }

  async #write(frame: Frame): Promise<void> {
    const state = this.#state();
    const epoch = this.#epoch;
    try {
      await this.#journal.append(frame);
      this.#durable = state;
    } catch (error) {
      if (epoch === this.#epoch) this.#takeBack();
      throw error;
    }
  }

  /** Back to what the disk has. */
  #takeBack(): void {
    this.#epoch++;
    const { revision, document, undo, redo } = this.#durable;
    for (const known of this.#recent.keys()) if (known > revision) this.#recent.delete(known);
    this.#history = new History(document, { undo: [...undo], redo: [...redo] });
    this.#revision = revision;
  }

  #remember(revision: number, hash: string, durable: Promise<void>): void {
    // Whoever sent the change hears of a failure; nobody may ever ask for this promise.
    durable.catch(() => undefined);
    this.#recent.set(revision, { hash, durable });
    this.#recent.delete(revision - changesRemembered);
  }

  #planSave(): void {
    clearTimeout(this.#idle);
    if (this.#isClosed) return;
    if (this.#journal.sizeBytes - this.#journalStart > this.#rules.journalBytes) {
      if (!this.#saving) void this.#saveUnasked();
    } else {
      this.#idle = setTimeout(() => void this.#saveUnasked(), this.#rules.idleMs);
      this.#idle.unref();
    }
  }

  /** Nobody waits for it, the journal has everything, and the next change leads to another try: so it may fail. */
  async #saveUnasked(): Promise<void> {
    await this.save().catch(() => undefined);
  }

  async #saveNow(): Promise<void> {
    const epoch = this.#epoch;
    const name = this.#name;
    const { revision, document, undo, redo } = this.#state();
    this.#sinceSave = [];
    const generation = ++this.#newest;
    let isSwitched = false;
    try {
      const { bytes, thumbnail } = await encodeProject({ name, revision, document });
      await this.#folder.writeSave(generation, bytes);
      // What was saved was taken back meanwhile, since it could not be written to the journal.
      if (epoch !== this.#epoch) throw takenBack();
      const frames = [
        ...headFrames({ revision, openedWith: this.#openedWith }, undo, redo),
        ...this.#sinceSave,
      ];
      this.#sinceSave = undefined;
      await this.#journal.replace(this.#folder.journalPath(generation), frames);
      isSwitched = true;
      this.#journalStart = this.#journal.sizeBytes;
      this.#savedRevision = revision;
      this.#savedName = name;
      await this.#folder.prune(generation, { openedWith: this.#openedWith, keepsBefore: true });
      await this.#folder.writeThumbnail(thumbnail);
      await this.#writeAbout();
    } catch (error) {
      this.#sinceSave = undefined;
      if (!isSwitched) await this.#folder.discard([this.#folder.savePath(generation)]);
      throw error;
    }
    this.#onSaved();
  }

  async #writeAbout(): Promise<void> {
    const { width, height } = this.#history.document;
    await this.#folder.writeAbout({
      name: this.#name,
      width,
      height,
      modifiedMs: this.#modifiedMs,
      journalBytes: this.#journal.sizeBytes,
    });
  }
}

function conflict(): UmberError {
  return new UmberError('PROJECT_CONFLICT', sentence`The project was changed elsewhere in the meantime.`, {
    advice: sentence`Open it again to go on with what is there now.`,
  });
}

function takenBack(): UmberError {
  return new UmberError('OUTPUT_FAILED', sentence`The last changes could not be written.`, {
    advice: sentence`Free some room on the disk; the project is saved again after the next change.`,
  });
}
