import { canvas, look, openExample, results, runCommand } from './support/hand.ts';
import { expect, test } from './support/test.ts';

test('a live picture goes when live painting is switched off', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  const takeOff = page.getByRole('button', { name: 'Take the picture off the canvas' });
  await canvas(page).click();
  await expect(takeOff).toBeEnabled({ timeout: 60_000 });
  await page.keyboard.press('Control+l');
  await expect(takeOff).toBeDisabled();
});

test('a live picture that is kept is on the strip as it was seen, and a layer after that', async ({
  studio: { page },
}) => {
  await openExample(page, 'Mountain lake');
  const keep = page.getByRole('button', { name: 'Keep this picture' });
  await canvas(page).click();
  await expect(keep).toBeEnabled({ timeout: 60_000 });
  await expect(page.getByTitle('Painting', { exact: true })).toBeHidden();
  await keep.hover();
  const live = await look(page);
  await keep.click();
  await expect(results(page)).toHaveCount(1, { timeout: 60_000 });
  // What the strip offers of a variant, where it offered to keep the live picture.
  const accept = page.getByRole('button', { name: 'Keep as layer' });
  await accept.hover();
  await expect.poll(() => look(page)).toBe(live);

  await accept.click();
  await expect(results(page)).toHaveCount(0);
  // Undone it is a variant again, and no layer.
  await page.keyboard.press('Control+z');
  await expect(results(page)).toHaveCount(1);
  await expect(results(page)).toHaveAttribute('aria-pressed', 'true');
  await runCommand(page, 'Redo');
  await expect(results(page)).toHaveCount(0);
});

test('a cleared strip can be brought back', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 90_000 });
  await page.getByRole('button', { name: 'Clear the strip' }).click();
  await expect(results(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Bring them back' }).click();
  await expect(results(page)).toHaveCount(1);
});
