import type { HostBridge } from '../../shared/routes/routes.ts';
import { takeAccessToken } from './access-token.ts';
import { downloadFile } from './download-file.ts';
import { openSocketBridge } from './socket-bridge.ts';

declare global {
  interface Window {
    /** Set by Electron's preload script; absent in a browser. */
    readonly umber?: HostBridge;
  }
}

/** The way to the host: Electron's bridge where there is one, otherwise the WebSocket of `umber serve`. Called once. */
export function connectToHost(): HostBridge {
  if (window.umber) return window.umber;
  // An address that differs in its fragment alone, as after a new token, is not loaded by itself.
  window.addEventListener('hashchange', () => {
    if (location.hash.startsWith('#token=')) location.reload();
  });
  const bridge = openSocketBridge({
    address: location.origin,
    token: takeAccessToken(location, history, localStorage),
  });
  return {
    ...bridge,
    routes: {
      ...bridge.routes,
      // The file belongs to whoever sits at the browser, not to the machine that paints.
      'app.saveFile': ({ suggestedName, bytes }) => {
        downloadFile(suggestedName, bytes);
        return Promise.resolve({ ok: true, value: { isSaved: true } });
      },
    },
  };
}
