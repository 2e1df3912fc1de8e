import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium, sandboxArguments } from '../../e2e/support/find-chromium.ts';
import { HostProcess } from '../../e2e/support/host-process.ts';

const shippedPacks = join(import.meta.dirname, '../../../resources/packs');

/** A whole studio to be measured: `umber serve` with the shipped packs on a folder of its own, in Chromium. */
export interface BenchStudio {
  readonly page: Page;
  readonly host: HostProcess;
  close(): Promise<void>;
}

/** Starts one. `prepare` may fill the data folder first; the page is not opened before `page.goto(host.address)`. */
export async function openBenchStudio(prepare?: (dataFolder: string) => Promise<void>): Promise<BenchStudio> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium here: name one in CHROMIUM_PATH.');
  const dataFolder = await mkdtemp(join(tmpdir(), 'umber-bench-'));
  await prepare?.(dataFolder);
  const host = new HostProcess({ dataFolder, packsFolder: shippedPacks });
  const browser = await chromium.launch({ executablePath, args: sandboxArguments });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  return {
    page,
    host,
    async close() {
      await browser.close();
      await host.end('SIGTERM');
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** The value that this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  return (
    values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN
  );
}
