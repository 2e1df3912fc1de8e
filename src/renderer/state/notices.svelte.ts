import { toUmberError, type UmberError } from '../../shared/errors.ts';
import type { HostEvent } from '../../shared/events.ts';

/** A word to the artist that goes by itself, or waits to be read when something went wrong. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'warning' | 'error';
  readonly text: string;
  readonly advice?: string;
  readonly error?: UmberError;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const DONE_MS = 6_000;
const WARNING_MS = 12_000;
const MOST_SHOWN = 4;

/** Notices on show, the newest last. */
export class Notices {
  list: readonly Notice[] = $state.raw([]);
  #lastId = 0;

  /** Shows a notice; the same words are not shown twice at once. */
  add(notice: Omit<Notice, 'id'>): number {
    const same = this.list.find((other) => other.text === notice.text && other.kind === notice.kind);
    if (same) this.dismiss(same.id);
    const id = ++this.#lastId;
    this.list = [...this.list, { ...notice, id }].slice(-MOST_SHOWN);
    if (notice.kind !== 'error') {
      setTimeout(() => this.dismiss(id), notice.kind === 'done' ? DONE_MS : WARNING_MS);
    }
    return id;
  }

  done(text: string, action?: Notice['action']): void {
    this.add({ kind: 'done', text, ...(action && { action }) });
  }

  /** Answers what dismisses it. */
  warn(text: string, advice?: string): number {
    return this.add({ kind: 'warning', text, ...(advice !== undefined && { advice }) });
  }

  /** Shows what went wrong; a cancelled work is no fault and shows nothing. */
  fail(cause: unknown): void {
    const error = toUmberError(cause);
    if (error.code === 'CANCELLED') return;
    this.add({ kind: 'error', text: error.message, error });
  }

  /** What was said of a host that was away goes once it is back. */
  receive(event: HostEvent): void {
    if (event.kind !== 'connectionChanged' || event.state !== 'open') return;
    this.list = this.list.filter(({ error }) => error?.code !== 'HOST_UNREACHABLE');
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}
