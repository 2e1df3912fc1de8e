import type { Page } from '@playwright/test';

/** What a page must never do: break its policy, reach for another machine, or fail in script. */
export interface PageWatch {
  /** One line for each time that it happened. */
  readonly complaints: readonly string[];
  /** Whether the host may be gone: a page that looks for it then says so in the console. */
  isHostAway: boolean;
  /** Takes back what a test brought about on purpose. */
  forgive(purpose: RegExp): void;
}

/** Own addresses: the page's, and those that never leave it. */
function isOwn(url: string, origin: string): boolean {
  return url.startsWith(`${origin}/`) || /^(blob|data|devtools|about):/.test(url);
}

/** Watches a page from now on, and stops every request to elsewhere. `origin` is the page's own: `umber://studio`. */
export async function watchPage(page: Page, origin: string): Promise<PageWatch> {
  let complaints: string[] = [];
  const watch: PageWatch = {
    get complaints() {
      return complaints;
    },
    isHostAway: false,
    forgive(purpose) {
      complaints = complaints.filter((line) => !purpose.test(line));
    },
  };
  page.on('pageerror', (error) => complaints.push(`failed: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && !/content security policy|trusted ?type/i.test(message.text())) return;
    if (watch.isHostAway && /WebSocket|ERR_|Failed to load resource/.test(message.text())) return;
    complaints.push(`console: ${message.text()}`);
  });
  page.on('websocket', (socket) => {
    if (!isOwn(socket.url().replace(/^ws/, 'http'), origin)) complaints.push(`socket: ${socket.url()}`);
  });
  await page.context().route(
    (url) => !isOwn(url.href, origin),
    async (route) => {
      complaints.push(`request: ${route.request().url()}`);
      await route.abort();
    },
  );
  return watch;
}
