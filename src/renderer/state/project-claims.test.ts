import { describe, expect, it, vi } from 'vitest';
import { ProjectClaims } from './project-claims.ts';

const nobody = () => undefined;

describe('ProjectClaims', () => {
  it('lets one window at a time have a project', async () => {
    const [first, second] = [new ProjectClaims(nobody), new ProjectClaims(nobody)];
    expect(await first.take('lake')).toBe(true);
    expect(await first.take('lake')).toBe(true);
    expect(await second.take('lake')).toBe(false);
    expect(await second.take('hill')).toBe(true);
    first.release('lake');
    expect(await second.take('lake')).toBe(true);
  });

  it('waits a moment for a window that is going', async () => {
    const [first, second] = [new ProjectClaims(nobody), new ProjectClaims(nobody)];
    await first.take('sea');
    const taken = second.take('sea');
    setTimeout(() => first.release('sea'), 50);
    expect(await taken).toBe(true);
  });

  it('asks the window that has a project to hand it over, and nobody else', async () => {
    const wanted = vi.fn((id: string) => setTimeout(() => first.release(id), 20));
    const elsewhere = vi.fn();
    const first = new ProjectClaims(wanted);
    const [second, third] = [new ProjectClaims(nobody), new ProjectClaims(elsewhere)];
    await first.take('rock');
    await third.take('field');
    expect(await second.takeOver('rock')).toBe(true);
    expect(wanted).toHaveBeenCalledExactlyOnceWith('rock');
    expect(elsewhere).not.toHaveBeenCalled();
    expect(await first.take('rock')).toBe(false);
  });
});
