import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { chooseTheme, openExample } from './support/hand.ts';
import { expect, test } from './support/test.ts';

/** Serious and critical violations of the page as it is, in words. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

for (const theme of ['Dark', 'Light'] as const) {
  test(`every screen can be read and reached, ${theme}`, async ({ studio: { page }, watch }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await expect(page.getByRole('button', { name: /^Mountain lake/ })).toBeVisible();
    await chooseTheme(page, theme);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
    expect(await violations(page), 'start').toEqual([]);
    await openExample(page, 'Mountain lake');
    for (const tab of ['Palette', 'Layers', 'Paint']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await violations(page), tab).toEqual([]);
    }
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    expect(await violations(page), 'settings').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Gallery' }).click();
    expect(await violations(page), 'gallery').toEqual([]);
    watch.forgive(/axe/);
  });
}

test('speaks Vietnamese', async ({ studio: { page } }) => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page
    .getByRole('button', { name: /Language/ })
    .or(page.getByRole('combobox', { name: /Language/ }))
    .first()
    .click();
  await page.getByRole('option', { name: 'Tiếng Việt' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Gallery', { exact: true })).toBeHidden();
});
