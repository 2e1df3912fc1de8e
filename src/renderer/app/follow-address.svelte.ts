import { placeHash, placeOfHash } from '../state/place.ts';
import type { Studio } from '../state/studio.svelte.ts';

/**
 * Has the address say where one is in the studio, and follows it when a browser goes back or forth in its history: a
 * reload comes to the same place, and the Back button leaves nothing but the screen. Called while a component is made.
 */
export function followAddress(studio: Studio): void {
  // The first address, and one that was gone to, may name what is not there: what is shown takes its place.
  let isWrittenOver = true;

  $effect(() => {
    if (!studio.isReady || studio.navigation.isTravelling) return;
    const hash = placeHash({ screen: studio.screen, projectId: studio.project?.id });
    const address = hash === '' ? location.pathname : hash;
    if (hash !== location.hash) {
      if (isWrittenOver) history.replaceState(undefined, '', address);
      else history.pushState(undefined, '', address);
    }
    isWrittenOver = false;
  });

  $effect(() => {
    const follow = (): void => {
      // An address with a token is the connection's.
      if (location.hash.startsWith('#token=')) return;
      isWrittenOver = true;
      void studio.goTo(placeOfHash(location.hash));
    };
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  });
}
