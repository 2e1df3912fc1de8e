const STORAGE_KEY = 'umber.token';

/**
 * The token that `umber serve` printed: out of the address's fragment, which is then cleared from the address bar and
 * the history, or the one that was kept from an earlier visit. Storage belongs to this host and port alone, which
 * cookies do not; `undefined` where there is neither.
 */
export function takeAccessToken(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): string | undefined {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    history.replaceState(undefined, '', location.pathname);
    storage.setItem(STORAGE_KEY, given);
  }
  return given ?? storage.getItem(STORAGE_KEY) ?? undefined;
}
