import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codeOf, outputError } from '../../files/write-file-atomic.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from './fs.ts';

/** Keeps other hosts away from a data folder, until it is released or this process ends, however it ends. */
export interface DataFolderLock {
  release(): void;
}

/** A database that nobody refers to is closed when memory is tidied up, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data folder for this host alone.
 *
 * Node has no file locks of its own, but SQLite has: an open exclusive transaction holds a lock of the system's
 * (`fcntl`, `LockFileEx`), which no crash can leave behind. Its limit: on network drives whose server does not pass
 * locks on, two machines may both take the same folder.
 *
 * @throws UmberError `DATA_IN_USE`, the `OUTPUT_…` codes
 */
export function lockDataFolder(dataFolder: string): DataFolderLock {
  const path = join(dataFolder, 'lock');
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataFolder, { recursive: true, mode: PRIVATE_FOLDER });
    makePrivate(path);
    database = new DatabaseSync(path, { timeout: 0 });
    // In memory, since a journal of a file that stays empty has no use.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const taken = database;
    held.add(taken);
    return {
      release: () => {
        if (held.delete(taken)) taken.close();
      },
    };
  } catch (error) {
    database?.close();
    if (isBusy(error)) {
      throw new UmberError('DATA_IN_USE', sentence`Another Umber is running on the same data folder.`, {
        cause: error,
        advice: sentence`Use the window that is open, or close it first.`,
      });
    }
    throw outputError(error, path, 0);
  }
}

/**
 * SQLite would let everybody read a file that it makes itself. One that is there is not opened: closing it again would
 * release the lock that this process may have on it, by the rules of POSIX.
 */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** `SQLITE_BUSY`. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}
