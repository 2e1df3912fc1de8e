import { dirname, join } from 'node:path';
import { codeOf, writeNewFile } from '../../files/write-file-atomic.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { HostEvent } from '../../shared/events.ts';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import type { RouteName } from '../../shared/routes/route-names.ts';
import type { RouteHandlers } from '../../shared/routes/routes.ts';
import { Bin, type Thrown } from '../storage/bin.ts';
import { makePrivateFolder, nodeFs, PRIVATE_FILE, type Fs } from '../storage/fs.ts';
import { newId } from '../storage/new-id.ts';
import { BinnedPictures, binName, idInBin, pathInBin } from './binned-pictures.ts';
import { GalleryIndex, toItem, type IndexedPicture } from './gallery-index.ts';
import { readPictureHead, readRecipe, withOrigin } from './picture-file.ts';
import { readPicture, scanPictures } from './scan-pictures.ts';
import { Stars } from './stars.ts';
import { Thumbnails } from './thumbnails.ts';

/** Routes that the gallery answers. */
type GalleryHandlers = Pick<RouteHandlers, Extract<RouteName, `gallery.${string}`>>;

/** What the gallery is made of. */
export interface GalleryOptions {
  /** The studio's folder; `lockDataFolder` must hold it. */
  readonly dataFolder: string;
  readonly emit: (event: HostEvent) => void;
  readonly fs?: Fs;
}

/** The gallery: PNG files that carry their recipes, and an index that answers quickly. */
export interface Gallery {
  readonly handlers: GalleryHandlers;
  /** Where its pictures lie. */
  readonly folder: string;
  /**
   * Adds a painted picture, and answers once its file is on the disk. An id that is in the gallery already is answered
   * with the picture that has it: adding one again after a crash makes no second.
   *
   * @param png with its recipe inside
   * @param options.id a new one where absent
   * @throws UmberError `RECIPE_MISSING`, the `PICTURE_…` and `OUTPUT_…` codes
   */
  add(png: Uint8Array, options: { projectId?: string; id?: string }): Promise<GalleryItem>;
  /** Resolves once the index agrees with the files that were there at the start. */
  readonly settled: Promise<void>;
  close(): Promise<void>;
}

/** Opens the gallery of a data folder, and looks through its files in the background. @throws UmberError the `OUTPUT_…` codes */
export async function openGallery({ dataFolder, emit, fs = nodeFs }: GalleryOptions): Promise<Gallery> {
  const folder = join(dataFolder, 'pictures');
  const cache = join(dataFolder, 'cache');
  await makePrivateFolder(fs, folder);
  await makePrivateFolder(fs, cache);
  const stars = await Stars.open(join(folder, 'stars.log'), fs);
  const bin = await Bin.open(join(dataFolder, 'bin', 'pictures'), fs);
  const index = GalleryIndex.open(join(cache, 'gallery.sqlite'));
  const thumbnails = new Thumbnails(join(cache, 'thumbnails'), fs);
  return createGallery({
    folder,
    fs,
    stars,
    bin,
    index,
    thumbnails,
    onChanged: () => emit({ kind: 'galleryChanged' }),
  });
}

interface GalleryParts {
  folder: string;
  fs: Fs;
  stars: Stars;
  bin: Bin;
  index: GalleryIndex;
  thumbnails: Thumbnails;
  onChanged: () => void;
}

function createGallery({
  folder,
  fs,
  stars,
  bin,
  index: firstIndex,
  thumbnails,
  onChanged,
}: GalleryParts): Gallery {
  let index = firstIndex;
  const binned = new BinnedPictures(bin, fs);
  const closing = new AbortController();

  const scan = async (): Promise<void> => {
    const isCorrected = await scanPictures({
      folder,
      fs,
      index,
      stars,
      onChanged: (id) => void thumbnails.forget(id),
      signal: closing.signal,
    });
    if (isCorrected) onChanged();
  };
  /** One scan after another; one that fails leaves the index as it is, to be corrected by the next. */
  let scanning: Promise<void> = Promise.resolve();
  const rescan = (): Promise<void> => {
    scanning = scanning.then(scan).catch(() => undefined);
    return scanning;
  };
  const settled = rescan();
  const rebuild = async (): Promise<void> => {
    await scanning;
    index = index.renew();
    await rescan();
    onChanged();
  };

  /** The index is a cache: one that cannot answer is made anew. */
  const answered = async <T>(ask: () => T): Promise<T> => {
    try {
      return ask();
    } catch {
      await rebuild();
      return ask();
    }
  };

  const find = (id: string): IndexedPicture => {
    const picture = index.find(id);
    if (picture === undefined) throw notFound();
    return picture;
  };

  /** Bytes of a picture in the bin. */
  const readBinned = async (id: string): Promise<Uint8Array> => {
    const picture = await binned.find(id);
    if (picture === undefined) throw notFound();
    return fs.readFile(join(bin.folder, picture.path)).catch((error: unknown) => {
      throw codeOf(error) === 'ENOENT' ? notFound() : unreadable(error);
    });
  };

  const readFile = async ({ id, path }: IndexedPicture): Promise<Uint8Array> => {
    try {
      return await fs.readFile(join(folder, path));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw unreadable(error);
      // Deleted by somebody else: the files are the truth.
      index.remove([id]);
      onChanged();
      throw notFound();
    }
  };

  const indexFile = async (id: string, path: string): Promise<GalleryItem | undefined> => {
    const { size, mtimeMs } = await fs.stat(join(folder, path));
    const read = await readPicture(folder, { path, sizeBytes: size, changedMs: mtimeMs }, fs);
    if (read === undefined) return undefined;
    const picture = { ...read, id, isStarred: stars.has(id) };
    index.put([picture]);
    return toItem(picture);
  };

  const add: Gallery['add'] = async (png, { projectId, id = newId() }) => {
    const known = index.find(id);
    if (known) return toItem(known);
    const head = readPictureHead(png);
    if (head === undefined) {
      throw new UmberError('RECIPE_MISSING', sentence`The picture carries no recipe.`, {
        advice: sentence`Add pictures as Umber paints them.`,
      });
    }
    const createdMs = Date.now();
    const path = `${monthOf(createdMs)}/${id}.png`;
    // Added before by a host that did not live to index it; a month may have ended since.
    for (const possible of [path, `${monthOf(createdMs - 28 * 86_400_000)}/${id}.png`]) {
      const item = await indexFile(id, possible).catch(() => undefined);
      if (item) return item;
    }
    const bytes = withOrigin(png, { createdMs, projectId });
    await makePrivateFolder(fs, dirname(join(folder, path)));
    await writeNewFile(join(folder, path), bytes, { files: fs, mode: PRIVATE_FILE });
    const { width, height, prompt, pack, seed } = head;
    const item = { id, createdMs, width, height, prompt, pack, seed, isStarred: stars.has(id) };
    // The picture is safe; an index that could not take it is corrected by the next scan.
    await indexFile(id, path).catch(() => void rescan());
    onChanged();
    return projectId === undefined ? item : { ...item, projectId };
  };

  const handlers: GalleryHandlers = {
    'gallery.page': (query) => (query.isBinned ? binned.page(query) : answered(() => index.page(query))),

    'gallery.ids': async (query) => ({
      ids: await (query.isBinned ? binned.ids(query) : answered(() => index.ids(query))),
    }),

    'gallery.thumbnail': async ({ id }) => {
      const picture = index.find(id);
      const read = () => (picture ? readFile(picture) : readBinned(id));
      return { bytes: await thumbnails.get(id, read) };
    },

    'gallery.picture': async ({ id, isBinned = false }) => {
      const picture = isBinned ? await binned.find(id) : find(id);
      if (picture === undefined) throw notFound();
      const bytes = await (isBinned ? readBinned(id) : readFile(picture));
      const recipe = readRecipe(bytes);
      return { item: toItem(picture), bytes, ...(recipe && { recipe }) };
    },

    'gallery.star': async ({ ids, isStarred }) => {
      const known = ids.filter((id) => index.find(id) !== undefined);
      if (known.length === 0) throw notFound();
      // Those that wait together are written together.
      await Promise.all(known.map((id) => stars.set(id, isStarred)));
      index.star(known, isStarred);
      onChanged();
    },

    'gallery.remove': async ({ ids }) => {
      // Also of those that went before one that could not.
      const thrown = ids.flatMap((id): Thrown[] => {
        const picture = index.find(id);
        return picture ? [{ path: join(folder, picture.path), name: binName(id, picture.path) }] : [];
      });
      const gone: string[] = [];
      try {
        await bin.put(thrown, (name) => gone.push(idInBin(name)));
      } finally {
        index.remove(gone);
        onChanged();
      }
    },

    'gallery.restore': async ({ ids }) => {
      const names = new Map((await bin.names()).map((name) => [idInBin(name), name]));
      let restored = 0;
      try {
        for (const id of ids) {
          const name = names.get(id);
          if (name === undefined) continue;
          const path = pathInBin(name);
          if (!(await bin.restore(name, join(folder, path)))) continue;
          restored++;
          await indexFile(id, path).catch(() => void rescan());
        }
      } finally {
        onChanged();
      }
      if (restored === 0) throw notFound();
    },

    'gallery.delete': async ({ ids }) => {
      const wanted = new Set(ids);
      try {
        await bin.delete((await bin.names()).filter((name) => wanted.has(idInBin(name))));
        const gone = ids.filter((id) => index.find(id) === undefined);
        await Promise.all(gone.map((id) => thumbnails.forget(id)));
        await Promise.all(gone.map((id) => stars.set(id, false)));
      } finally {
        onChanged();
      }
    },

    'gallery.rebuild': async () => {
      await rebuild();
      return { total: index.page({ offset: 0, limit: 1 }).total };
    },
  };

  return {
    handlers,
    add,
    folder,
    settled,
    close: async () => {
      closing.abort();
      await scanning;
      await stars.close();
      index.close();
      binned.close();
    },
  };
}

/** Name of the folder of a time, in universal time. */
function monthOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 7);
}

function notFound(): UmberError {
  return new UmberError('GALLERY_PICTURE_NOT_FOUND', sentence`There is no such picture in the gallery.`, {
    advice: sentence`Its file may have been moved or deleted. What was removed in Umber is in the bin.`,
  });
}

function unreadable(error: unknown): UmberError {
  return new UmberError(
    'FILE_UNREADABLE',
    sentence`The picture cannot be read (${codeOf(error) ?? sentence`unknown cause`}).`,
    {
      cause: error,
      advice: sentence`Check the disk and the permissions of Umber’s data folder, then try again.`,
    },
  );
}
