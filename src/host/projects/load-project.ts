import { History, type Document } from '../../document/index.ts';
import type { HistoryStep } from '../../shared/document-format.ts';
import { isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { ProjectNotice } from '../../shared/routes/project-routes.ts';
import { readJournal } from '../storage/journal-format.ts';
import { tellStory, type ChangeRecord, type JournalHead, type JournalStory } from './journal-records.ts';
import { decodeProject, type ReadProject } from './project-file.ts';
import type { Generations, ProjectFolder } from './project-folder.ts';

/** A project as its folder tells it, up to the last change that was ever answered. */
export interface LoadedProject {
  readonly name: string;
  readonly revision: number;
  readonly history: History;
  /** Number of the save and the journal that it was read from. */
  readonly generation: number;
  /** The highest number in use, for the next save. */
  readonly newest: number;
  /** The journal's good part, to be gone on with; `undefined` where a new save has to be made first. */
  readonly journalBytes: number | undefined;
  /** Changes since the save that `generation` names. */
  readonly changes: readonly ChangeRecord[];
  readonly head: JournalHead | undefined;
  readonly notices: readonly ProjectNotice[];
  /** Files that could not be read whole. */
  readonly damagedPaths: readonly string[];
}

interface Generation {
  readonly number: number;
  readonly saved: ReadProject | undefined;
  readonly story: JournalStory | undefined;
  readonly hasJournal: boolean;
  readonly journalBytes: number;
  /** Whether nothing is missing from the save, and from the journal. */
  readonly isSaveWhole: boolean;
  readonly isJournalWhole: boolean;
}

/**
 * Reads a project from its folder, and asks nobody anything: the newest save with its journal, and where the save is
 * damaged the one before it, whose journal leads up to it. What is lost after all is in the notices. Nothing in the
 * folder is changed.
 *
 * @throws UmberError `PROJECT_NOT_FOUND`, `PROJECT_NEWER`, `PROJECT_DAMAGED` where no save can be read at all,
 * `FILE_UNREADABLE`
 */
export async function loadProject(folder: ProjectFolder): Promise<LoadedProject> {
  const generations = await folder.generations();
  const newest = Math.max(0, ...generations.saves, ...generations.journals);
  const [present, ...older] = candidates(generations);
  if (present === undefined) {
    throw new UmberError('PROJECT_NOT_FOUND', sentence`The folder of the project holds no project.`, {
      advice: sentence`Restore it from a backup, or throw it away.`,
    });
  }
  const read = await readGeneration(folder, present);
  if (read.isSaveWhole) return finish(folder, newest, [read], []);
  const damagedPaths = [folder.savePath(present)];
  for (const number of older) {
    const before = await readGeneration(folder, number);
    if (!before.isSaveWhole) continue;
    // Its journal leads to exactly where the damaged save began: nothing is lost.
    if (leadsTo(before, read)) return finish(folder, newest, [before, read], damagedPaths);
    if (read.saved) break;
    const { savedMs } = await folder.describeSave(number);
    return finish(folder, newest, [before], damagedPaths, [{ kind: 'earlierVersion', savedMs }]);
  }
  if (read.saved) {
    const lost = read.saved.lostLayers.map((name) => ({ kind: 'layerLost', name }) as const);
    return finish(folder, newest, [read], damagedPaths, lost);
  }
  throw new UmberError('PROJECT_DAMAGED', sentence`None of the saves of the project can be read.`, {
    advice: sentence`Restore its folder from a backup. Nothing in it was changed.`,
  });
}

/** Saves in the order in which they are tried: those with a journal from the newest on, then the others. */
function candidates({ saves, journals }: Generations): number[] {
  const newestFirst = saves.toReversed();
  return [
    ...newestFirst.filter((number) => journals.includes(number)),
    ...newestFirst.filter((number) => !journals.includes(number)),
  ];
}

async function readGeneration(folder: ProjectFolder, number: number): Promise<Generation> {
  let saved: ReadProject | undefined;
  try {
    saved = await decodeProject(await folder.readSave(number), { isOurs: true });
  } catch (error) {
    if (!isUmberError(error, 'PROJECT_DAMAGED')) throw error;
  }
  const file = await folder.readJournal(number).catch((error: unknown) => {
    if (isUmberError(error, 'PROJECT_NOT_FOUND')) return undefined;
    throw error;
  });
  const content = file && readJournal(file);
  const story = content && tellStory(content.records);
  return {
    number,
    saved,
    story,
    hasJournal: file !== undefined,
    journalBytes: content?.goodBytes ?? 0,
    isSaveWhole: saved?.lostLayers.length === 0,
    isJournalWhole: story?.isWhole === true && content?.end !== 'damaged',
  };
}

/** Whether a journal ends where the next one begins. */
function leadsTo(before: Generation, next: Generation): boolean {
  const { story } = before;
  if (!story || !before.isJournalWhole || !next.story) return false;
  return story.head.revision + story.changes.length >= next.story.head.revision;
}

/** Tells the generations' stories one after another on the first one's document. */
function finish(
  folder: ProjectFolder,
  newest: number,
  told: readonly [Generation, ...Generation[]],
  damagedPaths: readonly string[],
  notices: readonly ProjectNotice[] = [],
): LoadedProject {
  const [first] = told;
  const last = told.at(-1)!;
  const saved = first.saved!;
  const history = startHistory(saved.document, first.story);
  let revision = saved.revision;
  let isWhole = true;
  for (const { story, hasJournal, isJournalWhole } of told) {
    for (const record of story?.changes ?? []) {
      // A journal goes on for a moment while the next save is made, so that both may have a change.
      if (record.revision <= revision) continue;
      if (record.revision !== revision + 1 || !canApply(history, record)) isWhole = false;
      if (!isWhole) break;
      revision = record.revision;
    }
    // A save that never had a journal is whole by itself.
    isWhole &&= isJournalWhole || !hasJournal;
  }
  const canGoOn = damagedPaths.length === 0 && isWhole && last.story !== undefined;
  return {
    name: saved.name,
    revision,
    history,
    generation: last.number,
    newest,
    journalBytes: canGoOn ? last.journalBytes : undefined,
    changes: last.story?.changes ?? [],
    head: last.story?.head,
    notices: isWhole ? notices : [...notices, { kind: 'changesLost' }],
    damagedPaths: isWhole ? damagedPaths : [...damagedPaths, folder.journalPath(last.number)],
  };
}

function startHistory(document: Document, story: JournalStory | undefined): History {
  const steps: { undo: HistoryStep[]; redo: HistoryStep[] } = {
    undo: [...(story?.undo ?? [])],
    redo: [...(story?.redo ?? [])],
  };
  return new History(document, steps);
}

function canApply(history: History, { change }: ChangeRecord): boolean {
  try {
    return history.apply(change) !== undefined;
  } catch (error) {
    if (isUmberError(error)) return false;
    throw error;
  }
}
