import { canvas, openExample } from './support/hand.ts';
import { expect, test } from './support/test.ts';

test('a live picture goes when live painting is switched off', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const takeOff = page.getByRole('button', { name: 'Take the picture off the canvas' });
  await canvas(page).click();
  await expect(takeOff).toBeEnabled({ timeout: 60_000 });
  await page.keyboard.press('Control+l');
  await expect(takeOff).toBeDisabled();
});
