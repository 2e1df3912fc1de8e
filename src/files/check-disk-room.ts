import { statfs } from 'node:fs/promises';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { RequestConditions } from '../shared/generation-request.ts';
import { codeOf } from './write-file-atomic.ts';

/** What a file system says of its room. */
export interface DiskRoom {
  /** Bytes per block. */
  readonly bsize: number;
  /** Blocks that this user may still fill. */
  readonly bavail: number;
}

/** Less than this is tried: a save that fails says the same, and leaves nothing behind. */
const worthAsking = 16 * 1024 * 1024;

/** Beside what is asked for: for the temporary file's own names and for whatever else writes meanwhile. */
const spareBytes = 16 * 1024 * 1024;

/**
 * Refuses work whose result is large and would not fit on the disk, before it is begun.
 *
 * A file system that does not tell its room is taken to have it: the save itself says what is wrong then.
 *
 * @param bytes of all files that will be written; `pngBytes` tells it of a picture
 * @param room  how to ask for the room of a folder's disk
 * @throws UmberError `OUTPUT_DISK_FULL`, `OUTPUT_FAILED` where there is no such folder
 */
export async function checkDiskRoom(
  folder: string,
  bytes: number,
  room: (folder: string) => Promise<DiskRoom> = statfs,
): Promise<void> {
  if (bytes < worthAsking) return;
  let free;
  try {
    const { bsize, bavail } = await room(folder);
    free = bsize * bavail;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
      throw new UmberError('OUTPUT_FAILED', sentence`There is no folder “${folder}”.`, {
        cause: error,
        advice: sentence`Create it first, or choose another.`,
      });
    }
    return;
  }
  if (free >= bytes + spareBytes) return;
  throw new UmberError(
    'OUTPUT_DISK_FULL',
    sentence`The result may take ${mebibytes(bytes)}, and the disk of “${folder}” has ${mebibytes(free)} left.`,
    {
      advice: sentence`Free ${mebibytes(bytes + spareBytes - free)}, ask for a smaller picture, or choose another folder.`,
    },
  );
}

/**
 * The most bytes that the PNG of a picture takes: pixels that do not compress at all, with what its rows and
 * chunks add.
 *
 * @param carriedBytes of pictures that it carries within, which travel in base64
 */
export function pngBytes(
  { width, height }: { readonly width: number; readonly height: number },
  carriedBytes = 0,
): number {
  return Math.ceil((3 * width + 1) * height * 1.003 + (carriedBytes * 4) / 3) + 4096;
}

/** The most bytes of a picture that is asked for, with what it carries within. */
export function paintedBytes(request: {
  readonly width: number;
  readonly height: number;
  readonly conditions: RequestConditions;
}): number {
  const { source, degraded, mask, layout } = request.conditions;
  const carried = [source?.rgb, degraded?.rgb, mask?.coverage, layout?.classIds];
  return pngBytes(
    request,
    carried.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0),
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 2)} MiB`;
}
