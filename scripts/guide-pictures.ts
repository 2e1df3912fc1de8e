/**
 * Takes the pictures of the user guide: the studio with the shipped packs, in Chromium, every screen at 1280×800 and the
 * main ones at 2560×1440. `node scripts/guide-pictures.ts [--out docs/guide] [--only screens|dialogs|tasks]`, after
 * `npm run build`.
 */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findChromium, sandboxArguments } from '../tests/e2e/support/find-chromium.ts';
import { dropPng } from '../tests/e2e/support/drop-png.ts';
import { canvas, openExample, results, stroke } from '../tests/e2e/support/hand.ts';
import { HostProcess } from '../tests/e2e/support/host-process.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(root, 'docs/guide') },
    only: { type: 'string' },
  },
});

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('No Chromium here: name one in CHROMIUM_PATH.');
await mkdir(values.out, { recursive: true });
const browser = await chromium.launch({ executablePath, args: sandboxArguments });
const isWanted = (part: 'screens' | 'dialogs' | 'tasks') => (values.only ?? part) === part;
if (isWanted('screens')) {
  await take({ width: 1280, height: 800 }, '');
  await take({ width: 2560, height: 1440 }, '-large');
}
if (isWanted('dialogs')) await takeDialogs();
if (isWanted('tasks')) await takeTasks();
await browser.close();

/** One walk through the studio, in a window of this size. */
async function take(viewport: { width: number; height: number }, suffix: '' | '-large'): Promise<void> {
  const { page, close } = await openStudio(viewport);
  const shoot = (name: string) => save(page, `${name}${suffix}`);
  const isWhole = suffix === '';
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
    await page
      .locator('[data-place]')
      .last()
      .click({ modifiers: ['Control'] });
    await page.keyboard.press('Delete');
    await run(page, 'Bin');
    await page.getByRole('radio', { name: 'Pictures' }).click();
    await page.locator('[data-place] img').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.mouse.move(2, 400);
    await shoot('bin');
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Back' }).click();
    await canvas(page).waitFor();
    await run(page, 'Dark theme');
    await shoot('light');
  }
  await close();
}

/** What a click or two lead to, and live painting. */
async function takeDialogs(): Promise<void> {
  const { page, close, dataFolder } = await openStudio({ width: 1280, height: 800 });
  const shoot = (name: string) => save(page, name);
  const shootDialog = async (command: string, name: string): Promise<void> => {
    await run(page, command);
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(300);
    await shoot(name);
    await closeDialog(page);
  };
  await shootDialog('New project', 'new-project');

  await openExample(page, 'Mountain lake');
  await page.getByRole('radio', { name: /^Forest/ }).click();
  await stroke(page, [
    [0.3, 0.62],
    [0.4, 0.58],
    [0.5, 0.63],
  ]);
  await page.waitForFunction(() => performance.getEntriesByName('umber:live').length > 0);
  await page.mouse.move(2, 400);
  await page.locator('.live-state .is-busy').waitFor({ state: 'hidden' });
  await page.waitForTimeout(1_000);
  await shoot('live');

  await paint(page, 1);
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.getByRole('button', { name: 'New layer', exact: true }).click();
  await page.getByRole('menuitem', { name: /New mask layer/ }).click();
  await stroke(page, [
    [0.52, 0.4],
    [0.6, 0.45],
  ]);
  await shootDialog('Grow the mask', 'mask-amount');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Tree/ }).first().click();
  await run(page, 'Rulers');
  await canvas(page).focus();
  await page.keyboard.press('t');
  await page.getByRole('textbox', { name: 'Angle', exact: true }).fill('-12');
  await page.getByRole('textbox', { name: 'Width', exact: true }).fill('190');
  await canvas(page).focus();
  await page.mouse.move(2, 400);
  await shoot('transform');
  await page.keyboard.press('Escape');
  await page.keyboard.press('b');
  await run(page, 'Rulers');
  await shootDialog('Swap classes…', 'swap-class');
  await run(page, 'Show history');
  await page.waitForTimeout(300);
  await shoot('history');
  await run(page, 'Show history');
  // A version is kept whenever a project is closed.
  await run(page, 'Close project');
  await page
    .getByRole('button', { name: /^Mountain lake/ })
    .first()
    .click();
  await canvas(page).waitFor();
  await shootDialog('Earlier versions…', 'versions');

  const gallery = join(dataFolder, 'pictures');
  const file = (await readdir(gallery, { recursive: true })).find((name) => name.endsWith('.png'));
  if (file === undefined) throw new Error('No picture in the gallery.');
  await dropPng(page, 'mountain-lake.png', await readFile(join(gallery, file)));
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(500);
  await shoot('dropped');
  await close();
}

/** One picture taken through the tasks: mended, widened, enlarged, and held against its layout. */
async function takeTasks(): Promise<void> {
  const { page, close } = await openStudio({ width: 1280, height: 800 });
  const shoot = (name: string) => save(page, name);
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  await page.getByRole('button', { name: /^Scene/ }).click();
  await page.getByRole('option', { name: 'Canyon' }).waitFor();
  await page.waitForTimeout(500);
  await shoot('scenes');
  await page.keyboard.press('Escape');
  await paint(page, 1);
  await page.locator('[data-fidelity]').first().waitFor({ timeout: 120_000 });
  await canvas(page).focus();
  await page.keyboard.press('u');
  await page.keyboard.press('Shift+F');
  await page.getByRole('dialog', { name: 'Layout fidelity' }).waitFor();
  await page.waitForTimeout(500);
  await shoot('fidelity');
  await closeDialog(page);
  await page.keyboard.press('u');
  await keep(page);

  await run(page, 'Show the layout');
  await page.locator('[data-mode="repaint"]').click();
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.getByRole('button', { name: 'New layer', exact: true }).click();
  await page.getByRole('menuitem', { name: /New mask layer/ }).click();
  await stroke(page, [
    [0.52, 0.82],
    [0.56, 0.84],
    [0.62, 0.83],
    [0.66, 0.84],
  ]);
  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  await page.getByText(/^The mask in hand/).waitFor();
  await shoot('repaint');
  await paint(page, 1);
  // Beside the slider no mask lies over what came of it.
  await run(page, 'Compare');
  await page.waitForTimeout(800);
  await shoot('repainted');
  await run(page, 'Compare');
  await keep(page);

  await page.locator('[data-mode="extend"]').click();
  await page.getByRole('button', { name: /on the right/ }).click();
  await paint(page, 1);
  await page.waitForTimeout(800);
  await shoot('extend');
  await keep(page);

  await page.locator('[data-mode="upscale"]').click();
  await page.getByRole('radio', { name: 'Size…' }).click();
  await fill(page, 'Longest side', '960');
  await fill(page, 'Steps', '8');
  await paint(page, 1);
  await run(page, 'Compare');
  await page.waitForTimeout(800);
  await shoot('upscale');
  await close();
}

/** The studio on an empty data folder, its start screen on show, in a window of this size. */
async function openStudio(viewport: { width: number; height: number }) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'umber-guide-'));
  const host = new HostProcess({ dataFolder, packsFolder: join(root, 'resources/packs') });
  await host.start();
  const page = await browser.newPage({ viewport, locale: 'en-GB', reducedMotion: 'reduce' });
  await page.goto(host.address);
  await page.getByRole('button', { name: /^Mountain lake/ }).waitFor();
  const close = async (): Promise<void> => {
    await page.close();
    await host.end('SIGTERM');
    await rm(dataFolder, { recursive: true, force: true });
  };
  return { page, close, dataFolder };
}

/** Presses the button and waits until so many pictures are in the strip. */
async function paint(page: Page, count: number): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await results(page)
    .nth(count - 1)
    .waitFor({ timeout: 600_000 });
}

async function keep(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Keep as layer' }).click();
  await results(page).first().waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Dismiss' }).last().click();
}

async function fill(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole('textbox', { name }).fill(value);
  await page.getByRole('textbox', { name }).press('Enter');
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
