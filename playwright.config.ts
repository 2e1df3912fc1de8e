import { defineConfig } from '@playwright/test';
import { findElectron } from './scripts/find-electron.ts';
import { findChromium, sandboxArguments } from './tests/e2e/support/find-chromium.ts';
import type { StudioOptions } from './tests/e2e/support/test.ts';

const chromium = findChromium();
const builtFiles = /built-files\.spec\.ts$/;

export default defineConfig<StudioOptions>({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'out/e2e',
  // Each has a studio of its own; much of a spec is waiting.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  projects: [
    { name: 'built files', testMatch: builtFiles },
    ...(chromium === undefined
      ? []
      : [
          {
            name: 'browser',
            testIgnore: builtFiles,
            use: {
              shell: 'browser' as const,
              launchOptions: { executablePath: chromium, args: sandboxArguments },
            },
          },
          {
            // The way of an artist once more, with what an artist has.
            name: 'shipped packs',
            testMatch: /journey\.spec\.ts$/,
            use: {
              shell: 'browser' as const,
              packs: 'shipped' as const,
              launchOptions: { executablePath: chromium, args: sandboxArguments },
            },
          },
        ]),
    ...(findElectron() === undefined
      ? []
      : [{ name: 'electron', testIgnore: builtFiles, use: { shell: 'electron' as const } }]),
  ],
});
