import type { Change } from '../../shared/document-format.ts';
import { isUmberError, toUmberError, UmberError, type ErrorCode } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';

/** How much of what was done is on the disk. */
export type Durability =
  | { kind: 'saved' }
  | { kind: 'saving' }
  /** The disk refused; it is tried again. */
  | { kind: 'retrying'; error: UmberError }
  /** The host is out of reach; it goes on when it is back. */
  | { kind: 'disconnected' }
  /** The project was changed elsewhere: nothing more can be saved into it. */
  | { kind: 'conflict'; error: UmberError };

/** What the queue needs of the outside. */
export interface CommitPort {
  /** Makes a change durable on top of a revision, and gives the new one. */
  send(revision: number, change: Change): Promise<number>;
  onDurability(durability: Durability): void;
}

/** Trying again would not help. */
const finalCodes: ReadonlySet<ErrorCode> = new Set([
  'PROJECT_CONFLICT',
  'PROJECT_DAMAGED',
  'PROJECT_NEWER',
  'PROJECT_NOT_FOUND',
]);

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Sends changes to the host one after the other, each on the revision that the one before led to, and loses none. */
export class CommitQueue {
  readonly #port: CommitPort;
  readonly #pending: Change[] = [];
  readonly #waiters: { resolve: () => void; reject: (error: UmberError) => void }[] = [];
  #revision: number;
  #isRunning = false;
  /** Why nothing more is sent. */
  #end: UmberError | undefined;
  #wake: (() => void) | undefined;

  constructor(revision: number, port: CommitPort) {
    this.#revision = revision;
    this.#port = port;
  }

  push(change: Change): void {
    this.#pending.push(change);
    if (!this.#isRunning && !this.#end) void this.#run();
  }

  /** The host is back, or the disk may have room again: go on at once. */
  resume(): void {
    this.#wake?.();
  }

  /**
   * Resolves when everything is durable.
   *
   * @throws UmberError what ended the queue: a conflict, or `PROJECT_UNSAVED` where it was stopped
   */
  async flush(): Promise<void> {
    if (this.#pending.length === 0) return;
    if (this.#end) throw this.#end;
    await new Promise<void>((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** Sends nothing more. */
  stop(): void {
    this.#finish(
      new UmberError('PROJECT_UNSAVED', sentence`The project was closed before everything in it was saved.`, {
        advice: sentence`Open it again to see what was saved.`,
      }),
    );
    this.#wake?.();
  }

  #finish(error: UmberError): void {
    this.#end ??= error;
    for (const { reject } of this.#waiters.splice(0)) reject(this.#end);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    this.#port.onDurability({ kind: 'saving' });
    let retryMs = FIRST_RETRY_MS;
    for (let change = this.#pending[0]; change && !this.#end; change = this.#pending[0]) {
      try {
        this.#revision = await this.#port.send(this.#revision, change);
        this.#pending.shift();
        if (retryMs !== FIRST_RETRY_MS) this.#port.onDurability({ kind: 'saving' });
        retryMs = FIRST_RETRY_MS;
      } catch (cause) {
        const error = toUmberError(cause);
        if (finalCodes.has(error.code)) {
          this.#port.onDurability({ kind: 'conflict', error });
          this.#finish(error);
        } else if (isUmberError(error, 'HOST_UNREACHABLE')) {
          // Whether the change was made before the answer was lost does not matter: the host knows one it has made.
          this.#port.onDurability({ kind: 'disconnected' });
          await this.#waitForWake();
          this.#port.onDurability({ kind: 'saving' });
        } else {
          this.#port.onDurability({ kind: 'retrying', error });
          await this.#waitForWake(retryMs);
          retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
        }
      }
    }
    this.#isRunning = false;
    if (this.#pending.length > 0) return;
    this.#port.onDurability({ kind: 'saved' });
    for (const { resolve } of this.#waiters.splice(0)) resolve();
  }

  #waitForWake(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#wake?.(), timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
