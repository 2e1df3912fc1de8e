/** What a repainting took, in milliseconds. */
export interface LiveTiming {
  readonly samplingMs: number;
  readonly decodeMs: number;
}

/** Repaintings quicker than this are worth making while the pen still moves. */
const FAST_MS = 180;

/** How much a new measure weighs against those before it. */
const SMOOTHING = 0.3;

/**
 * The order of repaintings: tickets rise, a picture is shown only if its ticket is higher than any shown before, and
 * while the pen moves only one repainting is under way, because each new one would stop the one before it.
 */
export class LiveTickets {
  #issued = 0;
  #settled = 0;
  #shown = 0;
  #averageMs: number | undefined;

  /** A ticket for one more repainting. */
  issue(): number {
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

  /** A picture came: true if it may be shown. */
  arrived(ticket: number, { samplingMs, decodeMs }: LiveTiming): boolean {
    this.#settle(ticket);
    const ms = samplingMs + decodeMs;
    this.#averageMs =
      this.#averageMs === undefined ? ms : this.#averageMs + SMOOTHING * (ms - this.#averageMs);
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
