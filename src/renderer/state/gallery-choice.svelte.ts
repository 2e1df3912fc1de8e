/** The list of which some are chosen. */
export interface ChoicePort {
  /** Where a picture stands now; `undefined` where the list does not hold it, as its page has not come. */
  placeOf(id: string): number | undefined;
  /** Ids from one place to another, both included. */
  idsBetween(first: number, last: number): Promise<readonly string[]>;
  allIds(): Promise<readonly string[]>;
}

/** Where a range begins. */
interface Anchor {
  readonly id: string;
  readonly place: number;
}

/**
 * Which pictures are chosen, as in a photo program: one by one, or a range from where one began to where one is. Ids and
 * not places, since the list goes on under them while pictures are painted.
 */
export class GalleryChoice {
  ids: ReadonlySet<string> = $state.raw(new Set());

  readonly #port: ChoicePort;
  #anchor: Anchor | undefined;
  /** What was chosen when the range began: another end of the range takes the place of the one before. */
  #atAnchor: ReadonlySet<string> = new Set();
  /** Grows with every choice: a range whose ids come too late is none any more. */
  #turn = 0;

  constructor(port: ChoicePort) {
    this.#port = port;
  }

  /** Chooses a picture or lets go of it, and begins a range there. */
  toggle(id: string, place: number): void {
    const next = new Set(this.ids);
    if (!next.delete(id)) next.add(id);
    this.#begin({ id, place }, next);
  }

  /** Chooses everything between where the last range began, or this place where none did, and this place. */
  async extendTo(id: string, place: number): Promise<void> {
    if (!this.#anchor) this.#begin({ id, place }, this.ids);
    const { id: from, place: lastPlace } = this.#anchor!;
    const first = this.#port.placeOf(from) ?? lastPlace;
    const turn = ++this.#turn;
    const between = await this.#port.idsBetween(Math.min(first, place), Math.max(first, place));
    if (turn === this.#turn) this.ids = new Set([...this.#atAnchor, ...between]);
  }

  /** Chooses all there are; the next range begins where it is asked for. */
  async all(): Promise<void> {
    const turn = ++this.#turn;
    const ids = await this.#port.allIds();
    if (turn === this.#turn) this.#begin(undefined, new Set(ids));
  }

  none(): void {
    this.#begin(undefined, new Set());
  }

  /** Lets go of pictures that are there no more. */
  drop(ids: readonly string[]): void {
    const gone = new Set(ids);
    const left = [...this.ids].filter((id) => !gone.has(id));
    if (left.length < this.ids.size) this.#begin(undefined, new Set(left));
  }

  #begin(anchor: Anchor | undefined, chosen: ReadonlySet<string>): void {
    this.#turn++;
    this.#anchor = anchor;
    this.#atAnchor = chosen;
    this.ids = chosen;
  }
}
