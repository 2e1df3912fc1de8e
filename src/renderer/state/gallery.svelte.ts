import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import { galleryQuery, wholeGallery, type GallerySearch } from './gallery-search.ts';
import type { HostClient } from './host-client.ts';
import { NewestFirst } from './newest-first.ts';

const PAGE = 200;
/** Thumbnails kept as addresses; more than fill the largest screen several times. */
const MOST_THUMBNAILS = 600;
/** Thumbnails asked for at the same time: enough to keep the host busy. */
const THUMBNAILS_AT_ONCE = 6;

/** The gallery as far as it has been scrolled: pages come when their place is looked at. */
export class Gallery {
  search: GallerySearch = $state.raw(wholeGallery);
  total = $state(0);
  isLoaded = $state(false);
  /** By place; holes are pages that have not come yet. */
  items: readonly (GalleryItem | undefined)[] = $state.raw([]);
  /** Goes up when the list begins anew: what is looked at then has to be asked for again. */
  revision = $state(0);

  readonly #host: HostClient;
  readonly #onError: (cause: unknown) => void;
  readonly #pagesAsked = new Set<number>();
  readonly #thumbnails = new Map<string, Promise<string>>();
  readonly #fetches = new NewestFirst(THUMBNAILS_AT_ONCE);
  #generation = 0;

  constructor(host: HostClient, onError: (cause: unknown) => void) {
    this.#host = host;
    this.#onError = onError;
  }

  /** Narrows down, and begins at the newest again. */
  async narrow(fields: Partial<GallerySearch>): Promise<void> {
    this.search = { ...this.search, ...fields };
    await this.refresh();
  }

  /** Reads anew what is there; what is on show stays until its answer comes. */
  async refresh(): Promise<void> {
    this.#generation++;
    this.#pagesAsked.clear();
    await this.#loadPage(0);
    this.isLoaded = true;
  }

  /** Has the items of these places come. */
  ensure(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) void this.#loadPage(page);
  }

  /**
   * Address of a small picture; it is given back to the browser once many others have been looked at. Rejects where the
   * host has none, and where the wish is withdrawn before its turn.
   */
  thumbnail(id: string, signal: AbortSignal): Promise<string> {
    const known = this.#thumbnails.get(id);
    this.#thumbnails.delete(id);
    const url = known ?? this.#fetches.run(() => this.#fetchThumbnail(id), signal);
    this.#thumbnails.set(id, url);
    // What failed or was withdrawn may be asked for again.
    const forget = (): void => {
      if (this.#thumbnails.get(id) === url) this.#thumbnails.delete(id);
    };
    url.catch(forget);
    for (const [old, address] of [...this.#thumbnails].slice(0, -MOST_THUMBNAILS)) {
      this.#thumbnails.delete(old);
      address.then(
        (value) => URL.revokeObjectURL(value),
        () => undefined,
      );
    }
    return url;
  }

  async star(item: GalleryItem): Promise<void> {
    const isStarred = !item.isStarred;
    await this.#host.ask('gallery.star', { id: item.id, isStarred });
    this.items = this.items.map((other) => (other?.id === item.id ? { ...other, isStarred } : other));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#host.ask('gallery.remove', { ids: [...ids] });
    await this.refresh();
  }

  async restore(ids: readonly string[]): Promise<void> {
    await this.#host.ask('gallery.restore', { ids: [...ids] });
    await this.refresh();
  }

  async picture(id: string): Promise<Uint8Array> {
    return (await this.#host.ask('gallery.picture', { id })).bytes;
  }

  async #loadPage(page: number): Promise<void> {
    if (this.#pagesAsked.has(page) || (page > 0 && page * PAGE >= this.total)) return;
    this.#pagesAsked.add(page);
    const generation = this.#generation;
    try {
      const query = galleryQuery(this.search, new Date());
      const { total, items } = await this.#host.ask('gallery.page', {
        ...query,
        offset: page * PAGE,
        limit: PAGE,
      });
      if (generation !== this.#generation) return;
      const next = page === 0 ? new Array<GalleryItem | undefined>(total) : [...this.items];
      next.length = total;
      for (const [index, item] of items.entries()) next[page * PAGE + index] = item;
      this.items = next;
      this.total = total;
      if (page > 0) return;
      // Pages that came before this one went with the list that it replaces.
      this.#pagesAsked.clear();
      this.#pagesAsked.add(0);
      this.revision++;
    } catch (cause) {
      this.#pagesAsked.delete(page);
      this.#onError(cause);
    }
  }

  async #fetchThumbnail(id: string): Promise<string> {
    const { bytes } = await this.#host.ask('gallery.thumbnail', { id });
    return URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/webp' }));
  }
}
