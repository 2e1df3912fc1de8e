import { MAX_PROMPT_LENGTH } from '../../src/shared/generation-request.ts';
import { openExample, results, setSteps } from './support/hand.ts';
import { expect, test } from './support/test.ts';

test('words that a pack cannot read are told of while they are written', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  const words = page.getByLabel('What the picture shows');
  const warnings = page.getByRole('list', { name: 'Worth knowing' });
  await words.fill('hồ trên núi');
  await expect(warnings).toContainText('“hồ” is probably not understood');
  await words.fill('lake '.repeat(40));
  await expect(warnings).toContainText('Only about the first 30 words are read.');
  await expect(words).toBeFocused();
  const full = page.getByText('No more than 4,000 characters fit');
  await expect(full).toHaveCount(0);
  await words.fill('x'.repeat(MAX_PROMPT_LENGTH));
  await expect(full).toBeVisible();
});

test('what was said of a picture goes when the next one comes', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await setSteps(page, 1);
  const words = page.getByLabel('What the picture shows');
  const notice = page.getByText('too long for this pack; its end was left out.');
  await words.fill('lake '.repeat(40));
  await page.keyboard.press('Control+Enter');
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await words.fill('lake');
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(2, { timeout: 60_000 });
  await expect(notice).toHaveCount(0, { timeout: 1000 });
});
