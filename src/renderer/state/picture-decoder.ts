import type { RgbPicture } from '../../shared/events.ts';
import { toRgba } from './frame-picture.ts';

/** Decodes pictures of which each replaces those before it: one that is overtaken while it is decoded is dropped. */
export class PictureDecoder {
  #begun = 0;
  #decoded = 0;

  /** `undefined` where a newer one was decoded first, or none is wanted any more. */
  async decode(picture: RgbPicture): Promise<ImageBitmap | undefined> {
    const turn = ++this.#begun;
    const bitmap = await createImageBitmap(toRgba(picture));
    if (turn <= this.#decoded) {
      bitmap.close();
      return undefined;
    }
    this.#decoded = turn;
    return bitmap;
  }

  /** Nothing that is being decoded is wanted any more. */
  forget(): void {
    this.#decoded = this.#begun;
  }
}
