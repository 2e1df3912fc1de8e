import type { Page } from '@playwright/test';
import { canvas, look, openExample, results, setSteps, stroke } from './support/hand.ts';
import { largestDifference } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** Makes the studio draw the whole canvas anew, as after a graphics driver has started again. */
async function drawAnew(page: Page): Promise<void> {
  await canvas(page).evaluate((root) => {
    for (const sheet of root.querySelectorAll('canvas')) {
      const context = sheet.getContext('2d')!;
      context.save();
      context.resetTransform();
      context.clearRect(0, 0, sheet.width, sheet.height);
      context.restore();
      sheet.dispatchEvent(new Event('contextrestored'));
    }
  });
}

/** On a turned view chunks overlap by a fraction of a pixel, which a clipped edge rounds otherwise. */
const ROUNDING = 16;

const strokes = [
  { keys: ['4'], from: [0.4, 0.3], to: [0.6, 0.7] },
  // Turned, and magnified; then smaller.
  { keys: ['>', '>', '=', '6'], from: [0.3, 0.6], to: [0.7, 0.4] },
  { keys: ['-', '-', '-', '-', '-', '9'], from: [0.45, 0.5], to: [0.6, 0.5] },
] as const;

test('what is drawn in parts while one paints looks as if it were drawn whole', async ({
  studio: { page },
  watch,
}) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  const expectWhole = async (): Promise<void> => {
    // No outline of a brush, which is wherever the pointer is.
    await page.mouse.move(2, 2);
    const inParts = await look(page);
    await drawAnew(page);
    await expect.poll(async () => largestDifference(inParts, await look(page))).toBeLessThanOrEqual(ROUNDING);
  };
  for (const { keys, from, to } of strokes) {
    for (const key of keys) await page.keyboard.press(key);
    const before = await look(page);
    await stroke(page, [from, to]);
    expect(await largestDifference(before, await look(page))).toBeGreaterThan(ROUNDING);
    await expectWhole();
    await page.keyboard.press('Control+z');
    await expectWhole();
  }
  expect(watch.complaints).toEqual([]);
});

test('the canvas is never seen empty while its place on the screen changes', async ({
  studio: { page },
  watch,
}) => {
  await openExample(page, 'Mountain lake');
  const alphas = await canvas(page).evaluateHandle((root) => {
    const seen: number[] = [];
    const paper = root.querySelector('canvas')!;
    // Called after the studio's own, and before the frame is painted.
    new ResizeObserver(() => {
      const { data } = paper.getContext('2d')!.getImageData(paper.width / 2, paper.height / 2, 1, 1);
      seen.push(data[3]!);
    }).observe(root);
    return seen;
  });
  for (let turn = 0; turn < 4; turn++) {
    // A change of the layout, not of the window, which the browser announces before it draws.
    await page.getByRole('button', { name: 'Show the panels' }).click();
    await expect.poll(() => alphas.evaluate((seen) => seen.length)).toBeGreaterThan(turn + 1);
  }
  expect(await alphas.evaluate((seen) => Math.min(...seen))).toBe(255);
  expect(watch.complaints).toEqual([]);
});

test('the opacity of a layer is seen while it is being set, and is one step of the history', async ({
  studio: { page },
  watch,
}) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Layers' }).click();
  const before = await look(page);
  const undo = page.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeDisabled();
  const thumb = page.getByRole('slider', { name: 'Opacity' });
  const box = (await thumb.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x - 60, box.y + box.height / 2, { steps: 4 });
  await expect.poll(async () => largestDifference(before, await look(page))).toBeGreaterThan(ROUNDING);
  const held = await look(page);
  await expect(undo).toBeDisabled();
  await page.mouse.up();
  await expect.poll(async () => largestDifference(held, await look(page))).toBeLessThanOrEqual(ROUNDING);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => largestDifference(before, await look(page))).toBeLessThanOrEqual(ROUNDING);
  expect(watch.complaints).toEqual([]);
});

test('a picture is seen on the canvas while it is being painted, and changes until it is done', async ({
  studio: { page },
  watch,
}) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await setSteps(page, 40);
  await canvas(page).focus();
  // The layout over the picture would hide most of it. The frame's own line moves while one is painted.
  await page.keyboard.press('\\');
  await page.mouse.move(2, 2);
  const { x, y, width, height } = (await canvas(page).boundingBox())!;
  const part = { x: x + width * 0.4, y: y + height * 0.3, width: width * 0.2, height: height * 0.4 };
  const lookInside = async () => (await page.screenshot({ clip: part })).toString('base64');
  const step = page.getByText(/Step \d+ of 40/).first();
  const looks = [await lookInside()];
  await page.keyboard.press('Control+Enter');
  await expect(step).toBeVisible({ timeout: 60_000 });
  while (await step.isVisible()) {
    const seen = await lookInside();
    // One that was taken when it was done already is no preview.
    if (seen !== looks.at(-1) && (await step.isVisible())) looks.push(seen);
  }
  await expect(results(page)).toHaveCount(1, { timeout: 60_000 });
  const [before, ...previews] = looks;
  const changes = await Promise.all(
    previews.slice(1).map((preview, index) => largestDifference(preview, previews[index]!)),
  );
  expect(changes.filter((change) => change > ROUNDING).length).toBeGreaterThanOrEqual(2);
  // What is seen in the end is the picture, which no preview is.
  await expect.poll(async () => largestDifference(previews.at(-1)!, await lookInside())).toBeGreaterThan(0);
  expect(await largestDifference(before!, await lookInside())).toBeGreaterThan(ROUNDING);
  expect(watch.complaints).toEqual([]);
});
