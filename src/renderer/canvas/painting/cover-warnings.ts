import type { DocumentLayer, Point, Rect } from '../../../document/index.ts';
import { contains } from '../geometry/boxes.ts';

/** Which layers the artist was told of that a picture on show lies over. */
export class CoverWarnings {
  readonly #told = new Set<string>();

  /** Whether to say, for the first time, that what is painted there lies under the picture on show. */
  isNew({ id, kind }: Pick<DocumentLayer, 'id' | 'kind'>, at: Point, shown: Rect | undefined): boolean {
    // The layout and masks are drawn over it.
    if (kind !== 'picture' || !shown || !contains(shown, at) || this.#told.has(id)) return false;
    this.#told.add(id);
    return true;
  }
}
