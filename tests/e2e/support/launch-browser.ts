import type { Browser, Page } from '@playwright/test';
import { HostProcess } from './host-process.ts';
import type { LaunchOptions, Studio } from './studio.ts';
import { watchPage } from './watch-page.ts';

/** Starts `umber serve` and opens the address that it prints. */
export async function launchInBrowser(browser: Browser, options: LaunchOptions): Promise<Studio> {
  const host = new HostProcess(options);
  await host.start();
  const context = await browser.newContext({
    acceptDownloads: true,
    locale: 'en-GB',
    viewport: { width: 1280, height: 800 },
  });
  const page: Page = await context.newPage();
  // Before the page does anything.
  const watch = await watchPage(page, new URL(host.address).origin);
  await page.goto(host.address);
  return {
    shell: 'browser',
    dataFolder: options.dataFolder,
    page,
    watch,
    get hostPid() {
      return host.pid;
    },
    get output() {
      return host.output;
    },
    kill: () => host.end('SIGKILL'),
    async stop() {
      const begun = performance.now();
      await host.end('SIGTERM');
      return performance.now() - begun;
    },
    start: () => host.start(),
    async reload() {
      await page.reload();
    },
    async close() {
      await context.close();
      await host.end('SIGTERM');
    },
  };
}
