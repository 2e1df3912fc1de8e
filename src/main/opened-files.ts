import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';

/** Kinds of files that the studio opens, without their dots. */
export const openableExtensions = ['umber', 'png', 'jpg', 'jpeg', 'webp'] as const;

/** No project and no picture of ours is larger. */
const MAX_BYTES = 1024 ** 3;

/** A file that the artist handed in, read. */
export interface OpenedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The files named on a command line, as absolute paths; switches and the program itself are passed over. */
export function filesOnCommandLine(args: readonly string[], workingFolder: string): string[] {
  return args
    .slice(1)
    .filter((argument) => !argument.startsWith('-') && isOpenable(argument))
    .map((argument) => resolve(workingFolder, argument));
}

/**
 * Reads a file that the system or a dialog named. Only its name and its bytes go on from here, never its path.
 *
 * @throws UmberError `FILE_NOT_FOUND`, `FILE_UNREADABLE`
 */
export async function readOpenedFile(path: string): Promise<OpenedFile> {
  const name = basename(path);
  if (!isOpenable(path)) {
    throw new UmberError('FILE_UNREADABLE', sentence`“${name}” is of a kind that the studio does not open.`, {
      advice: sentence`It opens ${openableExtensions.map((extension) => `.${extension}`)}.`,
    });
  }
  try {
    // A pipe of that name would otherwise keep us waiting for whoever writes into it. (Windows has neither.)
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile() || status.size > MAX_BYTES) throw new Error('not a file, or too large a one');
      return { name, bytes: new Uint8Array(await handle.readFile()) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UmberError(
      isMissing ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE',
      isMissing ? sentence`“${name}” is not there any more.` : sentence`“${name}” cannot be read.`,
      { advice: sentence`See whether it opens elsewhere, and whether you may read it.`, cause: error },
    );
  }
}

function isOpenable(path: string): boolean {
  return (openableExtensions as readonly string[]).includes(extname(path).slice(1).toLowerCase());
}
