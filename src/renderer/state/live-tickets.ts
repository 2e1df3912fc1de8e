/** Repaintings quicker than this are worth making while the pen still moves: two or three a second tell a hand enough. */
const FAST_MS = 400;

/** What a layout takes to be gathered and to reach the engine, and a frame more. */
const LEAD_MS = 35;

/** How much a new measure weighs against those before it. */
const SMOOTHING = 0.3;

/**
 * The order of repaintings: tickets rise, and a picture is shown only if its ticket is higher than any shown before.
 *
 * While the pen moves, the next is sent shortly before the one under way is due, so that the engine neither waits for
 * a layout nor paints one that is older than need be.
 */
export class LiveTickets {
  #issued = 0;
  #settled = 0;
  #shown = 0;
  #averageMs: number | undefined;
  /** When the engine began with the one under way, as far as can be told from here. */
  #beginMs = 0;

  /** A ticket for one more repainting, sent now. */
  issue(nowMs: number): number {
    if (!this.isOutstanding) this.#beginMs = nowMs;
    return ++this.#issued;
  }

  /** Whether the newest repainting has neither arrived nor failed. */
  get isOutstanding(): boolean {
    return this.#settled < this.#issued;
  }

  /** Whether the picture on show is of the newest ticket. */
  get isCurrent(): boolean {
    return this.#shown === this.#issued;
  }

  /** Whether the machine keeps up with a moving pen, as far as measured. */
  get isFast(): boolean {
    return this.#averageMs !== undefined && this.#averageMs <= FAST_MS;
  }

  /**
   * How long the next repainting of a moving pen has to wait, in milliseconds: not at all where none is under way, and
   * until one has arrived (undefined) where one waits already.
   */
  waitMs(nowMs: number): number | undefined {
    if (!this.isOutstanding) return 0;
    if (this.#issued - this.#settled > 1) return undefined;
    return Math.max(0, this.#beginMs + (this.#averageMs ?? 0) - LEAD_MS - nowMs);
  }

  /** A picture came: true if it may be shown. `movingMs` is what it takes in the steps of a moving pen. */
  arrived(ticket: number, movingMs: number, nowMs: number): boolean {
    this.#settle(ticket);
    this.#beginMs = nowMs;
    const averageMs = this.#averageMs ?? movingMs;
    this.#averageMs = averageMs + SMOOTHING * (movingMs - averageMs);
    if (ticket <= this.#shown || ticket > this.#issued) return false;
    this.#shown = ticket;
    return true;
  }

  /** A repainting failed: true if it was the newest, so that there is nothing more to wait for. */
  failed(ticket: number): boolean {
    this.#settle(ticket);
    return ticket === this.#issued;
  }

  /** Nothing that is under way counts any more. */
  reset(): void {
    this.#settled = this.#issued;
    this.#shown = this.#issued;
  }

  #settle(ticket: number): void {
    if (ticket <= this.#issued) this.#settled = Math.max(this.#settled, ticket);
  }
}
