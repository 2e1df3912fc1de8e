import { open } from 'node:fs/promises';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** Larger files are not pictures that anybody painted. */
const maxBytes = 1 << 30;

/**
 * A file that the user named, whole.
 *
 * @throws UmberError `FILE_NOT_FOUND`, `FILE_EMPTY`, `FILE_UNREADABLE`
 */
export async function readInputFile(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (status.isDirectory()) throw unreadable(path, 'is a folder');
      // A pipe may be read, but a device may have no end.
      if (status.isCharacterDevice() || status.isBlockDevice()) throw unreadable(path, 'is a device');
      if (status.size > maxBytes) throw unreadable(path, 'is larger than a gigabyte');
      const bytes = await file.readFile();
      if (bytes.length === 0) {
        throw new UmberError('FILE_EMPTY', sentence`“${path}” is empty.`, {
          advice: sentence`Save the picture again, and check that the disk was not full.`,
        });
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UmberError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UmberError('FILE_NOT_FOUND', sentence`There is no file “${path}”.`, {
        cause: error,
        advice: sentence`Check the name, and the folder that you are in.`,
      });
    }
    if (code === 'EISDIR') throw unreadable(path, 'is a folder');
    throw unreadable(path, `cannot be read (${code ?? 'unknown cause'})`, error);
  }
}

function unreadable(path: string, why: string, cause?: unknown): UmberError {
  return new UmberError('FILE_UNREADABLE', sentence`“${path}” ${why}.`, {
    cause,
    advice: sentence`Name a PNG that you may read.`,
  });
}
