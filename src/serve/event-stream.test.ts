import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../shared/events.ts';
import { createEventStream } from './event-stream.ts';

const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };
const live = (ticket: number): HostEvent => ({
  kind: 'livePainted',
  ticket,
  picture,
  samplingMs: 1,
  decodeMs: 1,
});
const preview = (id: string, step: number): HostEvent => ({
  kind: 'jobPreview',
  id,
  step,
  steps: 9,
  preview: picture,
});
const gallery: HostEvent = { kind: 'galleryChanged' };

/** A page that reads only when told to. */
function slowPage() {
  const sent: HostEvent[] = [];
  const leave: (() => void)[] = [];
  let waiting = 0;
  const send = createEventStream({
    bufferedBytes: () => waiting,
    post: (event) => {
      sent.push(event);
      return new Promise((resolve) => leave.push(resolve));
    },
  });
  return {
    sent,
    send,
    stall: () => (waiting = 100 * 1024 ** 2),
    async read() {
      waiting = 0;
      for (const done of leave.splice(0)) done();
      await Promise.resolve();
    },
  };
}

describe('createEventStream', () => {
  it('sends everything to a page that reads', () => {
    const page = slowPage();
    const events = [live(1), preview('a', 1), gallery, live(2)];
    events.forEach(page.send);
    expect(page.sent).toEqual(events);
  });

  it('keeps the newest picture of each kind for a page that reads too slowly, and nothing else back', async () => {
    const page = slowPage();
    page.send(gallery);
    page.stall();
    for (let step = 1; step <= 100; step++) {
      page.send(live(step));
      page.send(preview('a', step));
      page.send(preview('b', step));
    }
    page.send(gallery);
    expect(page.sent).toEqual([gallery, gallery]);
    await page.read();
    expect(page.sent.slice(2)).toEqual([live(100), preview('a', 100), preview('b', 100)]);
  });

  it('sends no preview of a job after its end', async () => {
    const page = slowPage();
    page.send(gallery);
    page.stall();
    page.send(preview('a', 3));
    const job = { id: 'a', state: 'done' } as never;
    page.send({ kind: 'jobChanged', job });
    page.send(preview('b', 3));
    page.send({ kind: 'jobRemoved', id: 'b' });
    await page.read();
    expect(page.sent.filter(({ kind }) => kind === 'jobPreview')).toEqual([]);
  });

  it('never sends an older live picture after a newer one', async () => {
    const page = slowPage();
    page.send(gallery);
    page.stall();
    page.send(live(1));
    await page.read();
    page.send(live(2));
    await page.read();
    expect(page.sent).toEqual([gallery, live(1), live(2)]);
  });
});
