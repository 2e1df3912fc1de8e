import { expect, test } from './support/test.ts';

const COUNT = 10_000;

test.use({ galleryCount: COUNT });

test('ten thousand pictures are scrolled through, searched, starred, thrown away and brought back', async ({
  studio: { page },
}) => {
  await page.getByRole('button', { name: 'Gallery' }).click();
  const count = page.getByRole('status').filter({ hasText: /pictures?$/ });
  await expect(count).toHaveText('10,000 pictures', { timeout: 90_000 });
  const pictures = page.locator('[data-place]');
  await expect(pictures.first().locator('img')).toBeVisible();

  // Only what is on the screen is there, wherever one looks.
  await pictures.first().hover();
  for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 4000);
  await expect(page.locator('[data-place]:has(img)').first()).toBeVisible();
  expect(await pictures.count()).toBeLessThan(200);
  await page.locator('.gallery-list').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  const last = page.locator(`[data-place="${COUNT - 1}"]`);
  await expect(last).toBeVisible();
  await expect(last.locator('img')).toBeVisible();
  expect(await pictures.count()).toBeLessThan(200);

  // Found by its words among ten thousand, starred, and found by its star.
  await page.getByRole('searchbox', { name: 'Words' }).fill('picture 7777');
  await expect(count).toHaveText('1 picture');
  await pictures.first().hover();
  await page.getByRole('button', { name: 'Star', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Words' }).fill('');
  await expect(count).toHaveText('10,000 pictures');
  await page.getByRole('button', { name: 'Only with a star' }).click();
  await expect(count).toHaveText('1 picture');

  // A range by hand, then by keys; all ten thousand; none.
  await page.getByRole('button', { name: 'Only with a star' }).click();
  await expect(count).toHaveText('10,000 pictures');
  const chosen = page.getByRole('status').filter({ hasText: /chosen$/ });
  await pictures.nth(1).click({ modifiers: ['Control'] });
  await pictures.nth(3).click({ modifiers: ['Shift'] });
  await expect(chosen).toHaveText('3 chosen');
  await pictures.nth(0).click();
  await expect(chosen).toHaveText('4 chosen');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(chosen).toHaveText(/^([5-9]|\d\d) chosen/);
  await page.keyboard.press('Control+a');
  await expect(chosen).toHaveText('10,000 chosen');
  await page.keyboard.press('Escape');
  await expect(chosen).toBeHidden();
  await page.getByRole('button', { name: 'Only with a star' }).click();
  await expect(count).toHaveText('1 picture');

  // Into the bin and out of it.
  await pictures.first().hover();
  await page.getByRole('button', { name: 'Choose', exact: true }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(count).toHaveText('0 pictures');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(count).toHaveText('1 picture');
});

test('the gallery fills the window at every opening', async ({ studio: { page } }) => {
  const pictures = page.locator('[data-place]');
  for (const opening of ['first', 'second', 'third']) {
    await page.getByRole('button', { name: 'Gallery' }).click();
    await expect(page.getByText('10,000 pictures')).toBeVisible({ timeout: 90_000 });
    await expect(page.locator('[data-place="0"] img'), opening).toBeVisible();
    // Three rows and more find room in the window.
    await expect(pictures.nth(20).locator('img')).toBeInViewport();
    expect(await pictures.count()).toBeLessThan(200);
    await page.getByRole('button', { name: 'Back' }).click();
  }
});

test.describe('a picture that is looked at', () => {
  test.use({ galleryCount: 3 });

  test('is starred, thrown away with its neighbour taking its place, and brought back, for good', async ({
    studio,
  }) => {
    const { page } = studio;
    const dialog = page.getByRole('dialog');
    const pictures = page.locator('[data-place]');
    const count = page.getByRole('status').filter({ hasText: /pictures?$/ });
    const names = () =>
      pictures.evaluateAll((all) => all.map((picture) => picture.getAttribute('aria-label')));
    await page.getByRole('button', { name: 'Gallery' }).click();
    await expect(count).toHaveText('3 pictures');
    const before = await names();
    // The second press lands on the picture that is shown, and selects nothing of it.
    await pictures.nth(1).dblclick();
    await expect(dialog.getByText(before[1]!, { exact: true })).toBeVisible();
    await expect(dialog.locator('.picture img')).toBeVisible();
    const isTinted = () =>
      getSelection()!.containsNode(document.querySelector('.dialog-box .picture img')!, true) &&
      getSelection()!.type === 'Range';
    expect(await page.evaluate(isTinted)).toBe(false);
    await dialog.getByRole('button', { name: 'Star', exact: true }).click();
    await expect(dialog.getByRole('button', { name: 'Take the star away' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(dialog.getByText(before[2]!, { exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(count).toHaveText('2 pictures');
    await expect.poll(names).toEqual([before[0], before[2]]);

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(count).toHaveText('3 pictures');
    await expect.poll(names).toEqual(before);
    await studio.reload();
    await expect(count).toHaveText('3 pictures');
    await page.getByRole('button', { name: 'Only with a star' }).click();
    await expect(count).toHaveText('1 picture');
    await expect.poll(names).toEqual([before[1]]);
  });

  test('is looked for in the bin, put back, and deleted for good only when that is confirmed', async ({
    studio,
  }) => {
    const { page } = studio;
    const pictures = page.locator('[data-place]');
    const count = page.getByRole('status').filter({ hasText: /pictures?$/ });
    await page.getByRole('button', { name: 'Gallery' }).click();
    await expect(count).toHaveText('3 pictures');
    await pictures.first().focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await expect(count).toHaveText('0 pictures');

    await page.getByRole('button', { name: 'Bin', exact: true }).click();
    await expect(count).toHaveText('3 pictures');
    // Two presses, Enter or a button look at one, and none of them chooses it.
    const looked = page.locator('.dialog-box');
    const nextPlace = looked.getByText(/^[123] \/ \d$/);
    await pictures.first().dblclick();
    await expect(looked.locator('.picture img')).toBeVisible();
    await expect(nextPlace).toHaveText('1 / 3');
    await page.keyboard.press('ArrowRight');
    await expect(nextPlace).toHaveText('2 / 3');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('status').filter({ hasText: 'chosen' })).toBeHidden();
    await pictures.first().hover();
    await page.getByRole('button', { name: 'Look at it' }).click();
    await looked.getByRole('button', { name: 'Delete for good' }).click();
    await page
      .getByRole('dialog', { name: 'Delete for good?' })
      .getByRole('button', { name: 'Cancel' })
      .click();
    await pictures.first().focus();
    await page.keyboard.press('Enter');
    await looked.getByRole('button', { name: 'Put back' }).click();
    await expect(nextPlace).toHaveText('1 / 2');
    await page.keyboard.press('Escape');
    await expect(count).toHaveText('2 pictures');
    await pictures.first().focus();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog', { name: 'Delete for good?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(count).toHaveText('2 pictures');
    await page.getByRole('button', { name: 'Empty the bin' }).click();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await expect(page.getByText('No pictures in the bin')).toBeVisible();
    await page.getByRole('button', { name: 'Back' }).click();
    await expect(count).toHaveText('1 picture');
  });
});
