import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { dropPng } from './support/drop-png.ts';
import { exported } from './support/export.ts';
import { canvas, look, newCanvas, openExample, openProject, results, saved, stroke } from './support/hand.ts';
import { largestDifference } from './support/pictures.ts';
import type { Studio } from './support/studio.ts';
import { expect, test } from './support/test.ts';

const wave = [
  [0.35, 0.35],
  [0.45, 0.55],
  [0.55, 0.35],
  [0.65, 0.5],
] as const;

/** A picture differs by more than this from the flat colours of its layout, in some channel of some pixel of 255. */
const PAINTED = 24;

/** Paints a mountain with the mouse; resolves to how the canvas looks then. */
async function paintMountain(page: Page): Promise<string> {
  await page.getByRole('radio', { name: /^Mountain/ }).click();
  await stroke(page, wave);
  await saved(page);
  return look(page);
}

/** The canvas without the outline of a brush, which is wherever the pointer is. */
async function lookAside(page: Page): Promise<string> {
  await page.mouse.move(2, 2);
  return look(page);
}

/** The layout and the picture layers as files, as text; none where a save dialog of the system stands in between. */
async function exportedFiles({ shell, page }: Studio): Promise<string[]> {
  if (shell === 'electron') return [];
  const files = [
    await exported(page, 'Export the layout…'),
    await exported(page, 'Export the picture…', 'PNG'),
  ];
  return files.map((bytes) => bytes.toString('base64'));
}

test('from a blank canvas to a picture that is kept, through a power cut, and out again', async ({
  studio,
  watch,
}) => {
  const { page } = studio;
  await newCanvas(page, 'Square');

  const painted = await paintMountain(page);

  // Undo and redo.
  await page.keyboard.press('Control+z');
  await expect.poll(() => look(page)).not.toBe(painted);
  await page.keyboard.press('Control+Shift+z');
  await saved(page);

  // Generate, keep the result as a layer.
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  // Nothing is to be seen from now on but what is in the project.
  await expect(page.getByTitle('Painting', { exact: true })).toBeHidden();
  await page.keyboard.press('Control+l');
  await page.getByRole('button', { name: 'Keep as layer' }).click();
  await page.getByRole('tab', { name: 'Layers' }).click();
  await expect(page.getByText(/Picture/).first()).toBeVisible();
  await saved(page);
  await expect(page.getByText('The picture is now a layer.')).toBeHidden({ timeout: 60_000 });
  const before = await lookAside(page);
  const files = await exportedFiles(studio);

  // A power cut, in the middle of a sentence.
  await page.getByRole('tab', { name: 'Paint' }).click();
  await page.getByLabel('What the picture shows').pressSequentially('a lake at ');
  await page.waitForTimeout(1000);
  await page.getByLabel('What the picture shows').pressSequentially('dawn');
  await page.waitForTimeout(1000);
  await saved(page);
  watch.isHostAway = true;
  await studio.kill();
  await studio.start();
  if (studio.shell === 'browser') await expect(page.getByTestId('connection-lost')).toBeHidden();
  watch.isHostAway = false;
  await studio.reload();
  // A page that stayed open knows where it was; a window of its own begins anew.
  if (studio.shell === 'electron') await openProject(page, 'Untitled');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await expect(page.getByText(/Picture/).first()).toBeVisible();
  await expect.poll(async () => largestDifference(before, await lookAside(page))).toBeLessThanOrEqual(2);
  expect(await exportedFiles(studio)).toEqual(files);
  await page.getByRole('tab', { name: 'Paint' }).click();
  await expect(page.getByLabel('What the picture shows')).toHaveValue('a lake at dawn');
  // What was done before the cut can still be undone, a sentence at once.
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByLabel('What the picture shows')).toHaveValue('');
  await expect(page.getByRole('button', { name: 'Undo' }).first()).toBeEnabled();
});

test('a picture that is being painted can be cancelled, and the next one is painted', async ({ studio }) => {
  const { page } = studio;
  await openExample(page, 'Mountain lake');
  await page.getByRole('tab', { name: 'Paint' }).click();
  const steps = page
    .getByRole('spinbutton', { name: 'Steps' })
    .or(page.getByRole('textbox', { name: 'Steps' }))
    .first();
  if (!(await steps.isVisible())) await page.getByText('Steps and seed').click();
  await steps.fill('400');
  await steps.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/Step \d+ of 400/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByText(/Step \d+ of 400/)).toBeHidden();
  // Whoever has just written what is to be painted is still in that field.
  await page.getByLabel('What the picture shows').fill('a lake');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(/Step \d+ of 400/)).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByText(/Step \d+ of 400/)).toBeHidden();
  await steps.fill('2');
  await steps.press('Enter');
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 60_000 });
});

test('the canvas is painted again after a stroke', async ({ studio }) => {
  const { page } = studio;
  await openExample(page, 'Mountain lake');
  await expect(
    page
      .getByRole('button', { name: 'Live painting' })
      .or(page.getByRole('button', { name: 'Live' }))
      .first(),
  ).toHaveAttribute('aria-pressed', 'true');
  // Far from the stroke and from the frame's own line, which moves while a picture is painted.
  const lookBelow = async (): Promise<string> => {
    const { x, y, width, height } = (await canvas(page).boundingBox())!;
    const part = { width: width * 0.2, height: height * 0.15 };
    const bytes = await page.screenshot({ clip: { x: x + width * 0.4, y: y + height * 0.75, ...part } });
    return bytes.toString('base64');
  };
  const shownPictures = () => page.evaluate(() => performance.getEntriesByName('umber:live').length);
  const layout = await lookBelow();
  expect(await shownPictures()).toBe(0);
  await stroke(page, wave);
  await page.mouse.move(2, 2);
  await expect.poll(shownPictures, { timeout: 90_000 }).toBeGreaterThan(0);
  await expect.poll(async () => largestDifference(layout, await lookBelow())).toBeGreaterThan(PAINTED);
});

test('an exported picture brings its canvas back when it is dropped on the window', async ({ studio }) => {
  test.skip(studio.shell === 'electron', 'a save dialog of the system stands in between');
  const { page } = studio;
  await openExample(page, 'Beach at dusk');
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await page.getByRole('button', { name: 'Export the picture…' }).first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save…' }).click();
  const file = await (await download).path();
  const bytes = await readFile(file);

  await page.getByRole('button', { name: 'Start screen' }).click();
  await dropPng(page, 'beach.png', bytes);
  await page.getByRole('button', { name: /Get everything back/ }).click();
  await expect(canvas(page)).toBeVisible();
  await page.getByRole('tab', { name: 'Paint' }).click();
  await expect(page.getByRole('textbox', { name: 'What the picture shows' })).toHaveValue(/beach at dusk/);
});

test('a picture is made without a mouse', async ({ studio }) => {
  const { page } = studio;
  // Tab until the first size is under the hands.
  const square = page.getByRole('button', { name: /^Square/ });
  await expect(square).toBeVisible();
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    if (await square.evaluate((button) => button === document.activeElement)) break;
  }
  await expect(square).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(canvas(page)).toBeVisible();
  await canvas(page).focus();
  const before = await look(page);
  await page.keyboard.press('3');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => look(page)).not.toBe(before);
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
});

test('results come back with their project, and painting leaves what can be redone', async ({ studio }) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  const painted = await paintMountain(page);
  await page.keyboard.press('Control+z');
  await expect.poll(() => look(page)).not.toBe(painted);
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(2, { timeout: 90_000 });
  await expect(page.getByRole('button', { name: 'Redo' }).first()).toBeEnabled();
  await saved(page);

  await studio.reload();
  await expect(results(page)).toHaveCount(2);
});
