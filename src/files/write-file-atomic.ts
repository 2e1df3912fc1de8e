import { randomBytes } from 'node:crypto';
import * as nodeFiles from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** The file operations that a save is made of, so that a test can let each of them fail. */
export interface SaveFiles {
  open(path: string, flags: string, mode?: number): Promise<SaveHandle>;
  rename(from: string, to: string): Promise<void>;
  link(existing: string, path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  realpath(path: string): Promise<string>;
  stat(path: string): Promise<{ mode: number; isDirectory(): boolean }>;
}

/** What a save needs of an open file. */
export type SaveHandle = Pick<FileHandle, 'writeFile' | 'sync' | 'chmod' | 'close'>;

/** How a save can be stopped, and what it writes with. */
export interface SaveOptions {
  /** Checked until the new file takes the old one's place. */
  readonly signal?: AbortSignal;
  readonly files?: SaveFiles;
  /** Permissions of a new file, by default what the system gives; a file that was there keeps its own. */
  readonly mode?: number;
}

/**
 * Writes a file so that its path holds the old content or the new, whole, and never a part: a temporary file in
 * the same folder, flushed to the disk, then renamed over, then the folder flushed.
 *
 * A symbolic link is written through, and the mode of a file that was there is kept. On failure or abort the
 * temporary file is removed.
 *
 * @throws UmberError `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL`, `OUTPUT_FAILED`, `CANCELLED`
 */
export async function writeFileAtomic(
  path: string,
  bytes: Uint8Array,
  { signal, files = nodeFiles, mode: newMode }: SaveOptions = {},
): Promise<void> {
  let temporary: string | undefined;
  try {
    signal?.throwIfAborted();
    const { target, mode } = await resolveTarget(path, files);
    temporary = temporaryBeside(target);
    await writeNew(temporary, bytes, mode, files, newMode);
    signal?.throwIfAborted();
    await renameOver(temporary, target, files);
    temporary = undefined;
    await syncFolder(dirname(target), files);
  } catch (error) {
    // A temporary file that cannot be removed either must not hide why the save failed.
    if (temporary !== undefined) await files.unlink(temporary).catch(() => undefined);
    throw outputError(error, path, bytes.length, signal);
  }
}

/**
 * Writes a file under a name that must be free: whole or not at all, and never over a file that another process
 * put there in the meantime.
 *
 * @returns false where the name is taken; nothing is written then
 * @throws UmberError `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL`, `OUTPUT_FAILED`, `CANCELLED`
 */
export async function writeNewFile(
  path: string,
  bytes: Uint8Array,
  { signal, files = nodeFiles, mode }: SaveOptions = {},
): Promise<boolean> {
  let temporary: string | undefined;
  try {
    signal?.throwIfAborted();
    temporary = temporaryBeside(path);
    await writeNew(temporary, bytes, undefined, files, mode);
    signal?.throwIfAborted();
    const outcome = await linkTo(path, temporary, files);
    if (outcome === 'taken') return false;
    if (outcome === 'unsupported') {
      await renameOver(temporary, path, files);
      temporary = undefined;
    }
    await syncFolder(dirname(path), files);
    return true;
  } catch (error) {
    throw outputError(error, path, bytes.length, signal);
  } finally {
    if (temporary !== undefined) await files.unlink(temporary).catch(() => undefined);
  }
}

/** A second name for a file, which unlike renaming fails where that name is taken. */
async function linkTo(
  path: string,
  existing: string,
  files: SaveFiles,
): Promise<'linked' | 'taken' | 'unsupported'> {
  try {
    await files.link(existing, path);
    return 'linked';
  } catch (error) {
    // Memory cards and some network drives have no second names.
    return codeOf(error) === 'EEXIST' ? 'taken' : 'unsupported';
  }
}

function temporaryBeside(target: string): string {
  return join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
}

async function resolveTarget(
  path: string,
  files: SaveFiles,
): Promise<{ target: string; mode: number | undefined }> {
  try {
    const target = await files.realpath(path);
    const status = await files.stat(target);
    if (status.isDirectory()) {
      throw new UmberError('OUTPUT_FAILED', sentence`“${path}” is a folder.`, {
        advice: sentence`Name a file.`,
      });
    }
    return { target, mode: status.mode & 0o777 };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { target: path, mode: undefined };
    throw error;
  }
}

async function writeNew(
  path: string,
  bytes: Uint8Array,
  mode: number | undefined,
  files: SaveFiles,
  newMode = 0o666,
): Promise<void> {
  const handle = await files.open(path, 'wx', newMode);
  try {
    await handle.writeFile(bytes);
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function renameOver(from: string, to: string, files: SaveFiles): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await files.rename(from, to);
      return;
    } catch (error) {
      // On Windows a virus scanner or an indexer may hold the old file for a moment.
      const isBusy = ['EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error) ?? '');
      if (process.platform !== 'win32' || !isBusy || attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * 2 ** attempt));
    }
  }
}

/** Makes names that were added to or removed from a folder durable. */
export async function syncFolder(path: string, files: Pick<SaveFiles, 'open'> = nodeFiles): Promise<void> {
  // Windows can neither open nor flush a folder.
  if (process.platform === 'win32') return;
  const handle = await files.open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot flush folders; the file itself is safe on the disk by now.
    if (!['EINVAL', 'ENOTSUP', 'EISDIR'].includes(codeOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/**
 * The error to show for a write that failed: `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL` or `OUTPUT_FAILED`, or
 * `CANCELLED` where `signal` was aborted. An `UmberError` is passed on as it is.
 *
 * @param size bytes that were to be written; 0 where that is not known
 */
export function outputError(error: unknown, path: string, size: number, signal?: AbortSignal): UmberError {
  if (error instanceof UmberError) return error;
  if (signal?.aborted) {
    return new UmberError('CANCELLED', sentence`Cancelled before “${path}” was written.`, {
      cause: error,
      advice: sentence`Start again to get the picture.`,
    });
  }
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UmberError('OUTPUT_DISK_FULL', sentence`There is no room left for “${path}”.`, {
      cause: error,
      advice:
        size > 0
          ? sentence`Free at least ${Math.ceil(size / 1024)} KiB, or choose another folder.`
          : sentence`Free some room, or choose another folder.`,
    });
  }
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new UmberError(
      'OUTPUT_READ_ONLY',
      sentence`“${path}” cannot be written: the folder is read-only.`,
      {
        cause: error,
        advice: sentence`Change its permissions, or choose another folder.`,
      },
    );
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new UmberError('OUTPUT_FAILED', sentence`The folder of “${path}” does not exist.`, {
      cause: error,
      advice: sentence`Create it first, or choose another.`,
    });
  }
  return new UmberError(
    'OUTPUT_FAILED',
    sentence`“${path}” could not be written (${code ?? sentence`unknown cause`}).`,
    {
      cause: error,
      advice: sentence`Check the disk, or choose another place.`,
    },
  );
}

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
