import type { BrowserWindow } from 'electron';

/** Whoever closes the window waits so long for the page's last changes, and is asked then. */
const MAX_SAVING_MS = 2_000;
const RETRY_MS = 100;

/**
 * Closes a window whose page holds it back for changes that are not saved yet as soon as they are. The host is at work
 * in this process, so that takes moments; where the disk refuses, the artist decides whether to lose them.
 *
 * @param asksToLose  asks, and tells whether the window shall be closed all the same
 */
export function closeWhenSaved(window: BrowserWindow, asksToLose: () => boolean): void {
  let startMs: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  window.on('close', () => (startMs ??= performance.now()));
  window.webContents.on('will-prevent-unload', (event) => {
    // A page that was to be loaded again stays as it is.
    if (startMs === undefined) return;
    // Of several attempts to close it one is enough to go on with.
    clearTimeout(timer);
    if (performance.now() - startMs < MAX_SAVING_MS) {
      timer = setTimeout(() => {
        if (!window.isDestroyed()) window.close();
      }, RETRY_MS);
      return;
    }
    // Preventing the event means passing over the page.
    if (asksToLose()) event.preventDefault();
    else startMs = undefined;
  });
}
