import { union, type Rect } from '../../../document/index.ts';
import { chunkKey, pixelsShowing, type ChunkPlace } from './chunk-levels.ts';

/** A chunk that is kept: its picture, and what of that is out of date, in its own pixels. */
export interface Chunk<T> {
  readonly place: ChunkPlace;
  readonly picture: T;
  stale: Rect | undefined;
}

/** Chunks that were painted lately, the least lately used of which go first. */
export class ChunkStore<T> {
  readonly #chunks = new Map<string, Chunk<T>>();
  readonly #discard: (picture: T) => void;

  /** @param discard  is given pictures that are no longer kept, for use anew */
  constructor(discard: (picture: T) => void) {
    this.#discard = discard;
  }

  get size(): number {
    return this.#chunks.size;
  }

  /** The chunk at a place, which thereby becomes the one used last. */
  use(place: ChunkPlace): Chunk<T> | undefined {
    const key = chunkKey(place);
    const chunk = this.#chunks.get(key);
    if (!chunk) return undefined;
    this.#chunks.delete(key);
    this.#chunks.set(key, chunk);
    return chunk;
  }

  add(chunk: Chunk<T>): void {
    this.#chunks.set(chunkKey(chunk.place), chunk);
  }

  /** Marks what of each chunk shows some of a rectangle of the canvas. */
  invalidate(rect: Rect): void {
    for (const chunk of this.#chunks.values()) {
      chunk.stale = union(chunk.stale, pixelsShowing(chunk.place, rect));
    }
  }

  /** Keeps the `most` that were used last. */
  trim(most: number): void {
    for (const [key, chunk] of this.#chunks) {
      if (this.#chunks.size <= most) return;
      this.#chunks.delete(key);
      this.#discard(chunk.picture);
    }
  }

  clear(): void {
    this.trim(0);
  }
}
