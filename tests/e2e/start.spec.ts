import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canvas, newCanvas, saved, stroke } from './support/hand.ts';
import { expect, test } from './support/test.ts';

test('nothing on the start screen moves once it can be pressed', async ({ studio }) => {
  const { page } = studio;
  const recent = page.locator('[aria-labelledby="start-recent"]');
  await newCanvas(page, 'Square');
  await page.getByRole('button', { name: 'Start screen' }).click();
  await expect(recent.getByText('Untitled')).toBeVisible();
  await studio.reload();
  await expect(recent.getByText('Untitled')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Begin with an example' })).toBeVisible();
  const moved = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          resolve(list.getEntries().map(({ startTime }) => `moved after ${startTime} ms`));
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve([]), 300);
      }),
  );
  expect(moved).toEqual([]);
});

test('the card of a project that was left shows at once what was painted', async ({ studio: { page } }) => {
  await newCanvas(page, 'Square');
  await stroke(page, [
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  await page.getByRole('button', { name: 'Start screen' }).click();
  const picture = page.locator('.card img');
  const colours = () =>
    picture.evaluate((element: HTMLImageElement) => {
      const context = new OffscreenCanvas(64, 64).getContext('2d')!;
      context.drawImage(element, 0, 0, 64, 64);
      return new Set(new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer)).size;
    });
  await expect.poll(colours, { timeout: 5000 }).toBeGreaterThan(1);
});

test('a reload leads to the open project, and Back leaves nothing but the screen', async ({ studio }) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  await stroke(page, [
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  await saved(page);
  await studio.reload();
  await expect(canvas(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' }).first()).toBeEnabled();

  await page.getByRole('button', { name: 'Gallery' }).click();
  await expect(page.getByText('No pictures yet')).toBeVisible();
  await studio.reload();
  await expect(page.getByText('No pictures yet')).toBeVisible();
  await page.goBack();
  await expect(canvas(page)).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'New canvas' })).toBeVisible();
  await page.goForward();
  await expect(canvas(page)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' }).first()).toBeEnabled();
});

test('the hand holds what it held when the studio was left', async ({ studio, watch }) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  const size = () => page.getByRole('toolbar', { name: 'Options of the tool' }).getByRole('textbox').first();
  await canvas(page).focus();
  await page.keyboard.press('l');
  await page.keyboard.press('7');
  await size().fill('63');
  await size().press('Enter');
  await expect
    .poll(async () => readFile(join(studio.dataFolder, 'settings.json'), 'utf8').catch(() => ''))
    .toContain('"brushSize": 63');
  watch.isHostAway = true;
  await studio.kill();
  await studio.start();
  await studio.reload();
  await expect(page.getByRole('button', { name: 'Line', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(page.getByRole('button', { name: /^Painting with tree/i })).toBeVisible();
  await expect(size()).toHaveValue('63');
});

test('a second window says at once that a project is open in another, and takes it over', async ({
  studio,
}) => {
  test.skip(studio.shell === 'electron', 'Electron’s studio has one window.');
  const { page } = studio;
  await newCanvas(page, 'Square');
  await stroke(page, [
    [0.4, 0.4],
    [0.6, 0.6],
  ]);
  const second = await page.context().newPage();
  await second.goto(page.url());
  const question = second.getByRole('dialog', { name: '“Untitled” is open in another window' });
  await question.getByRole('button', { name: 'Go on here' }).click();
  await expect(canvas(second)).toBeVisible();
  await expect(second.getByRole('button', { name: 'Undo' }).first()).toBeEnabled();
  await expect(page.getByText('“Untitled” goes on in another window.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'New canvas' })).toBeVisible();

  // Nothing is in the way once that window is closed.
  await second.close();
  await page.locator('[aria-labelledby="start-recent"]').getByText('Untitled').click();
  await expect(canvas(page)).toBeVisible();
});
