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
  const takeToken = (): string | undefined => takeAccessToken(location, history, localStorage);
  const bridge = openSocketBridge({ address: location.origin, token: takeToken() });
  // An address that differs in its fragment alone is not loaded anew, so what is not saved yet can be now.
  window.addEventListener('hashchange', () => bridge.useToken(takeToken()));
  return {
    ...bridge,
    routes: {
      ...bridge.routes,
      // The file belongs to whoever sits at the browser, not to the machine that paints.
      'app.saveFile': ({ suggestedName, bytes }) => {
        downloadFile(suggestedName, bytes);
        return Promise.resolve({ ok: true, value: { isSaved: true } });
      },
      // A browser fills the screen only while it answers a press, so there is no time to ask the host.
      async 'app.toggleFullScreen'() {
        if (document.fullscreenElement) await document.exitFullscreen();
        else await document.documentElement.requestFullscreen();
        return { ok: true, value: undefined };
      },
    },
  };
}
