import type { Locator, Page } from '@playwright/test';
import type { Rect } from '../../src/document/index.ts';
import { canvas, openExample, results, setSteps } from './support/hand.ts';
import { colourAt, decodePicture, type Pixels } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** The line between the sides, its shadow, and the handle on it: so many CSS pixels to either side of it. */
const LINE = 24;
/** Of the frame around the pictures. */
const EDGE = 6;
/** The largest difference of a channel, of 255, between pixels that are the same. */
const ALIKE = 2;
/** So many places of a picture have to tell the two apart, at least. */
const ENOUGH = 200;

async function seen(part: Locator): Promise<Pixels> {
  return decodePicture(await part.screenshot({ animations: 'disabled', caret: 'hide' }));
}

/**
 * Expects one picture to be seen on the left of the line and the other on its right, wherever they can be told apart.
 *
 * @param share  of the box, where the line stands
 */
function expectSides(now: Pixels, [left, right]: readonly [Pixels, Pixels], box: Rect, share: number): void {
  const line = box.x + share * box.width;
  const told = { left: 0, right: 0 };
  for (let y = Math.ceil(box.y + EDGE); y < box.y + box.height - EDGE; y += 4) {
    for (let x = Math.ceil(box.x + EDGE); x < box.x + box.width - EDGE; x += 4) {
      const [ofLeft, ofRight] = [colourAt(left, x, y), colourAt(right, x, y)];
      if (Math.abs(x - line) < LINE || difference(ofLeft, ofRight) <= 4 * ALIKE) continue;
      const side = x < line ? 'left' : 'right';
      told[side]++;
      const wanted = side === 'left' ? ofLeft : ofRight;
      expect(difference(colourAt(now, x, y), wanted), `at ${x}, ${y}`).toBeLessThanOrEqual(ALIKE);
    }
  }
  expect(told.left).toBeGreaterThan(ENOUGH * share);
  expect(told.right).toBeGreaterThan(ENOUGH * (1 - share));
}

function difference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, channel) => Math.abs(value - b[channel]!)));
}

/** Paints two pictures of an example, with the canvas's live painting off. */
async function paintTwo(page: Page): Promise<void> {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await setSteps(page, 3);
  for (const count of [1, 2]) {
    await page.keyboard.press('Control+Enter');
    await expect(results(page)).toHaveCount(count, { timeout: 60_000 });
  }
  await expect(page.getByText('Painting', { exact: true })).toBeHidden();
}

/** Looks at one of the pictures of the strip, with the pointer out of the way. */
async function lookAt(page: Page, index: number): Promise<Pixels> {
  await results(page).nth(index).click();
  await expect(results(page).nth(index)).toHaveAttribute('aria-pressed', 'true');
  await page.mouse.move(2, 2);
  // Decoding it takes a moment; then it is there to stay.
  await page.waitForTimeout(500);
  return seen(canvas(page));
}

test('two results are compared on the canvas, by dragging the line between them and by keys', async ({
  studio: { page },
}) => {
  await paintTwo(page);
  // The layout over the pictures is not compared.
  await canvas(page).focus();
  await page.keyboard.press('\\');
  const left = await lookAt(page, 0);
  await page.getByRole('button', { name: 'Compare others with this one' }).click();
  const slider = page.getByRole('slider', { name: 'Where the comparison is divided' });
  await page.keyboard.press('c');
  const right = await lookAt(page, 1);
  await page.keyboard.press('c');
  // An example is square, and fitted. The slider for keys is seen over its foot while it has them.
  const view = (await canvas(page).boundingBox())!;
  const side = Math.min(view.width, view.height) - 64;
  const box = { x: (view.width - side) / 2, y: (view.height - side) / 2, width: side, height: side * 0.8 };
  const expectAt = async (share: number): Promise<void> => {
    await expect(slider).toHaveValue(String(share));
    await expect(async () => expectSides(await seen(canvas(page)), [left, right], box, share)).toPass({
      timeout: 10_000,
    });
  };
  await expectAt(0.5);

  const y = view.y + box.y + side * 0.4;
  const place = (share: number) => view.x + box.x + share * side;
  await page.mouse.move(place(0.5), y);
  await page.mouse.down();
  await page.mouse.move(place(0.25), y, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(2, 2);
  const dragged = Number(await slider.inputValue());
  expect(Math.abs(dragged - 0.25)).toBeLessThanOrEqual(0.01);
  await expectAt(dragged);
  // Nothing was painted by it: the last step of the history is the number of steps.
  await expect(page.getByRole('button', { name: 'Undo: Change steps' })).toBeEnabled();

  await slider.focus();
  for (let press = 0; press < 30; press++) await page.keyboard.press('ArrowRight');
  await expectAt(Math.round((dragged + 0.3) * 100) / 100);
  await page.keyboard.press('ArrowLeft');
  await expectAt(Math.round((dragged + 0.29) * 100) / 100);
});

test('two pictures of the gallery are compared, by dragging the line between them and by keys', async ({
  studio: { page },
}) => {
  await paintTwo(page);
  await page.getByRole('button', { name: 'Gallery' }).click();
  await page.locator('[data-place="0"]').click();
  const dialog = page.getByRole('dialog');
  const picture = dialog.locator('.picture');
  await expect(picture.locator('img')).toBeVisible();
  const left = await seen(picture);
  await dialog.getByRole('button', { name: 'Compare with another' }).click();
  await dialog.getByRole('button', { name: 'Next picture' }).click();
  const slider = dialog.getByRole('slider', { name: 'Where the comparison is divided' });
  await slider.focus();
  await page.keyboard.press('Home');
  await page.mouse.move(2, 2);
  const right = await seen(picture);
  // Pictures are as wide as they are high, and so is what is shown of them.
  const view = (await picture.boundingBox())!;
  const side = Math.min(view.width, view.height);
  const box = { x: (view.width - side) / 2, y: (view.height - side) / 2, width: side, height: side };
  const expectAt = async (share: number): Promise<void> => {
    await expect(slider).toHaveValue(String(100 * share));
    const line = (share * view.width - box.x) / side;
    await expect(async () => expectSides(await seen(picture), [left, right], box, line)).toPass({
      timeout: 10_000,
    });
  };

  const place = (share: number) => [view.x + share * view.width, view.y + view.height / 2] as const;
  await page.mouse.move(...place(0.2));
  await page.mouse.down();
  await page.mouse.move(...place(0.65), { steps: 5 });
  await page.mouse.up();
  const dragged = Number(await slider.inputValue()) / 100;
  expect(Math.abs(dragged - 0.65)).toBeLessThanOrEqual(0.02);
  await expectAt(dragged);

  for (let press = 0; press < 60; press++) await page.keyboard.press('ArrowLeft');
  await expectAt((100 * dragged - 30) / 100);
  await page.keyboard.press('ArrowRight');
  await expectAt((100 * dragged - 29.5) / 100);
});
