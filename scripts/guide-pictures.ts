/**
 * Takes the pictures of the user guide: the studio with the shipped packs, in Chromium, every screen at 1280×800 and the
 * main ones at 2560×1440. `node scripts/guide-pictures.ts [--out docs/guide]`, after `npm run build`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findChromium, sandboxArguments } from '../tests/e2e/support/find-chromium.ts';
import { canvas, openExample, results, stroke } from '../tests/e2e/support/hand.ts';
import { HostProcess } from '../tests/e2e/support/host-process.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'docs/guide') } } });

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium here: name one in CHROMIUM_PATH.');
await mkdir(values.out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: sandboxArguments });
await take({ width: 1280, height: 800 }, '');
await take({ width: 2560, height: 1440 }, '-large');
await browser.close();

/** One walk through the studio, in a window of this size. */
async function take(viewport: { width: number; height: number }, suffix: '' | '-large'): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'umber-guide-'));
  const host = new HostProcess({ dataFolder, packsFolder: join(root, 'resources/packs') });
  await host.start();
  const page = await browser.newPage({ viewport, locale: 'en-GB', reducedMotion: 'reduce' });
  const shoot = (name: string) => save(page, `${name}${suffix}`);
  const isWhole = suffix === '';
  await page.goto(host.address);
  await page.getByRole('button', { name: /^Mountain lake/ }).waitFor();
  await shoot('start');

  await openExample(page, 'Mountain lake');
  await page.getByRole('button', { name: 'Live' }).click();
  await page.getByRole('radio', { name: /^Forest/ }).click();
  await stroke(page, [
    [0.35, 0.62],
    [0.42, 0.6],
    [0.5, 0.63],
  ]);
  await page.mouse.move(2, 400);
  await shoot('palette');
  if (isWhole) {
    await run(page, 'What the model sees');
    await shoot('model-view');
    await run(page, 'What the model sees');
    await page.getByRole('tab', { name: 'Layers' }).click();
    await shoot('layers');
  }

  // A large window shows all panels at once.
  if (isWhole) await page.getByRole('tab', { name: 'Paint' }).click();
  await page.getByLabel('What the picture shows').fill('a mountain lake at sunset, oil painting');
  await page.keyboard.press('Control+Enter');
  await results(page).first().waitFor({ timeout: 120_000 });
  await page.getByLabel('What the picture shows').fill('a mountain lake at night');
  for (let count = 1; count < 4; count++) {
    await page.keyboard.press('Control+Enter');
    await page.waitForTimeout(200);
  }
  if (isWhole) {
    await page.getByRole('button', { name: /Queue/ }).first().click();
    await shoot('queue');
    await page.getByRole('button', { name: /Queue/ }).first().click();
  }
  await results(page).nth(3).waitFor({ timeout: 240_000 });
  await page.waitForTimeout(1500);
  await shoot('results');
  if (isWhole) {
    await run(page, 'Compare');
    await page.waitForTimeout(300);
    await shoot('compare');
    await run(page, 'Compare');
    for (const [command, name] of [
      ['Export the picture…', 'export'],
      ['Settings…', 'settings'],
      ['Keyboard shortcuts', 'shortcuts'],
      ['Canvas size…', 'canvas-size'],
    ] as const) {
      await run(page, command);
      await page.getByRole('dialog').waitFor();
      await shoot(name);
      await closeDialog(page);
    }
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await shoot('commands');
    await closeDialog(page);
  }
  await run(page, 'Gallery');
  await page.locator('[data-place] img').nth(3).waitFor();
  await shoot('gallery');
  if (isWhole) {
    await page.locator('[data-place]').first().click();
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(800);
    await shoot('gallery-picture');
    await closeDialog(page);
    await page.getByRole('button', { name: 'Back' }).click();
    await canvas(page).waitFor();
    await run(page, 'Dark or light');
    await shoot('light');
  }
  await page.close();
  await host.end('SIGTERM');
  await rm(dataFolder, { recursive: true, force: true });
}

/** The first press of Escape may belong to a field or to a tooltip. */
async function closeDialog(page: Page): Promise<void> {
  while (await page.getByRole('dialog').isVisible()) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(300);
  }
}

/** A command by its name, from the list of all. */
async function run(page: Page, command: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'All commands…' });
  await page.keyboard.press('Control+k');
  await dialog.waitFor();
  await page.keyboard.type(command);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
}

async function save(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  await sharp(png)
    .webp({ quality: 82 })
    .toFile(join(values.out, `${name}.webp`));
  console.log(name);
}
