import type { Page } from '@playwright/test';
import { canvas, newCanvas, openExample, runCommand } from './support/hand.ts';
import { tabAround } from './support/tab-around.ts';
import { expect, test } from './support/test.ts';

/** As the window opens in many places, and as small as it can be made. */
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
  { width: 720, height: 480 },
];

async function expectFocusSeen(page: Page, atLeast: number): Promise<void> {
  const { count, faults } = await tabAround(page);
  expect(faults).toEqual([]);
  expect(count).toBeGreaterThan(atLeast);
}

test('the focus is seen wherever the Tab key takes it', async ({ studio: { page } }) => {
  await expect(page.getByRole('button', { name: /^Square/ })).toBeVisible();
  await expectFocusSeen(page, 20);
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const tab of ['Palette', 'Layers', 'Paint']) {
      await page.getByRole('tab', { name: tab }).click();
      await test.step(`${tab} at ${size.width}`, () => expectFocusSeen(page, 28));
    }
  }
});

test('every option of a tool is reached by the Tab key, however narrow the window', async ({
  studio: { page },
}) => {
  await newCanvas(page, 'Square');
  // A brush has the most options on a picture.
  await runCommand(page, 'New picture layer');
  await page.setViewportSize(sizes[2]!);
  const last = page
    .getByRole('toolbar', { name: 'Options of the tool' })
    .getByRole('button', { name: 'Symmetry' });
  await expect(last).not.toBeInViewport();
  const room = page.locator('.options .room');
  await expect(room).toHaveClass(/is-more-after/);
  await expect(room).not.toHaveClass(/is-more-before/);
  await expectFocusSeen(page, 28);
  await last.focus();
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await expect(room).toHaveClass(/is-more-before/);
  await expect(room).not.toHaveClass(/is-more-after/);
});

test('Escape takes back a number that is being typed, and closes a dialog when there is none', async ({
  studio: { page },
}) => {
  await newCanvas(page, 'Square');
  await runCommand(page, 'Canvas size…');
  const dialog = page.getByRole('dialog', { name: 'Canvas size' });
  const width = dialog.getByRole('textbox', { name: 'Width' });
  await expect(width).toBeFocused();
  await width.fill('77');
  await page.keyboard.press('Escape');
  await expect(width).toHaveValue('512');
  await width.focus();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(canvas(page)).toBeVisible();
});
