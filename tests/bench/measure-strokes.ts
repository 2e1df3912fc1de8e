/**
 * Strokes with a real mouse in Chromium, through the whole studio: main-thread milliseconds per pointer event and per
 * painted frame, at rest and while the engine paints. Needs `npm run build` and Chromium; prints one line per case.
 * Usage: measure-strokes.ts [SIDE ...]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { findChromium, sandboxArguments } from '../e2e/support/find-chromium.ts';
import { canvas, results, stroke } from '../e2e/support/hand.ts';
import { HostProcess } from '../e2e/support/host-process.ts';

const STROKES = 8;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium here: name one in CHROMIUM_PATH.');
const sides = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1024, 4096];
const packsFolder = join(import.meta.dirname, '../../resources/packs');

const browser = await chromium.launch({ executablePath, args: sandboxArguments });
for (const side of sides) await measureSide(side);
await browser.close();

/** Each side in a studio of its own, so that nothing is left of the one before. */
async function measureSide(side: number): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'umber-strokes-'));
  const host = new HostProcess({ dataFolder, packsFolder });
  await host.start();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Other size…' }).click();
  await page.getByLabel('Width').fill(String(side));
  await page.getByLabel('Height').fill(String(side));
  await page.getByRole('button', { name: 'Create' }).click();
  await canvas(page).waitFor();
  // No repainting of its own accord: what the engine does is said below.
  await page.getByRole('button', { name: 'Live' }).click();

  report(side, 'at rest', await measureStrokes(page));
  for (let pictures = 0; pictures < STROKES; pictures++) await page.keyboard.press('Control+Enter');
  const isPainting = page.getByLabel('Painting').or(page.getByText(/^\d+ \/ \d+$/));
  await isPainting.first().waitFor();
  const busy = await measureStrokes(page);
  const isStill = (await results(page).count()) < STROKES;
  report(side, isStill ? 'while the engine paints' : 'while the engine paints (it was done before)', busy);

  await page.close();
  await host.end('SIGTERM');
  await rm(dataFolder, { recursive: true, force: true });
}

interface Durations {
  pointer: number[];
  frame: number[];
}

async function measureStrokes(page: Page): Promise<Durations> {
  await page.evaluate(() => {
    const kept: Durations = { pointer: [], frame: [] };
    const observer = new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        if (name === 'umber:pointer') kept.pointer.push(duration);
        if (name === 'umber:frame') kept.frame.push(duration);
      }
    });
    observer.observe({ type: 'measure' });
    Object.assign(globalThis, { strokeDurations: kept });
  });
  for (let index = 0; index < STROKES; index++) {
    const y = 0.25 + (0.5 * index) / STROKES;
    await stroke(page, [
      [0.3, y],
      [0.45, y + 0.2],
      [0.55, y - 0.1],
      [0.7, y + 0.1],
    ]);
  }
  return page.evaluate(() => (globalThis as unknown as { strokeDurations: Durations }).strokeDurations);
}

function report(side: number, when: string, { pointer, frame }: Durations): void {
  const p95 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(0.95 * values.length)] ?? NaN;
  console.log(
    `${side}×${side}, ${when}: pointer event p95 ${p95(pointer).toFixed(1)} ms of ${pointer.length}, ` +
      `frame p95 ${p95(frame).toFixed(1)} ms of ${frame.length}`,
  );
}
