import { once } from 'node:events';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { sandboxArguments } from './find-chromium.ts';
import type { LaunchOptions, Studio } from './studio.ts';
import { watchPage, type PageWatch } from './watch-page.ts';

const root = join(import.meta.dirname, '../../..');

/** Starts the built program in Electron. */
export async function launchInElectron(executablePath: string, options: LaunchOptions): Promise<Studio> {
  let app: ElectronApplication;
  let page: Page;
  let watch: PageWatch;
  let output = '';

  async function start(): Promise<void> {
    app = await _electron.launch({
      executablePath,
      args: [
        ...sandboxArguments,
        root,
        `--data=${options.dataFolder}`,
        `--packs=${options.packsFolder}`,
        `--user-data-dir=${join(options.dataFolder, 'electron')}`,
        '--lang=en-GB',
      ],
    });
    for (const stream of [app.process().stdout, app.process().stderr]) {
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    page = await app.firstWindow();
    watch = await watchPage(page, 'umber://studio');
  }

  async function end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = app.process();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    shell: 'electron',
    dataFolder: options.dataFolder,
    get page() {
      return page;
    },
    get watch() {
      return watch;
    },
    get hostPid() {
      return app.process().pid ?? 0;
    },
    get output() {
      return output;
    },
    kill: () => end('SIGKILL'),
    async stop() {
      const begun = performance.now();
      await end('SIGTERM');
      return performance.now() - begun;
    },
    start,
    async reload() {
      await page.reload();
    },
    close: () => end('SIGTERM'),
  };
}
