import { existsSync } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { checkDiskRoom } from '../files/check-disk-room.ts';
import { writeFileAtomic, writeNewFile } from '../files/write-file-atomic.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** Where pictures go: to one file, or to a folder under names of their own. */
export type Destination =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string; readonly stem: string };

export interface PictureToSave {
  readonly png: Uint8Array;
  /** What tells it from others of the same input, such as its seed. */
  readonly label: number | string;
  /** Pictures of this request, this one included. */
  readonly count: number;
  readonly signal?: AbortSignal;
}

/** Names that people give pictures, and that are no folder's unless one is there. */
const otherFormats = /\.(jpe?g|webp|gif|bmp|tiff?|avif|heic|psd|xcf|kra|svg|pdf)$/i;

/**
 * What `--out` means: a name that ends in .png is a file, anything else a folder; without it, the current folder.
 * Says at once, and not after minutes of painting, when nothing can be written there. Makes nothing yet.
 *
 * @param inputPaths the files that are read: pictures in a folder are named after the first, and none is replaced
 * @throws UmberError `REQUEST_INVALID`, `OUTPUT_READ_ONLY`, `OUTPUT_FAILED`
 */
export async function openDestination(
  out: string | undefined,
  inputPaths: readonly string[] = [],
): Promise<Destination> {
  if (out === '') {
    throw new UmberError('REQUEST_INVALID', sentence`The option --out names nothing.`, {
      advice: sentence`Name a .png file or a folder, or leave --out away for the folder that you are in.`,
    });
  }
  const [inputPath] = inputPaths;
  const stem = inputPath === undefined ? 'picture' : basename(inputPath, extname(inputPath));
  if (out === undefined || (await isFolder(out)) || /[\\/]$/.test(out)) {
    await checkFolder(out ?? '.');
    return { kind: 'folder', path: out ?? '.', stem };
  }
  if (otherFormats.test(out)) {
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`“${out}” is no name for a PNG, and Umber writes nothing else.`,
      {
        advice: sentence`Let the name end in .png, or in a slash if it is to be a folder.`,
      },
    );
  }
  if (extname(out).toLowerCase() !== '.png') {
    await checkFolder(out);
    return { kind: 'folder', path: out, stem };
  }
  await checkFolder(dirname(out));
  await checkReplaceable(out, inputPaths);
  return { kind: 'file', path: out };
}

/** Where a command that was killed leaves what it had of a picture: hidden beside it, found again by its name. */
export function runLogBeside(picture: string): string {
  return join(dirname(picture), `.${basename(picture)}.umber-run`);
}

/**
 * Says before the work, and not after it, that large pictures would not fit on the disk.
 *
 * @param bytes of all pictures together
 * @throws UmberError `OUTPUT_DISK_FULL`
 */
export async function checkRoom(destination: Destination, bytes: number): Promise<void> {
  const { kind, path } = destination;
  await checkDiskRoom(nearestFolder(kind === 'file' ? dirname(path) : path), bytes);
}

/**
 * Makes the folder that pictures go to, where it is missing.
 *
 * @throws UmberError `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL`, `OUTPUT_FAILED`
 */
export async function makeFolder({ kind, path }: Destination): Promise<void> {
  const folder = kind === 'file' ? dirname(path) : path;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw destinationError(error, folder);
  });
}

/**
 * Writes one picture, in a folder that is made where missing, and returns its path. A single picture replaces the
 * file named by `--out`; several get their labels in their names. Names of our own making never replace a file: they
 * count up instead, also where another process takes a name at the same moment.
 *
 * @throws UmberError `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL`, `OUTPUT_FAILED`, `CANCELLED`
 */
export async function savePicture(
  destination: Destination,
  { png, label, count, signal }: PictureToSave,
): Promise<string> {
  await makeFolder(destination);
  if (destination.kind === 'file' && count === 1) {
    await writeFileAtomic(destination.path, png, { signal });
    return destination.path;
  }
  const { start, extension } = nameOf(destination);
  for (let copy = 1; ; copy++) {
    const path = `${start}-${label}${copy === 1 ? '' : `-${copy}`}${extension}`;
    if (!existsSync(path) && (await writeNewFile(path, png, { signal }))) return path;
  }
}

function nameOf(destination: Destination): { start: string; extension: string } {
  if (destination.kind === 'folder') {
    return { start: join(destination.path, destination.stem), extension: '.png' };
  }
  const extension = extname(destination.path);
  return { start: destination.path.slice(0, -extension.length), extension };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
}

/** That a folder can be written in, or else be made in the nearest folder above that is there. */
async function checkFolder(folder: string): Promise<void> {
  const nearest = nearestFolder(folder);
  try {
    // With the dot, a file of that name fails too.
    await access(`${nearest}/.`, constants.W_OK);
  } catch (error) {
    throw destinationError(error, nearest);
  }
}

/** The folder itself, or the nearest above it that is there. */
function nearestFolder(folder: string): string {
  // A slash at its end would hide a file of that name.
  let nearest = folder.replace(/(?<=.)[\\/]+$/, '');
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}

async function checkReplaceable(path: string, inputPaths: readonly string[]): Promise<void> {
  if (!existsSync(path)) return;
  for (const inputPath of inputPaths) {
    if (!(await isSameFile(path, inputPath))) continue;
    throw new UmberError(
      'REQUEST_INVALID',
      sentence`The picture would replace “${path}”, which it is made from.`,
      {
        advice: sentence`Choose another name with --out.`,
      },
    );
  }
  try {
    await access(path, constants.W_OK);
  } catch (error) {
    throw new UmberError(
      'OUTPUT_READ_ONLY',
      sentence`“${path}” is there and must not be changed: it is read-only.`,
      {
        cause: error,
        advice: sentence`Choose another name with --out, or change its permissions.`,
      },
    );
  }
}

/** Also where one is a link to the other, or the disk takes upper and lower case for the same. */
async function isSameFile(first: string, second: string): Promise<boolean> {
  const [one, other] = await Promise.all([first, second].map((path) => stat(path, { bigint: true })));
  return one!.dev === other!.dev && one!.ino === other!.ino;
}

function destinationError(error: unknown, folder: string): UmberError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown cause';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new UmberError(
      'OUTPUT_READ_ONLY',
      sentence`Nothing can be written in “${folder}”: it is read-only.`,
      {
        cause: error,
        advice: sentence`Choose another folder with --out, or change its permissions.`,
      },
    );
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UmberError('OUTPUT_DISK_FULL', sentence`There is no room left for the folder “${folder}”.`, {
      cause: error,
      advice: sentence`Free some room, or choose another place with --out.`,
    });
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new UmberError('OUTPUT_FAILED', sentence`“${folder}” is a file, and no folder can be there.`, {
      cause: error,
      advice: sentence`Choose another place with --out; a picture’s name ends in .png.`,
    });
  }
  return new UmberError('OUTPUT_FAILED', sentence`“${folder}” cannot be used as a folder (${code}).`, {
    cause: error,
    advice: sentence`Choose another place with --out.`,
  });
}
