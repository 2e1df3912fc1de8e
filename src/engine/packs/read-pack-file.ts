import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UmberError } from '../../shared/errors.ts';
import { sentence, type Sentence } from '../../shared/sentence.ts';
import { throwIfCancelled } from '../../shared/throw-if-cancelled.ts';
import { assertPackPath } from './pack-path.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;
const fetchAgain = sentence`Fetch the pack again from its maker.`;

/**
 * Opens one file of a pack, following no link of any kind: every folder on the way is a folder, the file is a
 * regular one with a single name.
 *
 * @throws UmberError `PACK_PATH_ESCAPES`, `PACK_FILE_MISSING`
 */
export async function openPackFile(
  folder: string,
  path: string,
): Promise<{ file: FileHandle; bytes: number }> {
  assertPackPath(path);
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const stats = await lstat(join(folder, ...parts.slice(0, depth))).catch(() => undefined);
    if (!stats) throw missing(path);
    if (!stats.isDirectory()) throw escapes(path, sentence`a link`);
  }
  const absolute = join(folder, ...parts);
  const stats = await lstat(absolute).catch(() => undefined);
  if (!stats) throw missing(path);
  if (stats.isSymbolicLink()) throw escapes(path, sentence`a link`);
  if (!stats.isFile()) throw escapes(path, sentence`not a file`);
  // Both flags count as zero where the system has none (Windows); the checks before and after still hold there.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(absolute, flags).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  const opened = await file.stat();
  if (!opened.isFile() || opened.nlink !== 1 || opened.ino !== stats.ino) {
    await file.close();
    throw escapes(path, opened.nlink > 1 ? sentence`a hard link` : sentence`not a file`);
  }
  return { file, bytes: opened.size };
}

/** Reads a small file of a pack whole; larger than the limit is an error, not a wait. */
export async function readSmallPackFile(folder: string, path: string, limitBytes: number): Promise<Buffer> {
  const { file, bytes } = await openPackFile(folder, path);
  try {
    if (bytes > limitBytes) {
      throw new UmberError(
        'PACK_FILE_SIZE',
        sentence`The pack's ${path} is larger than ${limitBytes} bytes.`,
        {
          advice: fetchAgain,
        },
      );
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Compares one file with the manifest's size and SHA-256.
 *
 * @param keep   whether the bytes are wanted back
 * @param signal checked between chunks
 * @returns the verified bytes where they are kept
 * @throws UmberError `PACK_FILE_SIZE`, `PACK_FILE_ALTERED`, `CANCELLED`, and those of `openPackFile`
 */
export async function verifyPackFile(
  folder: string,
  path: string,
  expected: { bytes: number; sha256: string },
  keep: boolean,
  signal?: AbortSignal,
): Promise<Buffer | undefined> {
  const { file, bytes } = await openPackFile(folder, path);
  try {
    assertSize(path, bytes, expected.bytes);
    const kept = keep ? Buffer.allocUnsafe(bytes) : undefined;
    const chunk = kept ?? Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes));
    const hash = createHash('sha256');
    let position = 0;
    while (position < bytes) {
      throwIfCancelled(signal);
      const offset = kept ? position : 0;
      const { bytesRead } = await file.read(chunk, offset, Math.min(CHUNK_BYTES, bytes - position), position);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(offset, offset + bytesRead));
      position += bytesRead;
    }
    assertSize(path, position, expected.bytes);
    if (hash.digest('hex') !== expected.sha256) {
      throw new UmberError(
        'PACK_FILE_ALTERED',
        sentence`The pack's ${path} is not the file that its maker listed.`,
        {
          advice: fetchAgain,
        },
      );
    }
    return kept;
  } finally {
    await file.close();
  }
}

/**
 * Compares a file's size with the manifest's.
 *
 * @throws UmberError `PACK_FILE_SIZE`
 */
export function assertSize(path: string, bytes: number, expected: number): void {
  if (bytes === expected) return;
  const how = bytes < expected ? sentence`cut short` : sentence`too long`;
  throw new UmberError(
    'PACK_FILE_SIZE',
    sentence`The pack's ${path} is ${how}: ${bytes} bytes instead of ${expected}.`,
    {
      advice: fetchAgain,
    },
  );
}

function missing(path: string, cause?: unknown): UmberError {
  return new UmberError('PACK_FILE_MISSING', sentence`The pack's ${path} is missing or cannot be read.`, {
    advice: fetchAgain,
    cause,
  });
}

function escapes(path: string, what: Sentence): UmberError {
  return new UmberError(
    'PACK_PATH_ESCAPES',
    sentence`The pack's ${path} is ${what}; packs hold plain files only.`,
    {
      advice: sentence`Copy the pack with its real files, without links, or fetch it again.`,
    },
  );
}
