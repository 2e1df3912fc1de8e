import type { Page } from '@playwright/test';
import { canvas, look, openExample, stroke } from './support/hand.ts';
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

/** The largest difference of a channel between two pictures, of 255. */
async function largestDifference(page: Page, ...pictures: readonly string[]): Promise<number> {
  return page.evaluate(async (encoded) => {
    const [a, b] = await Promise.all(
      encoded.map(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
      }),
    );
    return a!.reduce((most, value, index) => Math.max(most, Math.abs(value - b![index]!)), 0);
  }, pictures);
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
    await expect
      .poll(async () => largestDifference(page, inParts, await look(page)))
      .toBeLessThanOrEqual(ROUNDING);
  };
  for (const { keys, from, to } of strokes) {
    for (const key of keys) await page.keyboard.press(key);
    const before = await look(page);
    await stroke(page, [from, to]);
    expect(await largestDifference(page, before, await look(page))).toBeGreaterThan(ROUNDING);
    await expectWhole();
    await page.keyboard.press('Control+z');
    await expectWhole();
  }
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
  await expect.poll(async () => largestDifference(page, before, await look(page))).toBeGreaterThan(ROUNDING);
  const held = await look(page);
  await expect(undo).toBeDisabled();
  await page.mouse.up();
  await expect
    .poll(async () => largestDifference(page, held, await look(page)))
    .toBeLessThanOrEqual(ROUNDING);
  await page.keyboard.press('Control+z');
  await expect
    .poll(async () => largestDifference(page, before, await look(page)))
    .toBeLessThanOrEqual(ROUNDING);
  expect(watch.complaints).toEqual([]);
});
