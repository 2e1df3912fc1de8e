import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { codeOf } from '../../files/write-file-atomic.ts';
import type { Fs } from '../storage/fs.ts';
import { mapAtOnce } from '../storage/map-at-once.ts';
import type { GalleryIndex, IndexedPicture } from './gallery-index.ts';
import { readPictureFile } from './picture-file.ts';
import type { Stars } from './stars.ts';

const filesAtOnce = 8;
/** Pictures that enter the index together. */
const batchSize = 200;

/** What a scan looks through and what it corrects. */
export interface ScanParts {
  readonly folder: string;
  readonly fs: Fs;
  readonly index: GalleryIndex;
  readonly stars: Stars;
  /** Told of pictures whose files are others than before, or gone. */
  readonly onChanged: (id: string) => void;
  readonly signal: AbortSignal;
}

interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly changedMs: number;
}

/**
 * Makes the index agree with the files: reads those that are new or changed, and forgets those that are gone. PNG files
 * without a recipe are none of the gallery's and stay out of it.
 *
 * @returns whether anything was corrected
 */
export async function scanPictures(parts: ScanParts): Promise<boolean> {
  const { folder, fs, index, stars, onChanged, signal } = parts;
  // Before the files are listed: a picture that is added meanwhile may be on neither list, and is not gone.
  const known = new Map(index.files().map((file) => [file.path, file]));
  const found = await findFiles(folder, fs);
  const foundPaths = new Set(found.map(({ path }) => path));
  const gone = [...known.values()].filter(({ path }) => !foundPaths.has(path));
  const fresh = found.filter(({ path, sizeBytes, changedMs }) => {
    const before = known.get(path);
    return before?.sizeBytes !== sizeBytes || before.changedMs !== changedMs;
  });
  index.remove(gone.map(({ id }) => id));
  const changed = fresh.flatMap(({ path }) => known.get(path) ?? []);
  for (const { id } of [...gone, ...changed]) onChanged(id);
  const ids = idsOf(fresh, index);
  let isCorrected = gone.length > 0;
  for (let start = 0; start < fresh.length && !signal.aborted; start += batchSize) {
    const pictures: Omit<IndexedPicture, 'isStarred'>[] = [];
    const spoilt: string[] = [];
    await mapAtOnce(fresh.slice(start, start + batchSize), filesAtOnce, async (file) => {
      try {
        const picture = await readPicture(folder, file, fs);
        const before = known.get(file.path);
        if (picture) {
          pictures.push({ ...picture, id: ids.get(file.path)! });
        } else if (before) {
          spoilt.push(before.id);
        }
      } catch {
        // It cannot be read now; the next scan tries again.
      }
    });
    index.remove(spoilt);
    // Only now, since a star may have been given while the files were read.
    index.put(pictures.map((picture) => ({ ...picture, isStarred: stars.has(picture.id) })));
    isCorrected ||= pictures.length + spoilt.length > 0;
  }
  return isCorrected;
}

/**
 * What the index has of one file, all but its id; `undefined` where the file is no picture of ours. Throws what the system
 * says where it cannot be read.
 */
export async function readPicture(
  folder: string,
  { path, sizeBytes, changedMs }: FoundFile,
  fs: Fs,
): Promise<Omit<IndexedPicture, 'id' | 'isStarred'> | undefined> {
  const head = await readPictureFile(fs, join(folder, path));
  if (head === undefined) return undefined;
  const { projectId, createdMs = changedMs, ...rest } = head;
  return {
    ...rest,
    createdMs,
    ...(projectId === undefined ? {} : { projectId }),
    path,
    sizeBytes,
    changedMs,
  };
}

/**
 * Ids for files: what the index calls them, or their names where these can be ids and no other file has them, or else
 * something made from their paths.
 */
function idsOf(files: readonly FoundFile[], index: GalleryIndex): Map<string, string> {
  const known = index.files();
  const idOfPath = new Map(known.map(({ id, path }) => [path, id]));
  const taken = new Set(known.map(({ id }) => id));
  for (const { path } of files) {
    if (idOfPath.has(path)) continue;
    const name = path.slice(path.lastIndexOf('/') + 1, -'.png'.length);
    const isFree = /^[a-z0-9]{1,32}$/.test(name) && !taken.has(name);
    const id = isFree ? name : createHash('sha256').update(path).digest('hex').slice(0, 32);
    taken.add(id);
    idOfPath.set(path, id);
  }
  return idOfPath;
}

/** PNG files of the month folders, sorted by path. */
async function findFiles(folder: string, fs: Fs): Promise<FoundFile[]> {
  const months = (await list(folder, fs)).filter((name) => /^\d{4}-\d{2}$/.test(name));
  const paths: string[] = [];
  for (const month of months) {
    for (const name of await list(join(folder, month), fs)) {
      if (name.endsWith('.png') && !name.startsWith('.')) paths.push(`${month}/${name}`);
    }
  }
  const files = await mapAtOnce(paths.sort(), filesAtOnce, async (path) => {
    const status = await fs.stat(join(folder, path)).catch(() => undefined);
    return status?.isFile() ? { path, sizeBytes: status.size, changedMs: status.mtimeMs } : undefined;
  });
  return files.filter((file) => file !== undefined);
}

async function list(folder: string, fs: Fs): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    // Not a folder that cannot be read: that would make every picture in it look gone.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
