import { describe, expect, it, vi } from 'vitest';
import { takeAccessToken } from './access-token.ts';

function browser(hash: string, kept?: string) {
  const store = new Map(kept === undefined ? [] : [['umber.token', kept]]);
  const replaceState = vi.fn();
  const token = takeAccessToken(
    { hash, pathname: '/' },
    { replaceState },
    { getItem: (key) => store.get(key) ?? null, setItem: (key, value) => void store.set(key, value) },
  );
  return { token, replaceState, kept: store.get('umber.token') };
}

describe('takeAccessToken', () => {
  it('takes the token out of the address and keeps it for the next visit', () => {
    const { token, replaceState, kept } = browser('#token=abc_-1', 'old');
    expect(token).toBe('abc_-1');
    expect(kept).toBe('abc_-1');
    expect(replaceState).toHaveBeenCalledExactlyOnceWith(undefined, '', '/');
  });

  it('uses the one that was kept where the address has none', () => {
    const { token, replaceState } = browser('', 'kept');
    expect(token).toBe('kept');
    expect(replaceState).not.toHaveBeenCalled();
  });

  it('finds none on a first visit without', () => {
    expect(browser('#elsewhere').token).toBeUndefined();
  });
});
