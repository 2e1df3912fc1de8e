import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

/** What is remembered at most: a picture of the largest size takes some hundred megabytes. */
const MOST = 4;

/** Pictures that were painted and could not be written, by the ids of their jobs: the last few, while the host runs. */
export class UnkeptPictures<Picture> {
  readonly #pictures = new Map<string, Picture>();

  add(id: string, picture: Picture): void {
    this.#pictures.set(id, picture);
    for (const oldest of [...this.#pictures.keys()].slice(0, -MOST)) this.#pictures.delete(oldest);
  }

  /** Answers with a picture, and forgets it. */
  take(id: string): Picture | undefined {
    const picture = this.#pictures.get(id);
    this.#pictures.delete(id);
    return picture;
  }
}

/** What went wrong when a picture was written, with the advice that nothing of the painting is lost. */
export function unkeptError(error: unknown): unknown {
  if (!(error instanceof UmberError) || !error.code.startsWith('OUTPUT_')) return error;
  return new UmberError(error.code, error.value.message, {
    cause: error,
    advice: sentence`The picture is painted, and kept in memory while Umber runs. See to the disk and try again: it is only written then.`,
  });
}
