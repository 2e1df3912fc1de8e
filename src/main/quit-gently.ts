import type { App } from 'electron';

/** Whoever quits, logs out or shuts down waits no longer than this. */
const MAX_CLOSING_MS = 2_800;

/**
 * Lets the host make everything durable before the program ends. What was painted is durable already; this spares the
 * next start the work, and ends the engine. The windows are closed by then, and have said where they were.
 */
export function closeBeforeQuit(app: Pick<App, 'on' | 'exit'>, close: () => Promise<void>): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    const end = (): void => app.exit(0);
    setTimeout(end, MAX_CLOSING_MS);
    void close().then(end, end);
  });
}
