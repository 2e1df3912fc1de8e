import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostEvent } from '../../shared/events.ts';
import { tinyRequest } from '../../../tests/support/tiny-pack.ts';
import type { EngineResult } from '../../shared/engine-protocol.ts';
import { createLiveLane } from './live-lane.ts';

interface Asked {
  seed: number;
  signal: AbortSignal;
  finish(): void;
}

function createLane() {
  const events: HostEvent[] = [];
  const asked: Asked[] = [];
  const lane = createLiveLane(
    ({ seed }, signal) =>
      new Promise<EngineResult<'repaint'>>((resolve, reject) => {
        const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };
        asked.push({ seed, signal, finish: () => resolve({ picture, samplingMs: 1, decodeMs: 1 }) });
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
    (event) => events.push(event),
  );
  const paint = (ticket: number, steps = 2) => lane.paint(ticket, tinyRequest({ seed: ticket, steps }));
  const painted = () => events.flatMap((event) => (event.kind === 'livePainted' ? [event.ticket] : []));
  const begun = (number: number) => vi.waitFor(() => expect(asked.length).toBeGreaterThan(number));
  return { asked, paint, painted, begun };
}

describe('a repainting that takes long', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  /** A lane at its second stroke, which has just begun and is known to take two seconds. */
  async function atSecondStroke() {
    const lane = createLane();
    lane.paint(1);
    vi.advanceTimersByTime(2000);
    lane.asked[0]!.finish();
    await vi.waitFor(() => expect(lane.painted()).toEqual([1]));
    lane.paint(2);
    await lane.begun(1);
    return lane;
  }

  it('is stopped for a newer stroke, but never twice in a row', async () => {
    const { asked, paint, painted, begun } = await atSecondStroke();
    paint(3);
    expect(asked[1]!.signal.aborted).toBe(true);
    await begun(2);
    paint(4);
    expect(asked[2]!.signal.aborted).toBe(false);
    asked[2]!.finish();
    await begun(3);
    expect(painted()).toEqual([1, 3]);
    expect(asked.map(({ seed }) => seed)).toEqual([1, 2, 3, 4]);
  });

  it('is finished where little of it is left', async () => {
    const { asked, paint } = await atSecondStroke();
    vi.advanceTimersByTime(1900);
    paint(3);
    expect(asked[1]!.signal.aborted).toBe(false);
  });

  it('is stopped where it has fewer steps than the newer one', async () => {
    const { asked, paint, begun, painted } = await atSecondStroke();
    vi.advanceTimersByTime(1900);
    paint(3, 4);
    expect(asked[1]!.signal.aborted).toBe(true);
    await begun(2);
    paint(4, 2);
    asked[2]!.finish();
    await begun(3);
    expect(painted()).toEqual([1, 3]);
  });
});
