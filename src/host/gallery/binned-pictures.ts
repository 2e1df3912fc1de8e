import { join } from 'node:path';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import type { Bin } from '../storage/bin.ts';
import type { Fs } from '../storage/fs.ts';
import { mapAtOnce } from '../storage/map-at-once.ts';
import { GalleryIndex, type GalleryQuery, type IndexedPicture } from './gallery-index.ts';
import { readPicture } from './scan-pictures.ts';

const filesAtOnce = 8;

/**
 * The gallery's pictures in the bin, the one that was thrown away last first. Their index lives in memory: few look into
 * a bin, so it is made when somebody does, and brought up to date whenever it is asked.
 */
export class BinnedPictures {
  readonly #bin: Bin;
  readonly #fs: Fs;
  #index: GalleryIndex | undefined;
  /**
   * Names of files that are no pictures of ours, so that none is read twice. Emptying the bin leaves them there: it deletes
   * what was shown and counted, and a damaged file may be all that is left of a picture.
   */
  #others = new Set<string>();
  #updating: Promise<unknown> = Promise.resolve();

  constructor(bin: Bin, fs: Fs) {
    this.#bin = bin;
    this.#fs = fs;
  }

  async page(query: GalleryQuery): Promise<{ total: number; items: GalleryItem[] }> {
    const index = await this.#current();
    const { total, items } = index.page(query);
    const withTimes = items.map((item) => {
      const removedMs = this.#bin.removedMs(index.find(item.id)!.path);
      return removedMs === undefined ? item : { ...item, removedMs };
    });
    return { total, items: withTimes };
  }

  async ids(query: GalleryQuery): Promise<string[]> {
    return (await this.#current()).ids(query);
  }

  /**
   * The file of one that is here; its path is a name in the bin. One that has left since somebody last looked may still
   * be found: many are asked for one by one, so that names are read only for one that is not known.
   */
  async find(id: string): Promise<IndexedPicture | undefined> {
    return this.#index?.find(id) ?? (await this.#current()).find(id);
  }

  close(): void {
    this.#index?.close();
    this.#index = undefined;
  }

  /** One after another, so that a picture enters the index once. */
  #current(): Promise<GalleryIndex> {
    const updated = this.#updating.then(() => this.#update());
    this.#updating = updated.catch(() => undefined);
    return updated;
  }

  async #update(): Promise<GalleryIndex> {
    const index = (this.#index ??= GalleryIndex.inMemory());
    const names = await this.#bin.names();
    const here = new Set(names);
    this.#others = new Set([...this.#others].filter((name) => here.has(name)));
    const known = new Set(this.#others);
    const gone: string[] = [];
    for (const { id, path } of index.files()) {
      if (here.has(path)) known.add(path);
      else gone.push(id);
    }
    index.remove(gone);
    const fresh = names.filter((name) => !known.has(name));
    const pictures = await mapAtOnce(fresh, filesAtOnce, async (name) => {
      try {
        const { size, mtimeMs } = await this.#fs.stat(join(this.#bin.folder, name));
        const file = { path: name, sizeBytes: size, changedMs: mtimeMs };
        const picture = await readPicture(this.#bin.folder, file, this.#fs);
        if (!picture) this.#others.add(name);
        return picture && { ...picture, id: idInBin(name), isStarred: false };
      } catch {
        // It cannot be read now, or has just been put back.
        return undefined;
      }
    });
    index.put(pictures.filter((picture) => picture !== undefined));
    return index;
  }
}

/** In the bin a picture's name says where it came from: a file name holds no slash, and none of ours a tilde. */
export function binName(id: string, path: string): string {
  return `${id}~${path.replace('/', '~')}`;
}

/** Where it came from, below the folder of pictures. */
export function pathInBin(name: string): string {
  return name.slice(name.indexOf('~') + 1).replace('~', '/');
}

/** Whose it is. */
export function idInBin(name: string): string {
  return name.slice(0, name.indexOf('~'));
}
