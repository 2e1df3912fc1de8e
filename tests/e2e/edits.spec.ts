import type { Page } from '@playwright/test';
import {
  canvas,
  look,
  newCanvas,
  openExample,
  openProject,
  runCommand,
  saved,
  stroke,
} from './support/hand.ts';
import { largestDifference } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** Steps are undone to the pixel; what is left is the mark of a selection, or a hover. */
const ROUNDING = 16;

const dialog = (page: Page) => page.getByRole('dialog');
const undoes = (page: Page, step: string) => page.getByRole('button', { name: `Undo: ${step}`, exact: true });

const layer = (page: Page, name: string) =>
  page
    .getByRole('list', { name: /Layers/ })
    .getByRole('listitem')
    .filter({ hasText: name });

/** A command that asks first: its dialog is filled in by `fill` and closed by the button of this name. */
async function runAsking(page: Page, command: string, button: string, fill?: () => Promise<void>) {
  await runCommand(page, command);
  await dialog(page).getByRole('button', { name: button, exact: true }).waitFor();
  await fill?.();
  await dialog(page).getByRole('button', { name: button, exact: true }).click();
  await expect(dialog(page)).toHaveCount(0);
}

const write = (page: Page, words: string) => () => dialog(page).getByRole('textbox').fill(words);

/** Nothing follows the pointer there. */
async function rest(page: Page): Promise<string> {
  await page.mouse.move(2, 400);
  return look(page);
}

async function differs(page: Page, before: string): Promise<void> {
  await expect.poll(async () => largestDifference(before, await rest(page))).toBeGreaterThan(ROUNDING);
}

async function isAgain(page: Page, before: string): Promise<void> {
  await expect.poll(async () => largestDifference(before, await rest(page))).toBeLessThanOrEqual(ROUNDING);
}

const corners = [
  [0.35, 0.35],
  [0.65, 0.35],
  [0.6, 0.6],
  [0.4, 0.65],
] as const;

/** Every tool that changes a layout: what it is called in the history, and how a hand uses it. */
const tools = [
  { tool: 'Brush', step: 'Brush stroke' },
  { tool: 'Eraser', step: 'Erase' },
  { tool: 'Fill', step: 'Fill', click: [0.5, 0.8] },
  { tool: 'Line', step: 'Line' },
  { tool: 'Rectangle', step: 'Rectangle' },
  { tool: 'Ellipse', step: 'Ellipse' },
  { tool: 'Polygon', step: 'Polygon', isSetByCorners: true },
  { tool: 'Lasso', step: 'Lasso' },
  { tool: 'Horizon', step: 'Horizon' },
  { tool: 'Ridge line', step: 'Ridge line' },
  { tool: 'Swap a class', step: 'Swap class', click: [0.5, 0.8] },
  { tool: 'Move', step: 'Move layer' },
  { tool: 'Transform', step: 'Transform layer', isApplied: true },
] as const;

test('every tool changes the layout, and one undo takes it back', async ({ studio: { page } }) => {
  test.slow();
  await newCanvas(page, 'Square');
  await page.keyboard.press('Control+l');
  await page.getByRole('radio', { name: /^Grass/ }).click();
  await runCommand(page, 'Fill the layer');
  await page.getByRole('radio', { name: /^Mountain/ }).click();
  // Something to be moved, erased and told apart.
  await stroke(page, corners);
  const choose = (tool: string) =>
    page.getByRole('toolbar', { name: 'Tools' }).getByRole('button', { name: tool, exact: true }).click();
  await choose('Hand');
  const before = await rest(page);
  for (const { tool, step, ...use } of tools) {
    await test.step(tool, async () => {
      await page.getByRole('radio', { name: new RegExp(`^${tool === 'Fill' ? 'Lake' : 'Forest'}`) }).click();
      await page
        .getByRole('toolbar', { name: 'Tools' })
        .getByRole('button', { name: tool, exact: true })
        .click();
      const box = (await canvas(page).boundingBox())!;
      const press = ([x, y]: readonly [number, number]) =>
        page.mouse.click(box.x + x * box.width, box.y + y * box.height);
      if ('click' in use) await press(use.click);
      else if ('isSetByCorners' in use) {
        for (const corner of corners) await press(corner);
        await page.keyboard.press('Enter');
      } else await stroke(page, corners);
      if ('isApplied' in use) await page.keyboard.press('Enter');
      await expect(undoes(page, step)).toBeEnabled();
      await differs(page, before);
      await page.keyboard.press('Control+z');
      // Some tools show hints or handles on the canvas.
      await choose('Hand');
      await isAgain(page, before);
    });
  }
});

test('masks are made from a selection and from a class, grown, shrunk, softened and turned inside out', async ({
  studio: { page },
}) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await page.getByRole('radio', { name: /^Lake/ }).click();
  const none = await rest(page);
  await runCommand(page, 'Mask from the class');
  await differs(page, none);
  for (const [command, step] of [
    ['Grow the mask', 'Grow mask'],
    ['Shrink the mask', 'Shrink mask'],
    ['Soften the mask', 'Soften mask'],
  ] as const) {
    const before = await rest(page);
    if (step === 'Grow mask') {
      // A field that is emptied keeps what it had, and Enter does what the dialog is for.
      await runCommand(page, command);
      await dialog(page).getByRole('textbox').fill('');
      await page.keyboard.press('Enter');
      await expect(dialog(page)).toHaveCount(0);
    } else await runAsking(page, command, 'Apply');
    await expect(undoes(page, step)).toBeEnabled();
    await differs(page, before);
    await page.keyboard.press('Control+z');
    await isAgain(page, before);
  }
  await runCommand(page, 'Invert the mask');
  await expect(undoes(page, 'Invert mask')).toBeEnabled();
  await runCommand(page, 'Select all');
  const before = await rest(page);
  await runCommand(page, 'Mask from the selection');
  await differs(page, before);
});

test('layers and projects are renamed, flipped and merged, and an earlier version is opened', async ({
  studio: { page },
}) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await runAsking(page, 'Rename the layer', 'Rename', write(page, 'Old pines'));
  await expect(layer(page, 'Old pines')).toBeVisible();
  await expect(undoes(page, 'Rename layer')).toBeEnabled();
  await runAsking(page, 'Rename project…', 'Rename', write(page, 'Lake in May'));
  await expect(page.getByText('Lake in May', { exact: true }).first()).toBeVisible();

  const before = await rest(page);
  await runCommand(page, 'Flip left to right');
  await expect(undoes(page, 'Flip layer')).toBeEnabled();
  await differs(page, before);
  await page.keyboard.press('Control+z');
  await isAgain(page, before);
  await runCommand(page, 'Merge with the layer below');
  await expect(undoes(page, 'Merge layers')).toBeEnabled();
  await isAgain(page, before);
  await expect(layer(page, 'Old pines')).toHaveCount(0);
  await saved(page);

  // What was saved when the project was closed is the version before what comes now.
  await runCommand(page, 'Close project');
  await openProject(page, 'Lake in May');
  await runCommand(page, 'Fill the layer');
  await saved(page);
  await runCommand(page, 'Close project');
  await openProject(page, 'Lake in May');
  await differs(page, before);
  await runCommand(page, 'Earlier versions…');
  await dialog(page).getByRole('button', { name: 'Open' }).last().click();
  await expect(dialog(page)).toHaveCount(0);
  await isAgain(page, before);
});
