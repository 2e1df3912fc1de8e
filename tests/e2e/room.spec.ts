import type { Locator } from '@playwright/test';
import { canvas, chooseVietnamese, openExample, saved } from './support/hand.ts';
import { expect, test } from './support/test.ts';

/** Words and numbers in sight that have less room than they need. */
async function cutOff(part: Locator): Promise<string[]> {
  await part.waitFor();
  return part
    .locator('.ellipsis, input.numbers')
    .evaluateAll((all) =>
      all
        .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth)
        .map((element) => (element instanceof HTMLInputElement ? element.value : element.textContent)),
    );
}

test('words and numbers have the room that they need, in both languages', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const options = page.locator('.options').getByRole('toolbar');
  const size = options.getByRole('textbox').first();
  await size.fill('1024');
  await size.press('Enter');
  await expect(size).toHaveValue('1024');

  for (const isVietnamese of [false, true]) {
    if (isVietnamese) await chooseVietnamese(page);
    await canvas(page).focus();
    // Brush, fill, rectangle, class swap, selection.
    for (const key of ['b', 'g', 'r', 'w', 'm']) {
      await page.keyboard.press(key);
      expect.soft(await cutOff(options), key).toEqual([]);
    }
    for (const place of ['first', 'last'] as const) {
      await page.getByRole('tab')[place]().click();
      expect.soft(await cutOff(page.getByRole('tabpanel')), place).toEqual([]);
    }
  }

  // A number with a part has the sign of the language, and is typed with either.
  const guidance = page.getByRole('textbox', { name: 'Bố cục' });
  for (const typed of ['4,5', '2.5']) {
    await guidance.fill(typed);
    await guidance.press('Enter');
    await expect(guidance).toHaveValue(typed.replace('.', ','));
  }
  await guidance.press('ArrowUp');
  await expect(guidance).toHaveValue('2,6');
});

test('a project tells when it was changed last, as people write it where they live', async ({
  studio: { page },
}) => {
  await openExample(page, 'Mountain lake');
  await saved(page);
  for (const width of [900, 1280, 1920]) {
    await page.setViewportSize({ width, height: 800 });
    if (width === 900) await page.getByRole('button', { name: 'Start screen' }).click();
    const card = page
      .getByRole('listitem')
      .filter({ hasText: /\d+ × \d+/ })
      .first();
    // The page's browser is a British one.
    await expect(card).toContainText(/\b\d{1,2} [A-Z][a-z]+ 20\d\d/);
    expect.soft(await cutOff(card), `${width}`).toEqual([]);
  }
});

test('a small window shows what ends a transform, and what is in the hand', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await page.setViewportSize({ width: 900, height: 600 });
  await canvas(page).focus();
  await page.keyboard.press('t');
  for (const name of [/^Apply$/, /^Cancel$/, /^Hand$/, /^Painting with /])
    await expect(page.getByRole('button', { name }).first()).toBeInViewport({ ratio: 1 });
  await page.getByRole('textbox', { name: 'Angle', exact: true }).fill('400');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'Angle', exact: true })).toHaveValue('40');
  await page.getByRole('button', { name: 'Gallery' }).click();
  const heading = page.getByRole('heading', { name: 'Gallery' });
  expect((await heading.boundingBox())!.height).toBeLessThan(30);
});

test('a large window shows all classes at once, and the layers under them', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await page.setViewportSize({ width: 2560, height: 1440 });
  for (const place of ['first', 'last'] as const)
    await expect(page.getByRole('radio', { name: /^(Sky|Boat)/ })[place]()).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'New layer' })).toBeInViewport({ ratio: 1 });
});

test('what is said to the polygon is gone once another tool is chosen', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const box = (await canvas(page).boundingBox())!;
  const hint = page.getByText(/^Click the corners\..*Escape cancels\.$/);
  await canvas(page).focus();
  await page.keyboard.press('p');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(hint).toBeVisible();
  await page.keyboard.press('m');
  // By itself it would stay for some seconds.
  await expect(hint).toHaveCount(0, { timeout: 1500 });
});

test('what is said of a selection is gone once something else is selected', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const box = (await canvas(page).boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await canvas(page).focus();
  await page.keyboard.press('m');
  await page.mouse.move(...at(0.6, 0.3));
  await page.mouse.down();
  await page.mouse.move(...at(0.65, 0.35), { steps: 3 });
  await page.mouse.up();
  await page.keyboard.press('r');
  await page.mouse.move(...at(0.4, 0.7));
  await page.mouse.down();
  await page.mouse.move(...at(0.45, 0.75), { steps: 3 });
  await page.mouse.up();
  const said = page.getByText(/^Only the selection can be painted on/);
  await expect(said).toBeVisible();
  await page.keyboard.press('Control+a');
  await expect(said).toBeHidden({ timeout: 1_000 });
});
