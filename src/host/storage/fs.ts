import * as nodeFiles from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  outputError,
  syncFolder,
  writeFileAtomic,
  type SaveFiles,
  type SaveHandle,
} from '../../files/write-file-atomic.ts';

/** Permissions of what the studio keeps: for its user alone. */
export const PRIVATE_FILE = 0o600;
/** See `PRIVATE_FILE`. */
export const PRIVATE_FOLDER = 0o700;

/** What the host does with an open file. Positions and lengths are in bytes. */
export interface FsHandle extends SaveHandle {
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
}

/** What the host asks about a file. */
export interface FsStatus {
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

/**
 * Every file operation of the host goes through this, so that a test can let each of them fail in turn. It is the part
 * of `node:fs/promises` that is used, with the same errors.
 */
export interface Fs extends SaveFiles {
  open(path: string, flags: string, mode?: number): Promise<FsHandle>;
  stat(path: string): Promise<FsStatus>;
  readFile(path: string): Promise<Uint8Array>;
  readdir(path: string): Promise<string[]>;
  /** Resolves to the first folder that it made, or to nothing where all were there. */
  mkdir(path: string, options: { recursive: true; mode?: number }): Promise<string | undefined>;
  rm(path: string, options: { recursive?: boolean; force?: boolean }): Promise<void>;
}

/** The real one. */
export const nodeFs: Fs = nodeFiles;

/** Saves a file that only this user may read, whole or not at all. @throws UmberError the `OUTPUT_…` codes */
export function savePrivate(fs: Fs, path: string, bytes: Uint8Array): Promise<void> {
  return writeFileAtomic(path, bytes, { files: fs, mode: PRIVATE_FILE });
}

/**
 * Makes a folder that only this user may read, and those above it, and makes that durable.
 *
 * @throws UmberError the `OUTPUT_…` codes
 */
export async function makePrivateFolder(fs: Fs, path: string): Promise<void> {
  try {
    const first = await fs.mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made)) {
      await syncFolder(dirname(made), fs);
    }
  } catch (error) {
    throw outputError(error, path, 0);
  }
}

/** What a save that was cut short leaves beside its target. */
export function isTemporary(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}
