import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeWhenSaved } from './close-when-saved.ts';

/** As much of a window as closing takes. */
class FakeWindow extends EventEmitter {
  readonly called: string[] = [];
  readonly webContents = new EventEmitter();

  close(): void {
    this.called.push('close');
  }

  isDestroyed(): boolean {
    return false;
  }
}

describe('a window whose page has unsaved changes', () => {
  afterEach(() => vi.useRealTimers());

  /** What became of an attempt to close the window: true where the page was passed over. */
  function prevent(window: FakeWindow): boolean {
    const preventDefault = vi.fn();
    window.webContents.emit('will-prevent-unload', { preventDefault });
    return preventDefault.mock.calls.length > 0;
  }

  function open(asksToLose: () => boolean): FakeWindow {
    vi.useFakeTimers();
    const window = new FakeWindow();
    closeWhenSaved(window as unknown as BrowserWindow, asksToLose);
    return window;
  }

  it('closes by itself in a moment, and asks nothing', () => {
    const asksToLose = vi.fn(() => true);
    const window = open(asksToLose);
    window.emit('close');
    expect(prevent(window)).toBe(false);
    expect(window.called).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(window.called).toEqual(['close']);
    expect(asksToLose).not.toHaveBeenCalled();
  });

  it.each([true, false])('asks whether to lose what cannot be saved (%s), and asks again later', (isLost) => {
    const asksToLose = vi.fn(() => isLost);
    const window = open(asksToLose);
    for (let attempt = 1; attempt <= 2; attempt++) {
      window.emit('close');
      expect(prevent(window)).toBe(false);
      vi.advanceTimersByTime(2_000);
      expect(prevent(window)).toBe(isLost);
      expect(asksToLose).toHaveBeenCalledTimes(attempt);
      if (isLost) return;
    }
  });

  it('stays open as asked, however often it was to be closed before', () => {
    const window = open(() => false);
    window.emit('close');
    vi.advanceTimersByTime(1_950);
    for (let attempt = 0; attempt < 3; attempt++) prevent(window);
    vi.advanceTimersByTime(60);
    prevent(window);
    window.called.length = 0;
    vi.advanceTimersByTime(1_000);
    expect(window.called).toEqual([]);
  });

  it('does not close where the page was only to be loaded again', () => {
    const window = open(() => true);
    expect(prevent(window)).toBe(false);
    vi.advanceTimersByTime(3_000);
    expect(window.called).toEqual([]);
  });
});
