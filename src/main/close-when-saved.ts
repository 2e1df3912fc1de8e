import type { BrowserWindow } from 'electron';

/** Whoever closes the window waits no longer than this for the page's last changes. */
const MAX_SAVING_MS = 2_000;
const RETRY_MS = 100;

/**
 * Closes a window whose page holds it back for changes that are not saved yet as soon as they are. The host is at work
 * in this process, so that takes moments; where the disk refuses, the window closes all the same in the end.
 */
export function closeWhenSaved(window: BrowserWindow): void {
  let startMs: number | undefined;
  window.on('close', () => (startMs ??= performance.now()));
  window.webContents.on('will-prevent-unload', (event) => {
    // A page that was to be loaded again stays as it is.
    if (startMs === undefined) return;
    // Preventing the event means passing over the page.
    if (performance.now() - startMs >= MAX_SAVING_MS) event.preventDefault();
    else {
      setTimeout(() => {
        if (!window.isDestroyed()) window.close();
      }, RETRY_MS);
    }
  });
}
