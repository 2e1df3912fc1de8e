import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** A Chromium to test with: the one that is named, the system's, or Playwright's own; `undefined` where there is none. */
export function findChromium(): string | undefined {
  const candidates = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    chromium.executablePath(),
  ];
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path));
}

/** Chromium's sandbox cannot be set up by root, as which containers run their tests. */
export const sandboxArguments = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
