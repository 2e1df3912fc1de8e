import { join } from 'node:path';
import { makePrivateFolder, savePrivate, type Fs } from '../storage/fs.ts';
import { shrinkPng } from '../storage/raster-png.ts';

/** Longest side of a picture in the gallery, in pixels: twice what is shown, for dense screens. */
const thumbnailSide = 384;
const drawnAtOnce = 2;

/** Small pictures, drawn when they are first asked for and kept in a folder that may be deleted at any time. */
export class Thumbnails {
  readonly #folder: string;
  readonly #fs: Fs;
  /** Those being drawn: many may ask for one, and one is drawn once. */
  readonly #drawing = new Map<string, Promise<Uint8Array>>();
  #free = drawnAtOnce;
  readonly #waiting: (() => void)[] = [];

  constructor(folder: string, fs: Fs) {
    this.#folder = folder;
    this.#fs = fs;
  }

  /**
   * The small WebP of a picture.
   *
   * @param readPicture its file, read where no thumbnail is there yet
   * @throws UmberError what `readPicture` throws, the `PICTURE_…` codes
   */
  async get(id: string, readPicture: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = await this.#fs.readFile(this.#pathOf(id)).catch(() => undefined);
    if (known !== undefined && known.length > 0) return known;
    let drawing = this.#drawing.get(id);
    if (drawing === undefined) {
      drawing = this.#draw(id, readPicture).finally(() => this.#drawing.delete(id));
      this.#drawing.set(id, drawing);
    }
    return drawing;
  }

  /** After its picture changed or went. */
  async forget(id: string): Promise<void> {
    await this.#fs.unlink(this.#pathOf(id)).catch(() => undefined);
  }

  async #draw(id: string, readPicture: () => Promise<Uint8Array>): Promise<Uint8Array> {
    await this.#enter();
    try {
      const webp = await shrinkPng(await readPicture(), thumbnailSide);
      // One that cannot be kept is drawn again next time.
      await makePrivateFolder(this.#fs, this.#folder)
        .then(() => savePrivate(this.#fs, this.#pathOf(id), webp))
        .catch(() => undefined);
      return webp;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }

  #pathOf(id: string): string {
    return join(this.#folder, `${id}.webp`);
  }
}
