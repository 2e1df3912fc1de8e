import { compareVariant, type ComparedVariant } from './compare-variant.ts';
import type { ClassReader } from './read-classes.ts';
import type { Results, Variant } from './results.svelte.ts';

/** What came of comparing a variant with its layout. */
export type FidelityEntry =
  | { readonly kind: 'compared'; readonly compared: ComparedVariant }
  | { readonly kind: 'nothingAsked' }
  | { readonly kind: 'failed' };

/** What layout fidelity stands on. All but `results` may change, and is read anew each time. */
export interface FidelityPort {
  readonly results: Results;
  reader(): ClassReader;
  /** Nothing is being painted, waits to be, or is drawn live: the engine has nothing better to do. */
  isIdle(): boolean;
}

/** How well each variant of the strip keeps to its layout, found out one by one while nothing is painted. */
export class Fidelity {
  /** By the variant's id; absent for those that wait. */
  entries: ReadonlyMap<string, FidelityEntry> = $state.raw(new Map());
  /** The strip shows the best first. */
  isSorting = $state(false);
  #isComparing = $state(false);

  readonly hasSegmenter: boolean = $derived.by(() =>
    this.#port.reader().packs.some(({ hasSegmenter }) => hasSegmenter),
  );
  /** What may be compared now: the one looked at, then the newest; `undefined` while it has to wait. */
  readonly next: Variant | undefined = $derived.by(() => {
    const { results } = this.#port;
    if (this.#isComparing || !this.hasSegmenter || !this.#port.isIdle()) return undefined;
    const isOpen = ({ item }: Variant) => !this.entries.has(item.id);
    return results.selected && isOpen(results.selected)
      ? results.selected
      : results.variants.findLast(isOpen);
  });

  readonly #port: FidelityPort;

  constructor(port: FidelityPort) {
    this.#port = port;
    port.results.order = (variants) => (this.isSorting ? bestFirst(variants, this.entries) : variants);
  }

  /** The variant looked at, once it is compared. */
  get selected(): FidelityEntry | undefined {
    const { selectedId } = this.#port.results;
    return selectedId === undefined ? undefined : this.entries.get(selectedId);
  }

  /** Compares a variant, and forgets those that have left the strip. What fails of it is shown where scores are. */
  async compare(variant: Variant): Promise<void> {
    if (this.#isComparing) return;
    this.#isComparing = true;
    const entry = await this.#entryOf(variant);
    const { results } = this.#port;
    const kept = [...this.entries].filter(([id]) => results.has(id));
    this.entries = new Map(results.has(variant.item.id) ? [...kept, [variant.item.id, entry]] : kept);
    this.#isComparing = false;
  }

  /** What failed is tried once more: the host is back. */
  retry(): void {
    this.entries = new Map([...this.entries].filter(([, { kind }]) => kind !== 'failed'));
  }

  async #entryOf(variant: Variant): Promise<FidelityEntry> {
    try {
      const compared = await compareVariant(this.#port.reader(), variant);
      return compared ? { kind: 'compared', compared } : { kind: 'nothingAsked' };
    } catch {
      // A score is an extra that nobody asked for: its absence is told beside the picture, not over everything.
      return { kind: 'failed' };
    }
  }
}

/** Those that keep to their layout best come first, those without a score last, equal ones as they were painted. */
export function bestFirst<V extends { readonly item: { readonly id: string } }>(
  variants: readonly V[],
  entries: ReadonlyMap<string, FidelityEntry>,
): V[] {
  const agreement = ({ item }: V) => {
    const entry = entries.get(item.id);
    return entry?.kind === 'compared' ? entry.compared.fidelity.agreement : -1;
  };
  return [...variants].sort((a, b) => agreement(b) - agreement(a));
}
