import { MAX_IDS, type GalleryItem } from '../../shared/routes/gallery-routes.ts';
import { GalleryChoice } from './gallery-choice.svelte.ts';
import { galleryQuery, wholeGallery, type GallerySearch } from './gallery-search.ts';
import type { RouteOutput } from '../../shared/routes/routes.ts';
import type { HostClient } from './host-client.ts';
import { NewestFirst } from './newest-first.ts';

const PAGE = 200;
/** Thumbnails kept as addresses; more than fill the largest screen several times. */
const MOST_THUMBNAILS = 600;
/** Thumbnails asked for at the same time: enough to keep the host busy. */
const THUMBNAILS_AT_ONCE = 6;

/** The gallery, or its bin, as far as it has been scrolled: pages come when their place is looked at. */
export class Gallery {
  search: GallerySearch = $state.raw(wholeGallery);
  total = $state(0);
  isLoaded = $state(false);
  /** By place; holes are pages that have not come yet. */
  items: readonly (GalleryItem | undefined)[] = $state.raw([]);
  /** Goes up when the list begins anew: what is looked at then has to be asked for again. */
  revision = $state(0);

  /** Those that something is to be done with. */
  readonly choice = new GalleryChoice({
    placeOf: (id) => {
      const place = this.items.findIndex((item) => item?.id === id);
      return place < 0 ? undefined : place;
    },
    idsBetween: (first, last) => this.#idsBetween(first, last),
    allIds: () => this.allIds(),
  });

  readonly #host: HostClient;
  readonly #onError: (cause: unknown) => void;
  readonly isBinned: boolean;
  readonly #pagesAsked = new Set<number>();
  readonly #thumbnails = new Map<string, Promise<string>>();
  readonly #fetches = new NewestFirst(THUMBNAILS_AT_ONCE);
  #generation = 0;

  constructor(host: HostClient, onError: (cause: unknown) => void, { isBinned = false } = {}) {
    this.isBinned = isBinned;
    this.#host = host;
    this.#onError = onError;
  }

  /** Narrows down, and begins at the newest again. */
  async narrow(fields: Partial<GallerySearch>): Promise<void> {
    this.choice.none();
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

  /** Whether all of these are known to have a star; those whose page has not come are not. */
  areStarred(ids: ReadonlySet<string>): boolean {
    return this.items.filter((item) => item?.isStarred && ids.has(item.id)).length === ids.size;
  }

  async star(ids: Iterable<string>, isStarred: boolean): Promise<void> {
    const all = new Set(ids);
    await inTurns(all, (some) => this.#host.ask('gallery.star', { ids: some, isStarred }));
    this.items = this.items.map((item) => (item && all.has(item.id) ? { ...item, isStarred } : item));
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#sendAway('gallery.remove', ids);
  }

  restore(ids: readonly string[]): Promise<void> {
    return this.#sendAway('gallery.restore', ids);
  }

  /** Of pictures in the bin. */
  deleteForGood(ids: readonly string[]): Promise<void> {
    return this.#sendAway('gallery.delete', ids);
  }

  /** The file as it is, and what the list says of it. */
  picture(id: string): Promise<RouteOutput<'gallery.picture'>> {
    return this.#host.ask('gallery.picture', { id });
  }

  allIds(): Promise<readonly string[]> {
    return this.#idsBetween(0, Number.MAX_SAFE_INTEGER - 1);
  }

  /** Pictures leave this list for another, or for good. */
  async #sendAway(
    route: 'gallery.remove' | 'gallery.restore' | 'gallery.delete',
    ids: readonly string[],
  ): Promise<void> {
    await inTurns(ids, (some) => this.#host.ask(route, { ids: some }));
    this.choice.drop(ids);
    await this.refresh();
  }

  async #idsBetween(first: number, last: number): Promise<readonly string[]> {
    const known = this.items.slice(first, last + 1).flatMap((item) => item?.id ?? []);
    if (known.length === Math.min(last + 1, this.total) - first) return known;
    const query = this.#query();
    const { ids } = await this.#host.ask('gallery.ids', { ...query, offset: first, limit: last - first + 1 });
    return ids;
  }

  #query() {
    return { ...galleryQuery(this.search, new Date()), ...(this.isBinned && { isBinned: true }) };
  }

  async #loadPage(page: number): Promise<void> {
    if (this.#pagesAsked.has(page) || (page > 0 && page * PAGE >= this.total)) return;
    this.#pagesAsked.add(page);
    const generation = this.#generation;
    try {
      const query = this.#query();
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

/** Asks for many in as many calls as it takes, one after another. */
async function inTurns(ids: Iterable<string>, ask: (some: string[]) => Promise<unknown>): Promise<void> {
  const all = [...ids];
  for (let start = 0; start < all.length; start += MAX_IDS) await ask(all.slice(start, start + MAX_IDS));
}
