import { join } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../files/write-file-atomic.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { isTemporary, makePrivateFolder, savePrivate, type Fs } from '../storage/fs.ts';
import { verifyProject } from './project-file.ts';

/** Saves that are kept besides the present one. */
const versionsKept = 5;
const aboutFile = 'about.json';
const thumbnailFile = 'thumb.png';
const damagedFolder = 'damaged';

const aboutSchema = z.object({
  format: z.literal('umber-about'),
  name: z.string().min(1).max(120),
  width: z.number(),
  height: z.number(),
  /** When the last change was made; shown, and never decided by. */
  modifiedMs: z.number(),
  /** Length of the journal then; one that is longer was added to by a host that did not end well. */
  journalBytes: z.number(),
});

/** What the list of projects shows, so that no project has to be opened for it. */
export type AboutProject = Omit<z.infer<typeof aboutSchema>, 'format'>;

/** Numbers of the saves and journals in a project's folder, in rising order. */
export interface Generations {
  readonly saves: readonly number[];
  readonly journals: readonly number[];
}

/**
 * The folder of one project.
 *
 * `save-<n>.umber` is the document as it once was, `journal-<n>.log` what happened to it since, after the undo list of
 * that moment. A new save never touches an old one: first comes save n + 1, then, once it was read again, journal
 * n + 1, and the highest number that has both is the project. `about.json` and `thumb.png` are for the list;
 * `damaged/` keeps what could not be read.
 */
export class ProjectFolder {
  readonly path: string;
  readonly fs: Fs;

  constructor(path: string, fs: Fs) {
    this.path = path;
    this.fs = fs;
  }

  savePath(generation: number): string {
    return join(this.path, `save-${numbered(generation)}.umber`);
  }

  journalPath(generation: number): string {
    return join(this.path, `journal-${numbered(generation)}.log`);
  }

  /** @throws UmberError `PROJECT_NOT_FOUND`, `FILE_UNREADABLE` */
  async generations(): Promise<Generations> {
    const names = await this.#names();
    return {
      saves: numbersOf(names, /^save-(\d{6,})\.umber$/),
      journals: numbersOf(names, /^journal-(\d{6,})\.log$/),
    };
  }

  /** @throws UmberError `FILE_UNREADABLE`, `PROJECT_NOT_FOUND` where there is no such save */
  readSave(generation: number): Promise<Uint8Array> {
    return this.#read(this.savePath(generation));
  }

  /** @throws UmberError `FILE_UNREADABLE`, `PROJECT_NOT_FOUND` where there is no such journal */
  readJournal(generation: number): Promise<Uint8Array> {
    return this.#read(this.journalPath(generation));
  }

  /** Writes a save and reads it again. @throws UmberError the `OUTPUT_…` codes */
  async writeSave(generation: number, bytes: Uint8Array): Promise<void> {
    const path = this.savePath(generation);
    await savePrivate(this.fs, path, bytes);
    try {
      const written = await this.#read(path);
      if (!Buffer.from(written).equals(bytes)) throw new RangeError('the bytes differ');
      await verifyProject(written);
    } catch (error) {
      await this.discard([path]);
      throw new UmberError(
        'OUTPUT_FAILED',
        sentence`The project was saved, but could not be read again as it was.`,
        {
          cause: error,
          advice: sentence`Nothing is lost. Check the disk; the project is saved again after the next change.`,
        },
      );
    }
  }

  /** When a save was written, and its length. @throws UmberError as `readSave` */
  async describeSave(generation: number): Promise<{ savedMs: number; sizeBytes: number }> {
    try {
      const { mtimeMs, size } = await this.fs.stat(this.savePath(generation));
      return { savedMs: mtimeMs, sizeBytes: size };
    } catch (error) {
      throw readError(error);
    }
  }

  /** What the list says, and the time of the last change; `undefined` where it cannot be read. */
  async readAbout(): Promise<AboutProject | undefined> {
    try {
      const bytes = await this.fs.readFile(join(this.path, aboutFile));
      const about = aboutSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
      const journal = Math.max(...(await this.generations()).journals);
      const { size, mtimeMs } = await this.fs.stat(this.journalPath(journal));
      return size > about.journalBytes ? { ...about, modifiedMs: mtimeMs } : about;
    } catch {
      return undefined;
    }
  }

  /** @throws UmberError the `OUTPUT_…` codes */
  async writeAbout(about: AboutProject): Promise<void> {
    const content: z.infer<typeof aboutSchema> = { format: 'umber-about', ...about };
    await savePrivate(this.fs, join(this.path, aboutFile), Buffer.from(JSON.stringify(content)));
  }

  async readThumbnail(): Promise<Uint8Array | undefined> {
    return this.fs.readFile(join(this.path, thumbnailFile)).catch(() => undefined);
  }

  /** @throws UmberError the `OUTPUT_…` codes */
  async writeThumbnail(png: Uint8Array): Promise<void> {
    await savePrivate(this.fs, join(this.path, thumbnailFile), png);
  }

  /** Puts damaged files where nothing deletes them. Those that cannot be moved stay where they are. */
  async setAside(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    const folder = join(this.path, damagedFolder);
    await makePrivateFolder(this.fs, folder).catch(() => undefined);
    for (const path of paths) {
      await this.fs.rename(path, join(folder, path.slice(this.path.length + 1))).catch(() => undefined);
    }
  }

  /** Deletes files that are not needed; one that cannot be deleted only takes room. */
  async discard(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.fs.unlink(path).catch(() => undefined);
  }

  /** Deletes what saves that were cut short left behind. */
  async discardTemporaries(): Promise<void> {
    const names = await this.#names();
    await this.discard(names.filter(isTemporary).map((name) => join(this.path, name)));
  }

  /**
   * Deletes saves and journals that no longer count. Of the saves made while the project is open, only the present one
   * and the one before it stay, with its journal; of those it was opened with, the last few, as versions to return to.
   *
   * @param present the newest save, which was read again
   * @param options.openedWith the save with which the project was opened
   * @param options.keepsBefore false once the present one has served to open the project
   */
  async prune(
    present: number,
    { openedWith, keepsBefore }: { openedWith: number; keepsBefore: boolean },
  ): Promise<void> {
    const { saves, journals } = await this.generations();
    const before = saves.filter((generation) => generation < present && journals.includes(generation)).at(-1);
    const versions = saves.filter((generation) => generation <= openedWith && generation !== present);
    const kept = new Set(versions.slice(-versionsKept));
    if (keepsBefore && before !== undefined) kept.add(before);
    await this.discard([
      ...journals
        .filter((generation) => generation < present && !(keepsBefore && generation === before))
        .map((generation) => this.journalPath(generation)),
      ...saves
        .filter((generation) => generation < present && !kept.has(generation))
        .map((generation) => this.savePath(generation)),
    ]);
  }

  async #names(): Promise<string[]> {
    try {
      return await this.fs.readdir(this.path);
    } catch (error) {
      throw readError(error);
    }
  }

  async #read(path: string): Promise<Uint8Array> {
    try {
      return await this.fs.readFile(path);
    } catch (error) {
      throw readError(error);
    }
  }
}

/** The error of a project whose files cannot be read, or are not there. */
export function readError(error: unknown): UmberError {
  if (error instanceof UmberError) return error;
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
    return new UmberError('PROJECT_NOT_FOUND', sentence`There is no such project.`, {
      cause: error,
      advice: sentence`It may have been thrown away. Look at the list of projects, and into the bin.`,
    });
  }
  return new UmberError(
    'FILE_UNREADABLE',
    sentence`The project cannot be read (${codeOf(error) ?? sentence`unknown cause`}).`,
    {
      cause: error,
      advice: sentence`Check the disk and the permissions of Umber’s data folder, then try again.`,
    },
  );
}

function numbered(generation: number): string {
  return String(generation).padStart(6, '0');
}

function numbersOf(names: readonly string[], pattern: RegExp): number[] {
  return names
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((first, second) => first - second);
}
