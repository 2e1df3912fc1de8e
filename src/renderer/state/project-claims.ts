/** Long enough for a page that is going, as at a reload, to let go of what it had. */
const PATIENCE_MS = 400;
/** The other window has to save and to close. */
const HAND_OVER_MS = 5_000;

const CHANNEL = 'umber:projects';

/**
 * Which project this window works on, so that no other window or tab of the browser does at the same time: the second
 * would learn of the first only when a change of its own no longer fitted. The browser lets go for a window that is
 * closed or dies. Whoever works by another browser is found by the host, which refuses the change.
 */
export class ProjectClaims {
  readonly #held = new Map<string, () => void>();
  readonly #channel = new BroadcastChannel(CHANNEL);

  /** @param onWanted  told when another window wants to go on with a project that is held here */
  constructor(onWanted: (id: string) => void) {
    this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string' && this.#held.has(data)) onWanted(data);
    };
  }

  /** Holds a project until it is released; false where another window does. */
  take(id: string): Promise<boolean> {
    return this.#request(id, PATIENCE_MS);
  }

  /** Asks the window that holds it to let go, and holds it; false where it does not. */
  takeOver(id: string): Promise<boolean> {
    const taken = this.#request(id, HAND_OVER_MS);
    this.#channel.postMessage(id);
    return taken;
  }

  release(id: string): void {
    this.#held.get(id)?.();
    this.#held.delete(id);
  }

  #request(id: string, patienceMs: number): Promise<boolean> {
    if (this.#held.has(id)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const untilReleased = (): Promise<void> => {
        resolve(true);
        return new Promise((release) => this.#held.set(id, release));
      };
      navigator.locks
        .request(`umber:project:${id}`, { signal: AbortSignal.timeout(patienceMs) }, untilReleased)
        .catch(() => resolve(false));
    });
  }
}
