import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { findElectron } from '../../../scripts/find-electron.ts';
import { fillGallery } from '../../support/fill-gallery.ts';
import { launchInBrowser } from './launch-browser.ts';
import { launchInElectron } from './launch-electron.ts';
import type { PackChoice, Studio } from './studio.ts';
import type { PageWatch } from './watch-page.ts';

const root = join(import.meta.dirname, '../../..');

const packFolders: Record<PackChoice, string> = {
  tiny: join(root, 'tests/fixtures/packs'),
  shipped: join(root, 'resources/packs'),
};

/** What a project of `playwright.config.ts` may set. */
export interface StudioOptions {
  /** Set by the project; the same specs run in each. */
  shell: 'browser' | 'electron';
  packs: PackChoice;
  /** Pictures that are in the gallery when the studio is opened. */
  galleryCount: number;
}

interface StudioFixtures {
  dataFolder: string;
  studio: Studio;
  watch: PageWatch;
}

/** A test of the whole studio: page, host, engine and files. A page that complains fails every test. */
export const test = base.extend<StudioOptions & StudioFixtures>({
  shell: ['browser', { option: true }],
  packs: ['tiny', { option: true }],
  galleryCount: [0, { option: true }],
  dataFolder: async ({ galleryCount }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'umber-e2e-'));
    if (galleryCount > 0) await fillGallery(folder, galleryCount);
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  studio: async ({ shell, packs, dataFolder, playwright, launchOptions }, use) => {
    const options = { dataFolder, packsFolder: packFolders[packs] };
    if (shell === 'electron') {
      const studio = await launchInElectron(findElectron() ?? '', options);
      await use(studio);
      await studio.close();
      return;
    }
    const browser = await playwright.chromium.launch(launchOptions);
    const studio = await launchInBrowser(browser, options);
    await use(studio);
    await studio.close();
    await browser.close();
  },
  watch: [
    async ({ studio }, use) => {
      await use(studio.watch);
      expect(studio.watch.complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
