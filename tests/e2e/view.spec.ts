import type { Page } from '@playwright/test';
import { canvas, look, openExample } from './support/hand.ts';
import { expect, test } from './support/test.ts';

/** Of the example's canvas. */
const SIDE = 512;
/** Room left around a fitted canvas, in CSS pixels. */
const FIT_MARGIN = 32;
/** The status line counts whole pixels of the canvas. */
const ROUNDING = 1;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The place on the page of a fraction of the canvas area. */
async function placeOf(page: Page, x: number, y: number): Promise<Point> {
  const box = (await canvas(page).boundingBox())!;
  return { x: Math.round(box.x + x * box.width), y: Math.round(box.y + y * box.height) };
}

/** What the status line says is under the pointer, in canvas pixels. */
async function read(page: Page): Promise<Point> {
  const [x, y] = (await page.locator('.status .place').innerText()).split(',').map(Number);
  return { x: x ?? NaN, y: y ?? NaN };
}

/** What the zoom button says, as CSS pixels per canvas pixel. */
async function zoom(page: Page): Promise<number> {
  return Number.parseFloat(await page.getByRole('button', { name: /^Zoom: / }).innerText()) / 100;
}

/** Puts the pointer somewhere, and expects a place of the canvas there. */
async function expectUnder(page: Page, pointer: Point, wanted: Point, tolerance = ROUNDING): Promise<void> {
  await page.mouse.move(pointer.x + 1, pointer.y + 1);
  await page.mouse.move(pointer.x, pointer.y);
  await expect(async () => {
    const { x, y } = await read(page);
    expect(Math.abs(x - wanted.x)).toBeLessThanOrEqual(tolerance);
    expect(Math.abs(y - wanted.y)).toBeLessThanOrEqual(tolerance);
  }).toPass({ timeout: 20_000 });
}

/** What is under the pointer once the status line has come to rest there. */
async function placeUnder(page: Page, pointer: Point): Promise<Point> {
  await page.mouse.move(pointer.x, pointer.y);
  let last = await read(page);
  await expect
    .poll(async () => {
      const before = last;
      await page.waitForTimeout(300);
      last = await read(page);
      return Number.isFinite(last.x) && last.x === before.x && last.y === before.y;
    })
    .toBe(true);
  return last;
}

/** What the canvas shows once it has come to rest. */
async function stillLook(page: Page): Promise<string> {
  let shown = '';
  await expect
    .poll(async () => {
      const before = shown;
      shown = await look(page);
      return shown === before;
    })
    .toBe(true);
  return shown;
}

test('keys that move the view change what lies under a pointer that stands still', async ({
  studio: { page },
}) => {
  await openExample(page, 'Mountain lake');
  const pointer = await placeOf(page, 0.42, 0.36);
  let last = await placeUnder(page, pointer);
  for (const key of ['Control+=', 'Shift+>', 'Control+0']) {
    await page.keyboard.press(key);
    await expect.poll(() => read(page)).not.toEqual(last);
    // A pointer that moves is told of in any case; the brush is drawn where it was already.
    const shown = await stillLook(page);
    await page.mouse.move(pointer.x + 3, pointer.y);
    await page.mouse.move(pointer.x, pointer.y);
    await expect.poll(async () => (await look(page)) === shown).toBe(true);
    last = await placeUnder(page, pointer);
  }
});

test('the wheel zooms about the pointer', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const pointer = await placeOf(page, 0.42, 0.36);
  const under = await placeUnder(page, pointer);
  for (const turn of [-150, -150, 120, 300]) {
    const before = await zoom(page);
    await page.mouse.wheel(0, turn);
    const wanted = before * Math.exp(-Math.max(-200, Math.min(200, turn)) * 0.002);
    await expect.poll(async () => Math.abs((await zoom(page)) - wanted)).toBeLessThan(0.015 * wanted + 0.01);
    const now = await zoom(page);
    // Beside it is what lies so far away at this zoom; under it still the same.
    await expectUnder(page, { ...pointer, x: pointer.x + 60 }, { ...under, x: under.x + 60 / now }, 2);
    await expectUnder(page, pointer, under);
  }
});

test('the canvas is fitted to the window, and shown at its own size', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const box = (await canvas(page).boundingBox())!;
  const [middle, aside] = [await placeOf(page, 0.5, 0.5), await placeOf(page, 0.4, 0.3)];
  const fitted = (Math.min(box.width, box.height) - 2 * FIT_MARGIN) / SIDE;
  // Away from where it is fitted already.
  await page.mouse.move(aside.x, aside.y);
  for (const turn of [-200, -200]) await page.mouse.wheel(0, turn);
  await expect.poll(() => zoom(page)).toBeGreaterThan(1.5 * fitted);
  await canvas(page).focus();

  await page.keyboard.press('Control+0');
  await expect.poll(async () => Math.abs((await zoom(page)) - fitted)).toBeLessThan(0.01);
  await expectUnder(page, middle, { x: SIDE / 2, y: SIDE / 2 });
  const corner = { x: SIDE / 2 - 200, y: SIDE / 2 - 200 };
  await expectUnder(page, { x: middle.x - 200 * fitted, y: middle.y - 200 * fitted }, corner);

  await page.keyboard.press('Control+1');
  await expect.poll(() => zoom(page)).toBe(1);
  await expectUnder(page, middle, { x: SIDE / 2, y: SIDE / 2 });
  await expectUnder(page, { x: middle.x - 150, y: middle.y + 100 }, { x: SIDE / 2 - 150, y: SIDE / 2 + 100 });
});

test('a window of another size has a fitted canvas fitted to it, and any other in its place', async ({
  studio: { page },
}) => {
  await openExample(page, 'Mountain lake');
  for (const [width, height] of [
    [1900, 1100],
    [900, 700],
  ] as const) {
    const before = await canvas(page).boundingBox();
    await page.setViewportSize({ width, height });
    await expect.poll(() => canvas(page).boundingBox()).not.toEqual(before);
    const box = (await canvas(page).boundingBox())!;
    const fitted = (Math.min(box.width, box.height) - 2 * FIT_MARGIN) / SIDE;
    await expect.poll(async () => Math.abs((await zoom(page)) - fitted)).toBeLessThan(0.01);
    await expectUnder(page, await placeOf(page, 0.5, 0.5), { x: SIDE / 2, y: SIDE / 2 });
  }

  // Zoomed and moved away by hand: it keeps its zoom, and what was in the middle stays there.
  const aside = await placeOf(page, 0.4, 0.3);
  await page.mouse.move(aside.x, aside.y);
  const last = await zoom(page);
  for (const turn of [-200, -200]) await page.mouse.wheel(0, turn);
  await expect.poll(() => zoom(page)).toBeGreaterThan(2 * last);
  const near = await zoom(page);
  const middle = await placeUnder(page, await placeOf(page, 0.5, 0.5));
  const narrow = await canvas(page).boundingBox();
  await page.setViewportSize({ width: 1500, height: 900 });
  await expect.poll(() => canvas(page).boundingBox()).not.toEqual(narrow);
  await expectUnder(page, await placeOf(page, 0.5, 0.5), middle);
  expect(await zoom(page)).toBe(near);
});

test('rulers count the pixels of the canvas that lie beside them', async ({ studio: { page }, watch }) => {
  await openExample(page, 'Mountain lake');
  const numbers = (side: 'top' | 'left') => page.locator(`.rulers .${side} text`);
  await expect(numbers('top')).toHaveCount(0);
  const [before, zoomBefore] = [(await canvas(page).boundingBox())!, await zoom(page)];
  await page.keyboard.press('Shift+M');
  await expect(numbers('top').first()).toBeVisible();
  // The canvas has made room for them and is whole in view still.
  const beside = (await canvas(page).boundingBox())!;
  expect(beside.x - before.x).toBe(beside.y - before.y);
  await expect.poll(() => zoom(page)).toBeLessThan(zoomBefore);

  const along = async (side: 'top' | 'left') =>
    (await numbers(side).getByText('200', { exact: true }).boundingBox())!;
  const [left, top] = [await along('top'), await along('left')];
  // Numbers are written after their line, upwards on the left.
  await expectUnder(page, { x: left.x - 3, y: top.y - 3 }, { x: 200, y: 200 }, 2);
  const marker = (await page.locator('.along-top .marker').boundingBox())!;
  expect(Math.abs(marker.x - left.x + 3)).toBeLessThan(2);

  await page.keyboard.press('Shift+>');
  await expect(numbers('top')).toHaveCount(0);
  await page.keyboard.press('Shift+R');
  await expect(numbers('top').first()).toBeVisible();
  await page.reload();
  await expect(numbers('left').first()).toBeVisible();
  await page.keyboard.press('Shift+M');
  await expect(page.locator('.rulers')).toHaveCount(0);
  expect(watch.complaints).toEqual([]);
});

test('space and a drag move the canvas with the hand, and paint nothing', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await canvas(page).focus();
  await page.keyboard.press('Control+1');
  await expect.poll(() => zoom(page)).toBe(1);
  const start = await placeOf(page, 0.5, 0.5);
  const end = { x: start.x + 70, y: start.y - 40 };
  const under = await placeUnder(page, start);
  await page.keyboard.down(' ');
  await page.mouse.down();
  await page.mouse.move(end.x, end.y, { steps: 4 });
  // The status line is read anew some times a second.
  await page.waitForTimeout(500);
  expect(await read(page)).toEqual(under);
  await page.mouse.up();
  await page.keyboard.up(' ');
  await expectUnder(page, end, under);
  await expectUnder(page, start, { x: under.x - 70, y: under.y + 40 });
  await expect(page.getByRole('button', { name: /^Undo/ })).toBeDisabled();
});

test('the frame takes a side that is typed', async ({ studio: { page }, watch }) => {
  await openExample(page, 'Mountain lake');
  await page.getByRole('tab', { name: 'Paint' }).click();
  const width = page.getByRole('textbox', { name: 'Width of the frame' });
  await width.fill('384');
  await width.press('Enter');
  await expect(page.getByText(/^Frame 384 × 512, painted at/)).toBeVisible();
  await width.fill('3');
  await width.press('Enter');
  await expect(width).toHaveValue('64');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(width).toHaveValue('384');
  expect(watch.complaints).toEqual([]);
});
