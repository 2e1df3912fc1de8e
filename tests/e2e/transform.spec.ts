import type { Page } from '@playwright/test';
import { canvas, look, newCanvas, openProject, runCommand, saved, stroke } from './support/hand.ts';
import { largestDifference } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** What is left of a step that was taken back is the mark of a selection, or a hover. */
const ROUNDING = 16;

/** Without the handles of the tool, and with nothing that follows the pointer. */
async function seen(page: Page): Promise<string> {
  await page.mouse.move(2, 400);
  return look(page);
}

async function isAgain(page: Page, before: string): Promise<void> {
  await expect.poll(async () => largestDifference(before, await seen(page))).toBeLessThanOrEqual(ROUNDING);
}

test('a transform is typed, seen, given up or applied once, and applied before the project is left', async ({
  studio: { page },
  watch,
}) => {
  await newCanvas(page, 'Square');
  await page.keyboard.press('Control+l');
  await page.keyboard.press('4');
  await stroke(page, [
    [0.4, 0.5],
    [0.6, 0.5],
  ]);
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const undo = (step: string) => page.getByRole('button', { name: `Undo: ${step}`, exact: true });
  await page.keyboard.press('t');
  const before = await seen(page);

  await field('Angle').fill('90');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Apply', exact: true })).toBeFocused();
  await expect(undo('Transform layer')).toBeEnabled();
  expect(await largestDifference(before, await seen(page))).toBeGreaterThan(ROUNDING);
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await isAgain(page, before);
  await expect(undo('Brush stroke')).toBeEnabled();

  await field('Angle').fill('90');
  await field('Height').fill('40');
  await page.keyboard.press('Enter');
  await expect(canvas(page)).toBeFocused();
  await expect(field('Angle')).toHaveValue('0');
  await expect(field('Width')).toHaveValue('40');
  await page.keyboard.press('Control+z');
  await isAgain(page, before);

  await field('Left edge').fill('16');
  await page.keyboard.press('Tab');
  const moved = await seen(page);
  expect(await largestDifference(before, moved)).toBeGreaterThan(ROUNDING);
  await runCommand(page, 'Close project');
  await openProject(page, 'Untitled');
  await page.keyboard.press('t');
  await isAgain(page, moved);
  await saved(page);
  await expect(undo('Transform layer')).toBeEnabled();
  expect(watch.complaints).toEqual([]);
});

test('what is lifted of a blended layer looks on its way as it does when it is there', async ({
  studio: { page },
}) => {
  await newCanvas(page, 'Square');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.keyboard.press('4');
  await runCommand(page, 'Fill the layer');
  await runCommand(page, 'New picture layer');
  await page.getByLabel(/^Blend: /).click();
  await page.getByRole('option', { name: 'Multiply' }).click();
  await runCommand(page, 'Fill the layer');
  await page.keyboard.press('m');
  const { x, y, width, height } = (await canvas(page).boundingBox())!;
  const drag = async (from: [number, number], to: [number, number]) => {
    await page.mouse.move(x + width * from[0], y + height * from[1]);
    await page.mouse.down();
    await page.mouse.move(x + width * to[0], y + height * to[1], { steps: 4 });
  };
  await drag([0.4, 0.4], [0.6, 0.6]);
  await page.mouse.up();
  await page.keyboard.press('t');
  await page.getByRole('textbox', { name: 'Left edge', exact: true }).fill('100');
  await page.keyboard.press('Tab');
  const pending = await seen(page);
  await page.getByRole('button', { name: 'Apply', exact: true }).click();
  await isAgain(page, pending);
});
