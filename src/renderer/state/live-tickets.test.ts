import { describe, expect, it } from 'vitest';
import { LiveTickets } from './live-tickets.ts';

const quick = 80;
const slow = 4_300;

describe('LiveTickets', () => {
  it('shows pictures by rising tickets only', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue(0);
    const second = tickets.issue(0);
    expect(tickets.arrived(second, quick, 0)).toBe(true);
    expect(tickets.arrived(first, quick, 0)).toBe(false);
    expect(tickets.arrived(second, quick, 0)).toBe(false);
  });

  it('shows an older picture while the newest is under way, and says that it is old', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue(0);
    tickets.issue(0);
    expect(tickets.arrived(first, quick, 0)).toBe(true);
    expect(tickets.isCurrent).toBe(false);
    expect(tickets.isOutstanding).toBe(true);
  });

  it('is done when the newest has arrived or failed', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue(0);
    expect(tickets.isOutstanding).toBe(true);
    tickets.arrived(first, quick, 0);
    expect(tickets.isOutstanding).toBe(false);
    const second = tickets.issue(0);
    const third = tickets.issue(0);
    expect(tickets.failed(second)).toBe(false);
    expect(tickets.isOutstanding).toBe(true);
    expect(tickets.failed(third)).toBe(true);
    expect(tickets.isOutstanding).toBe(false);
  });

  it('shows nothing that was asked for before a reset', () => {
    const tickets = new LiveTickets();
    const first = tickets.issue(0);
    tickets.reset();
    expect(tickets.arrived(first, quick, 0)).toBe(false);
    expect(tickets.isOutstanding).toBe(false);
  });

  it('sends the next of a moving pen a little before the one under way is due', () => {
    const tickets = new LiveTickets();
    expect(tickets.waitMs(0)).toBe(0);
    tickets.arrived(tickets.issue(0), quick, 100);
    const first = tickets.issue(1000);
    expect(tickets.waitMs(1000)).toBe(45);
    expect(tickets.waitMs(1060)).toBe(0);
    tickets.issue(1060);
    expect(tickets.waitMs(1060)).toBeUndefined();
    // The engine goes on with the second as soon as it has done the first.
    tickets.arrived(first, quick, 1090);
    expect(tickets.waitMs(1100)).toBe(35);
  });

  it('learns from what was measured whether the machine follows a moving pen', () => {
    const tickets = new LiveTickets();
    expect(tickets.isFast).toBe(false);
    tickets.arrived(tickets.issue(0), quick, 0);
    expect(tickets.isFast).toBe(true);
    for (let i = 0; i < 4; i++) tickets.arrived(tickets.issue(0), slow, 0);
    expect(tickets.isFast).toBe(false);
  });
});
