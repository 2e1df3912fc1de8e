import { existsSync } from 'node:fs';
import { access, constants, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { UmberError } from '../shared/errors.ts';

/** Where pictures go: to one file, or to a folder under names of their own. */
export type Destination =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string; readonly stem: string };

/**
 * What `--out` means: a name that ends in .png is a file, anything else a folder; without it, the current folder.
 * Missing folders are made. Says at once, and not after minutes of painting, when nothing can be written there.
 *
 * @param layoutPath pictures in a folder are named after it
 * @throws UmberError `OUTPUT_READ_ONLY`, `OUTPUT_DISK_FULL`, `OUTPUT_FAILED`
 */
export async function openDestination(
  out: string | undefined,
  layoutPath: string | undefined,
): Promise<Destination> {
  const stem = layoutPath === undefined ? 'picture' : basename(layoutPath, extname(layoutPath));
  const isFile = out !== undefined && extname(out).toLowerCase() === '.png' && !(await isFolder(out));
  const folder = isFile ? dirname(out) : (out ?? '.');
  try {
    await mkdir(folder, { recursive: true });
    // With the dot, a file of that name fails too.
    await access(`${folder}/.`, constants.W_OK);
  } catch (error) {
    throw destinationError(error, folder);
  }
  return isFile ? { kind: 'file', path: out } : { kind: 'folder', path: folder, stem };
}

/**
 * The path of one picture. A file named by `--out` is replaced; of several pictures each gets its seed in the name.
 * Names of our own making never replace a file: they count up instead.
 */
export function picturePath(destination: Destination, seed: number, count: number): string {
  if (destination.kind === 'file' && count === 1) return destination.path;
  const { start, extension } = nameOf(destination);
  let path = `${start}-${seed}${extension}`;
  for (let copy = 2; existsSync(path); copy++) path = `${start}-${seed}-${copy}${extension}`;
  return path;
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

function destinationError(error: unknown, folder: string): UmberError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown cause';
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new UmberError('OUTPUT_READ_ONLY', `Nothing can be written in “${folder}”: it is read-only.`, {
      cause: error,
      advice: 'Choose another folder with --out, or change its permissions.',
    });
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new UmberError('OUTPUT_DISK_FULL', `There is no room left for the folder “${folder}”.`, {
      cause: error,
      advice: 'Free some room, or choose another place with --out.',
    });
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new UmberError('OUTPUT_FAILED', `“${folder}” is a file, and no folder can be there.`, {
      cause: error,
      advice: 'Choose another place with --out; a picture’s name ends in .png.',
    });
  }
  return new UmberError('OUTPUT_FAILED', `“${folder}” cannot be used as a folder (${code}).`, {
    cause: error,
    advice: 'Choose another place with --out.',
  });
}
