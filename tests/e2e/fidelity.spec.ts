import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { canvas, look, openExample, results, runCommand, saved } from './support/hand.ts';
import { expect, test } from './support/test.ts';

const badges = (page: Page) => page.locator('[data-fidelity]');
const layers = (page: Page) => page.getByRole('list', { name: /Layers/ }).getByRole('listitem');

/** What serious violations of the rules of reach there are in a part of the page. */
async function violations(page: Page, part: string): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).include(part).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Paints so many pictures of an example, without live painting in between. */
async function paintExample(page: Page, count: number): Promise<void> {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  for (let press = 0; press < count; press++) {
    await page.keyboard.press('Control+Enter');
    await expect(results(page)).toHaveCount(press + 1, { timeout: 90_000 });
  }
}

test('every picture of a layout is scored, sorted by it, and shows where it left the layout', async ({
  studio: { page },
  watch,
}) => {
  await paintExample(page, 2);
  await expect(badges(page)).toHaveCount(2);
  await expect(badges(page).first()).toHaveText(/\d+\s?%/);

  // The overlay comes and goes by its key.
  await results(page).last().click();
  await canvas(page).focus();
  const plain = await look(page);
  await page.keyboard.press('u');
  await expect(page.getByText(/^Hatched/)).toBeVisible();
  await expect.poll(() => look(page)).not.toBe(plain);
  await page.keyboard.press('u');
  await expect(page.getByText(/^Hatched/)).toBeHidden();

  // The best first.
  await page.keyboard.press('Shift+U');
  await expect(page.getByRole('button', { name: 'Sort by layout fidelity' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  const shares = (await badges(page).allInnerTexts()).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(shares).toEqual([...shares].sort((a, b) => b - a));

  await page.keyboard.press('Shift+F');
  const panel = page.getByRole('dialog', { name: 'Layout fidelity' });
  await expect(panel.getByText(/guide, not the truth/)).toBeVisible();
  await expect(panel.getByRole('row').nth(1)).toBeVisible();
  expect(await violations(page, '.fidelity')).toEqual([]);
  watch.forgive(/axe/);
});

test('a region is made ready to be repainted, in one step that can be undone', async ({
  studio: { page },
}) => {
  await paintExample(page, 1);
  await expect(badges(page)).toHaveCount(1);
  await page.getByRole('tab', { name: 'Layers' }).click();
  const before = await layers(page).count();

  await page.getByRole('button', { name: 'Layout fidelity…' }).click();
  await page
    .getByRole('button', { name: /^Repaint this region/ })
    .first()
    .click();
  await expect(page.getByRole('radio', { name: 'Repaint' })).toBeChecked();
  await page.getByRole('tab', { name: 'Layers' }).click();
  await expect(layers(page)).toHaveCount(before + 2);
  await expect(page.getByRole('button', { name: /^Repaint: / }).first()).toBeVisible();
  await saved(page);

  await page.keyboard.press('Control+z');
  await expect(layers(page)).toHaveCount(before);
  await page.getByRole('tab', { name: 'Paint' }).click();
  await expect(page.getByRole('radio', { name: 'Repaint' })).not.toBeChecked();
});

test('a picture becomes layers of a layout, and undo takes them all away', async ({ studio: { page } }) => {
  await paintExample(page, 1);
  await page.getByRole('button', { name: 'Keep as layer' }).click();
  await page.getByRole('tab', { name: 'Layers' }).click();
  const before = await layers(page).count();
  await runCommand(page, 'Layout from the picture');
  await expect.poll(() => layers(page).count()).toBeGreaterThan(before);
  await saved(page);
  await page.keyboard.press('Control+z');
  await expect(layers(page)).toHaveCount(before);
});

test('a scene is chosen by the keyboard, and nothing at all paints too', async ({
  studio: { page },
  watch,
}) => {
  await page.getByRole('button', { name: /^Square/ }).click();
  await canvas(page).waitFor();
  await page.getByRole('tab', { name: 'Paint' }).click();

  // An empty canvas, no words and no scene: chance decides.
  await page.getByRole('button', { name: /^Paint Ctrl/ }).click();
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await expect(badges(page)).toHaveCount(0);

  const scene = page.getByRole('button', { name: /^Scene/ });
  await scene.focus();
  await page.keyboard.press('Enter');
  const browser = page.getByRole('dialog', { name: 'Scene' });
  await expect(browser.getByRole('option', { name: 'Any', exact: true })).toBeFocused();
  await expect(browser.locator('img').first()).toBeVisible();
  expect(
    await browser
      .locator('img')
      .evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth === 96)),
  ).toBe(true);
  expect(await violations(page, '.scenes')).toEqual([]);
  watch.forgive(/axe/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const chosen = await browser.locator(':focus').innerText();
  await page.keyboard.press('Enter');
  await expect(browser).toBeHidden();
  await expect(scene).toHaveAccessibleName(new RegExp(chosen));
  await page.getByRole('button', { name: /^Paint Ctrl/ }).click();
  await expect(results(page)).toHaveCount(2, { timeout: 90_000 });
});
