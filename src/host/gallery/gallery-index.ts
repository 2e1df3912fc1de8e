import { closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import type { ParsedRouteInput } from '../../shared/routes/routes.ts';
import { PRIVATE_FILE } from '../storage/fs.ts';

/** Grows when a table changes; an index of another layout is made anew from the files. */
const layoutVersion = 1;

/** One picture as the index has it: what is listed, and which file it was read from. */
export interface IndexedPicture extends GalleryItem {
  /** Below the folder of pictures, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/** What to list. */
export type GalleryQuery = ParsedRouteInput<'gallery.ids'>;

const columns = `id, path, size_bytes AS sizeBytes, changed_ms AS changedMs, created_ms AS createdMs, width, height,
  prompt, pack, seed, is_starred AS isStarred, project_id AS projectId`;

const orders = { newest: 'created_ms DESC, id DESC', lastPut: 'number DESC' };

/**
 * The gallery's index: a SQLite database that answers what would take reading ten thousand files. It is a cache; all of
 * it can be made again from the pictures and the stars beside them.
 */
export class GalleryIndex {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #order: string;

  private constructor(database: DatabaseSync, { path, order }: { path: string; order: keyof typeof orders }) {
    this.#database = database;
    this.#path = path;
    this.#order = orders[order];
  }

  /**
   * Opens the index; one that is damaged or of another layout is begun anew, and where the folder cannot be written it is
   * kept in memory alone.
   */
  static open(path: string): GalleryIndex {
    for (const attempt of [path, path, ':memory:']) {
      try {
        return new GalleryIndex(openDatabase(attempt), { path, order: 'newest' });
      } catch {
        removeDatabase(path);
      }
    }
    throw new RangeError('SQLite cannot hold a database in memory.');
  }

  /** An index that is gone with the process and lists what was put in last first. */
  static inMemory(): GalleryIndex {
    return new GalleryIndex(openDatabase(':memory:'), { path: ':memory:', order: 'lastPut' });
  }

  /** An empty index in the place of this one, which may be damaged. */
  renew(): GalleryIndex {
    this.close();
    removeDatabase(this.#path);
    return GalleryIndex.open(this.#path);
  }

  close(): void {
    this.#database.close();
  }

  /** Puts pictures in, in the place of those of the same id or file. */
  put(pictures: readonly IndexedPicture[]): void {
    this.#together(() => {
      const remove = this.#database.prepare('SELECT id FROM pictures WHERE id = ? OR path = ?');
      const insert = this.#database.prepare(
        `INSERT INTO pictures (id, path, size_bytes, changed_ms, created_ms, width, height, prompt, pack, seed,
          is_starred, project_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      const insertWords = this.#database.prepare('INSERT INTO words (rowid, prompt) VALUES (?, ?)');
      for (const picture of pictures) {
        for (const row of remove.all(picture.id, picture.path)) this.#removeNow(String(row.id));
        const { lastInsertRowid } = insert.run(
          picture.id,
          picture.path,
          picture.sizeBytes,
          picture.changedMs,
          picture.createdMs,
          picture.width,
          picture.height,
          picture.prompt,
          picture.pack,
          picture.seed,
          picture.isStarred ? 1 : 0,
          picture.projectId ?? null,
        );
        insertWords.run(lastInsertRowid, foldWords(picture.prompt).join(' '));
      }
    });
  }

  /** Takes pictures out; ids that are not in it are passed over. */
  remove(ids: readonly string[]): void {
    this.#together(() => {
      for (const id of ids) this.#removeNow(id);
    });
  }

  star(ids: readonly string[], isStarred: boolean): void {
    const set = this.#database.prepare('UPDATE pictures SET is_starred = ? WHERE id = ?');
    this.#together(() => {
      for (const id of ids) set.run(isStarred ? 1 : 0, id);
    });
  }

  find(id: string): IndexedPicture | undefined {
    const row = this.#database.prepare(`SELECT ${columns} FROM pictures WHERE id = ?`).get(id);
    return row && toPicture(row);
  }

  /** Every file that is in it. */
  files(): { id: string; path: string; sizeBytes: number; changedMs: number }[] {
    const rows = this.#database
      .prepare('SELECT id, path, size_bytes AS sizeBytes, changed_ms AS changedMs FROM pictures')
      .all();
    return rows as unknown as ReturnType<GalleryIndex['files']>;
  }

  /** Newest first, and how many there are in all. */
  page(query: GalleryQuery): { total: number; items: GalleryItem[] } {
    const { where, values } = conditionsOf(query);
    const total = this.#database.prepare(`SELECT count(*) AS total FROM pictures ${where}`).get(...values);
    const rows = this.#select(columns, query);
    return { total: Number(total?.total ?? 0), items: rows.map((row) => toItem(toPicture(row))) };
  }

  /** Ids of the same pictures. */
  ids(query: GalleryQuery): string[] {
    return this.#select('id', query).map(({ id }) => String(id));
  }

  #select(fields: string, query: GalleryQuery): Record<string, unknown>[] {
    const { where, values } = conditionsOf(query);
    return this.#database
      .prepare(`SELECT ${fields} FROM pictures ${where} ORDER BY ${this.#order} LIMIT ? OFFSET ?`)
      .all(...values, query.limit, query.offset);
  }

  #removeNow(id: string): void {
    const row = this.#database.prepare('SELECT number FROM pictures WHERE id = ?').get(id);
    if (row === undefined) return;
    const number = row.number as number;
    this.#database.prepare('DELETE FROM words WHERE rowid = ?').run(number);
    this.#database.prepare('DELETE FROM pictures WHERE number = ?').run(number);
  }

  #together(work: () => void): void {
    this.#database.exec('BEGIN');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The part of an indexed picture that is listed. */
export function toItem(picture: IndexedPicture): GalleryItem {
  const { id, createdMs, width, height, prompt, pack, seed, isStarred, projectId } = picture;
  const item = { id, createdMs, width, height, prompt, pack, seed, isStarred };
  return projectId === undefined ? item : { ...item, projectId };
}

/**
 * The words of a text as they are searched: small letters without their marks, so that “đồi” is found by “doi”.
 */
export function foldWords(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function openDatabase(path: string): DatabaseSync {
  // SQLite would let everybody read a file that it makes itself.
  if (path !== ':memory:') closeSync(openSync(path, 'a', PRIVATE_FILE));
  const database = new DatabaseSync(path, { timeout: 1000 });
  try {
    // What a power loss takes from a cache is read from the files again.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const version = database.prepare('PRAGMA user_version').get()?.user_version;
    if (version !== 0 && version !== layoutVersion) throw new RangeError('an index of another layout');
    database.exec(`
      CREATE TABLE IF NOT EXISTS pictures (
        number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, path TEXT UNIQUE NOT NULL, size_bytes INTEGER NOT NULL,
        changed_ms REAL NOT NULL, created_ms REAL NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        prompt TEXT NOT NULL, pack TEXT NOT NULL, seed INTEGER NOT NULL, is_starred INTEGER NOT NULL, project_id TEXT
      ) STRICT;
      CREATE INDEX IF NOT EXISTS by_time ON pictures (created_ms DESC, id DESC);
      CREATE INDEX IF NOT EXISTS by_project ON pictures (project_id, created_ms DESC);
      CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (prompt, prefix = '2 3');
      PRAGMA user_version = ${layoutVersion};
    `);
    // Damage shows here, and not in the middle of somebody's search.
    database.prepare('SELECT count(*) FROM pictures').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function conditionsOf(query: GalleryQuery): { where: string; values: SQLInputValue[] } {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, value: SQLInputValue): void => {
    conditions.push(condition);
    values.push(value);
  };
  const words = foldWords(query.words ?? '');
  if (words.length > 0) {
    // Quoted, so that no word can be read as an operator; it holds letters and digits alone.
    const match = words.map((word) => `"${word}"*`).join(' ');
    add('number IN (SELECT rowid FROM words WHERE words MATCH ?)', match);
  } else if (query.words !== undefined && query.words.trim() !== '') {
    // Nothing but signs: no prompt is listed by them.
    add('1 = ?', 0);
  }
  if (query.pack !== undefined) add('pack = ?', query.pack);
  if (query.projectId !== undefined) add('project_id = ?', query.projectId);
  if (query.isStarred !== undefined) add('is_starred = ?', query.isStarred ? 1 : 0);
  if (query.sinceMs !== undefined) add('created_ms >= ?', query.sinceMs);
  if (query.beforeMs !== undefined) add('created_ms < ?', query.beforeMs);
  return { where: conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '', values };
}

function toPicture(row: Record<string, unknown>): IndexedPicture {
  const { projectId, isStarred, ...rest } = row;
  return {
    ...(rest as unknown as Omit<IndexedPicture, 'projectId' | 'isStarred'>),
    isStarred: isStarred === 1,
    ...(typeof projectId === 'string' ? { projectId } : {}),
  };
}

function removeDatabase(path: string): void {
  for (const ending of ['', '-wal', '-shm']) {
    try {
      rmSync(`${path}${ending}`, { force: true });
    } catch {
      // Then it cannot be written either, and the index lives in memory.
    }
  }
}
