import type { Frame } from '../../shared/document-format.ts';
import type { GalleryItem } from '../../shared/routes/gallery-routes.ts';
import type { FramePicture } from './frame-picture.ts';
import type { HostClient } from './host-client.ts';
import { stageVariant } from './staging-strip.ts';

/** A painted picture that waits to be accepted or thrown away. */
export interface Variant {
  readonly item: GalleryItem;
  readonly frame: Frame;
  /** The PNG with its recipe. */
  readonly file: Blob;
  /** The same as an address of this page. */
  readonly url: string;
}

/** Bitmaps kept ready for looking through: so many at most, and of so many pixels together, at four bytes each. */
const READY_BITMAPS = 8;
const READY_PIXELS = 32 * 1024 ** 2;

/** The staging strip: pictures of this project, newest last. All of them are in the gallery whatever happens here. */
export class Results {
  variants: readonly Variant[] = $state.raw([]);
  selectedId: string | undefined = $state();
  /** The one on the other side of the compare slider, while there is one; it may be looked at as well. */
  comparedId: string | undefined = $state();

  /** Puts them in the order in which they are looked through; absent for that of their painting. */
  order: ((variants: readonly Variant[]) => readonly Variant[]) | undefined = $state.raw();

  readonly listed: readonly Variant[] = $derived(this.order?.(this.variants) ?? this.variants);
  readonly selected: Variant | undefined = $derived(this.#find(this.selectedId));
  readonly compared: Variant | undefined = $derived(this.#find(this.comparedId));
  readonly selectedIndex: number = $derived(this.listed.findIndex(({ item }) => item.id === this.selectedId));

  readonly #host: HostClient;
  readonly #coming = new Map<string, Promise<Variant>>();
  /** Of variants, the one looked at last at the end. */
  readonly #bitmaps = new Map<string, { bitmap: Promise<ImageBitmap>; pixels: number }>();

  constructor(host: HostClient) {
    this.#host = host;
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  /** Fetches a finished picture from the gallery and puts it in its place, mostly at the end. */
  add(pictureId: string, frame: Frame): Promise<Variant> {
    const known = this.#find(pictureId);
    if (known) return Promise.resolve(known);
    // The host may tell of one picture twice before its file has come.
    const coming = this.#coming.get(pictureId) ?? this.#fetch(pictureId, frame);
    this.#coming.set(pictureId, coming);
    return coming.finally(() => this.#coming.delete(pictureId));
  }

  async #fetch(pictureId: string, frame: Frame): Promise<Variant> {
    const { item, bytes } = await this.#host.ask('gallery.picture', { id: pictureId });
    const file = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' });
    const variant: Variant = { item, frame, file, url: URL.createObjectURL(file) };
    const { kept, evicted } = stageVariant(this.variants, variant, [this.selectedId, this.comparedId]);
    this.variants = kept;
    for (const old of evicted) this.#release(old);
    return variant;
  }

  select(id: string | undefined): void {
    this.selectedId = id;
  }

  /** The next or the previous one, round the end. */
  step(by: 1 | -1): void {
    const { length } = this.variants;
    if (length === 0) return;
    const from = this.selectedIndex < 0 ? (by > 0 ? -1 : 0) : this.selectedIndex;
    this.select(this.listed[(from + by + length) % length]?.item.id);
  }

  /** Takes one out of the strip; the one after it is looked at next. */
  remove(id: string): void {
    const place = this.listed.findIndex(({ item }) => item.id === id);
    const variant = this.listed[place];
    if (!variant) return;
    const others = this.listed.toSpliced(place, 1);
    this.variants = this.variants.filter((other) => other !== variant);
    if (this.comparedId === id) this.comparedId = undefined;
    if (this.selectedId === id) this.selectedId = others[Math.min(place, others.length - 1)]?.item.id;
    this.#release(variant);
  }

  async star(id: string): Promise<void> {
    const variant = this.#find(id);
    if (!variant) return;
    const isStarred = !variant.item.isStarred;
    await this.#host.ask('gallery.star', { ids: [id], isStarred });
    this.variants = this.variants.map((other) =>
      other.item.id === id ? { ...other, item: { ...other.item, isStarred } } : other,
    );
  }

  clear(): void {
    for (const variant of this.variants) this.#release(variant);
    this.variants = [];
    this.selectedId = undefined;
    this.comparedId = undefined;
  }

  /** The picture with its place, decoded; a few stay ready. */
  async pictureOf(variant: Variant): Promise<FramePicture> {
    const { id, width, height } = variant.item;
    const ready = this.#bitmaps.get(id) ?? {
      bitmap: createImageBitmap(variant.file),
      pixels: width * height,
    };
    this.#bitmaps.delete(id);
    this.#bitmaps.set(id, ready);
    this.#keepFewBitmaps();
    return { source: await ready.bitmap, frame: variant.frame };
  }

  /** Lets go of those wanted longest ago. None is closed: it may be on show. */
  #keepFewBitmaps(): void {
    let pixels = 0;
    for (const [place, [id, ready]] of [...this.#bitmaps].reverse().entries()) {
      pixels += ready.pixels;
      if (place > 0 && (place >= READY_BITMAPS || pixels > READY_PIXELS)) this.#bitmaps.delete(id);
    }
  }

  #find(id: string | undefined): Variant | undefined {
    return this.variants.find(({ item }) => item.id === id);
  }

  #release({ item, url }: Variant): void {
    URL.revokeObjectURL(url);
    this.#bitmaps.delete(item.id);
  }
}
