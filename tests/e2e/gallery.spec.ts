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

  // Into the bin and out of it.
  await pictures.first().hover();
  await page.getByRole('button', { name: 'Choose', exact: true }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(count).toHaveText('0 pictures');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(count).toHaveText('1 picture');
});
