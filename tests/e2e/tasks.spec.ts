import type { Page } from '@playwright/test';
import { dropPng } from './support/drop-png.ts';
import { canvas, newCanvas, results, saved, stroke } from './support/hand.ts';
import { newestPicture } from './support/newest-picture.ts';
import { expect, test } from './support/test.ts';

/** Chooses what is done with the frame. */
async function chooseMode(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  await page.getByRole('radio', { name, exact: true }).click();
  await expect(page.getByRole('radio', { name, exact: true })).toBeChecked();
}

/** The button that starts what is chosen; it reads as the mode does. */
function startButton(page: Page) {
  return page.locator('[data-paint]');
}

/** Presses the button, waits for the picture, and keeps it as a layer. */
async function makeAndKeep(page: Page): Promise<void> {
  await expect(startButton(page)).toBeEnabled();
  await startButton(page).click();
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await page.getByRole('button', { name: 'Keep as layer' }).click();
  await expect(results(page)).toHaveCount(0);
  await saved(page);
}

const across = [
  [0.4, 0.45],
  [0.5, 0.5],
  [0.6, 0.45],
] as const;

test('a picture goes through every task of the one panel', async ({ studio: { page } }) => {
  // Six pictures, one after another.
  test.slow();
  await newCanvas(page, 'Square');
  await page.getByRole('radio', { name: /^Mountain/ }).click();
  await stroke(page, across);
  await saved(page);

  // Without a picture there is nothing to vary, and the panel says so.
  await chooseMode(page, 'Vary');
  await expect(startButton(page)).toBeDisabled();
  await expect(page.getByText(/There is no picture in the frame yet/)).toBeVisible();

  await chooseMode(page, 'Paint');
  await page.getByRole('textbox', { name: 'Steps' }).fill('3');
  await page.getByRole('textbox', { name: 'Steps' }).press('Enter');
  await makeAndKeep(page);

  await chooseMode(page, 'Vary');
  await expect(page.getByText('2 of 3 steps will run')).toBeVisible();
  await makeAndKeep(page);

  await chooseMode(page, 'Repaint');
  await expect(page.getByText(/Nothing is covered in the frame yet/)).toBeVisible();
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.getByRole('button', { name: 'New layer', exact: true }).click();
  await page.getByRole('menuitem', { name: /New mask layer/ }).click();
  await stroke(page, across);
  await chooseMode(page, 'Repaint');
  await expect(page.getByText(/The mask in hand covers/)).toBeVisible();
  await startButton(page).click();
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await expect(page.getByText('0 pixels changed outside')).toBeVisible();
  await page.getByRole('button', { name: 'Keep as layer' }).click();
  await expect(results(page)).toHaveCount(0);

  await chooseMode(page, 'Extend');
  await expect(page.getByText(/The picture fills the frame/)).toBeVisible();
  await page.getByRole('button', { name: 'Add 25% on the right' }).click();
  await expect(page.getByText('20% of the frame is empty and will be filled.')).toBeVisible();
  await makeAndKeep(page);

  await chooseMode(page, 'Upscale');
  await expect(page.getByText(/The picture does not fill the frame/)).toBeHidden();
  await startButton(page).click();
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await page.getByRole('button', { name: 'Keep it and enlarge the canvas' }).click();
  await expect(results(page)).toHaveCount(0);
  await expect(page.getByText('1280 × 1024', { exact: true })).toBeVisible();
  await saved(page);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('640 × 512', { exact: true })).toBeVisible();
  await saved(page);

  await chooseMode(page, 'Restore');
  await makeAndKeep(page);
  await expect(canvas(page)).toBeVisible();
});

test('what changed of a layout is repainted alone, and the picture brings its mask back', async ({
  studio,
}) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  await page.getByRole('radio', { name: /^Mountain/ }).click();
  await stroke(page, across);
  await chooseMode(page, 'Paint');
  await page.getByRole('textbox', { name: 'Steps' }).fill('3');
  await page.getByRole('textbox', { name: 'Steps' }).press('Enter');
  await makeAndKeep(page);

  await page.getByRole('tab', { name: 'Palette' }).click();
  await page.getByRole('radio', { name: /^Lake/ }).click();
  await stroke(page, [
    [0.45, 0.6],
    [0.5, 0.62],
  ]);
  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  await page.getByRole('button', { name: /^Repaint what changed/ }).click();
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await expect(page.getByText('0 pixels changed outside')).toBeVisible();
  await saved(page);

  const bytes = await newestPicture(studio.dataFolder);
  await page.getByRole('button', { name: 'Start screen' }).click();
  await dropPng(page, 'changed.png', bytes);
  await page.getByRole('button', { name: /Get everything back/ }).click();
  await expect(canvas(page)).toBeVisible();
  await page.getByRole('tab', { name: 'Layers' }).click();
  for (const name of ['Picture before Picture', 'Mask Mask']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible();
  }
  const paintTab = page.getByRole('tab', { name: 'Paint', exact: true });
  await paintTab.click();
  await expect(page.getByRole('radio', { name: 'Repaint', exact: true })).toBeChecked();
  await expect(page.getByText(/^The (mask in hand|visible masks) covers?/)).toBeVisible();
  await expect(page.getByText('3 of 3 steps will run')).toBeVisible();
  await page.getByRole('textbox', { name: 'Strength' }).fill('50');
  await page.getByRole('textbox', { name: 'Strength' }).press('Enter');
  await expect(page.getByText('2 of 3 steps will run')).toBeVisible();

  // The shortcut paints from wherever the focus is.
  await paintTab.focus();
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await expect(page.getByText('0 pixels changed outside')).toBeVisible();
});
