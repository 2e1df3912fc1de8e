import { describe, expect, it } from 'vitest';
import { LiveTickets } from './live-tickets.ts';

const quick = { samplingMs: 60, decodeMs: 20 };
const slow = { samplingMs: 4_000, decodeMs: 300 };

describe('LiveTickets', () => {
  it('shows pictures by rising tickets only', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue();
    const second = tickets.issue();
    expect(tickets.arrived(second, quick)).toBe(true);
    expect(tickets.arrived(first, quick)).toBe(false);
    expect(tickets.arrived(second, quick)).toBe(false);
  });

  it('shows an older picture while the newest is under way, and says that it is old', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue();
    tickets.issue();
    expect(tickets.arrived(first, quick)).toBe(true);
    expect(tickets.isCurrent).toBe(false);
    expect(tickets.isOutstanding).toBe(true);
  });

  it('is done when the newest has arrived or failed', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue();
    expect(tickets.isOutstanding).toBe(true);
    tickets.arrived(first, quick);
    expect(tickets.isOutstanding).toBe(false);
    const second = tickets.issue();
    const third = tickets.issue();
    expect(tickets.failed(second)).toBe(false);
    expect(tickets.isOutstanding).toBe(true);
    expect(tickets.failed(third)).toBe(true);
    expect(tickets.isOutstanding).toBe(false);
  });

  it('shows nothing that was asked for before a reset', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue();
    tickets.reset();
    expect(tickets.arrived(first, quick)).toBe(false);
    expect(tickets.isOutstanding).toBe(false);
  });

  it('learns from what was measured whether the machine follows a moving pen', () => {
    const tickets = new LiveTickets();
    expect(tickets.isFast).toBe(false);
    tickets.arrived(tickets.issue(), quick);
    expect(tickets.isFast).toBe(true);
    for (let i = 0; i < 4; i++) tickets.arrived(tickets.issue(), slow);
    expect(tickets.isFast).toBe(false);
  });
});
