import type { HostEvent } from '../shared/events.ts';

/** The way out to one page. */
export interface EventSink {
  /** Bytes that wait because the page reads slower than the host writes. */
  bufferedBytes(): number;
  /** Settles once the event has left. */
  post(event: HostEvent): Promise<void>;
}

/** With more than this waiting, pictures that the next one replaces anyway are held back. */
const MAX_WAITING_BYTES = 2 * 1024 ** 2;

/**
 * Sends a page what the host says unasked, in order. Previews and live pictures are held back while the page is slow, and
 * of each kind the newest alone is kept: a page that catches up sees the present, and a page that never reads costs the
 * host nothing.
 */
export function createEventStream(sink: EventSink): (event: HostEvent) => void {
  const held = new Map<string, HostEvent>();

  function post(event: HostEvent): void {
    void sink.post(event).then(sendHeld);
  }

  function sendHeld(): void {
    if (held.size === 0 || sink.bufferedBytes() > MAX_WAITING_BYTES) return;
    const events = [...held.values()];
    held.clear();
    for (const event of events) send(event);
  }

  function send(event: HostEvent): void {
    const key = replaceableKey(event);
    if (key === undefined) {
      // What has ended must not be followed by a preview of it.
      if (event.kind === 'jobChanged' || event.kind === 'jobRemoved') {
        held.delete(`preview ${event.kind === 'jobChanged' ? event.job.id : event.id}`);
      }
      post(event);
    } else if (sink.bufferedBytes() > MAX_WAITING_BYTES) {
      held.set(key, event);
    } else {
      held.delete(key);
      post(event);
    }
  }

  return send;
}

/** Same for events of which only the newest matters. */
function replaceableKey(event: HostEvent): string | undefined {
  if (event.kind === 'jobPreview') return `preview ${event.id}`;
  if (event.kind === 'livePainted') return 'live';
  return undefined;
}
