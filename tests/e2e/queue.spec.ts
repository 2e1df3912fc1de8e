import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { canvas, openExample, results, setSteps } from './support/hand.ts';
import { expect, test } from './support/test.ts';

const panel = (page: Page) => page.getByRole('dialog', { name: 'Queue' });

/** Opens the panel, where it is not open already. */
async function openQueue(page: Page): Promise<void> {
  if (await panel(page).isVisible()) return;
  await page.getByRole('button', { name: /^Queue/ }).click();
  await expect(panel(page)).toBeVisible();
}

async function closeQueue(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
}

/** The line of a picture, by its words. */
function line(page: Page, words: string) {
  return panel(page).getByRole('listitem').filter({ hasText: words });
}

/** Asks for a picture of some words. */
async function ask(page: Page, words: string): Promise<void> {
  await page.getByLabel('What the picture shows').fill(words);
  await page.keyboard.press('Control+Enter');
}

/** Expects pictures to wait in an order. */
async function expectWaiting(page: Page, words: readonly string[]): Promise<void> {
  await expect(panel(page).getByRole('list').first().getByRole('listitem')).toHaveText(
    words.map((each) => new RegExp(`^${each}`)),
  );
}

test('what waits is put in another order, taken out, and cleared away from the panel of the queue', async ({
  studio,
}) => {
  const { page } = studio;
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await setSteps(page, 2);
  await openQueue(page);
  await panel(page).getByRole('button', { name: 'Pause' }).click();
  await expect(panel(page).getByText('The queue is paused.')).toBeVisible();
  await closeQueue(page);
  for (const words of ['a red hill', 'a green hill', 'a blue hill']) await ask(page, words);

  await expect(page.getByRole('button', { name: /^Queue/ })).toContainText('3');
  // Escape stops all that was asked for, which may be more than was meant.
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByText('3 pictures were taken out of the queue.')).toBeVisible();
  await page.getByRole('button', { name: 'Put them back' }).click();
  await openQueue(page);
  await expectWaiting(page, ['a red hill', 'a green hill', 'a blue hill']);
  await line(page, 'a red hill').getByRole('button', { name: 'Later' }).click();
  await expectWaiting(page, ['a green hill', 'a red hill', 'a blue hill']);
  await line(page, 'a blue hill').getByRole('button', { name: 'Sooner' }).click();
  await expectWaiting(page, ['a green hill', 'a blue hill', 'a red hill']);
  await expect(line(page, 'a green hill').getByRole('button', { name: 'Sooner' })).toBeDisabled();
  await expect(line(page, 'a red hill').getByRole('button', { name: 'Later' })).toBeDisabled();
  await line(page, 'a blue hill').getByRole('button', { name: 'Cancel' }).click();
  await expectWaiting(page, ['a green hill', 'a red hill']);
  await expect(line(page, 'a blue hill')).toContainText('Cancelled');

  // All of it is the host's to remember.
  await studio.reload();
  await openQueue(page);
  await expectWaiting(page, ['a green hill', 'a red hill']);
  await expect(results(page)).toHaveCount(0);
  await panel(page).getByRole('button', { name: 'Go on' }).click();
  await expect(line(page, 'a red hill')).toContainText('Done', { timeout: 60_000 });
  await expect(line(page, 'a green hill')).toContainText('Done');
  await line(page, 'a blue hill').getByRole('button', { name: 'Try again' }).click();
  await expect(line(page, 'a blue hill')).toContainText('Done', { timeout: 60_000 });
  await expect(results(page)).toHaveCount(3);

  // A tidy list costs no pictures.
  await panel(page).getByRole('button', { name: 'Clear the list' }).click();
  await expect(panel(page).getByRole('heading', { name: 'Lately' })).toBeHidden();
  await expect(results(page)).toHaveCount(3);
  await closeQueue(page);
  await studio.reload();
  await expect(results(page)).toHaveCount(3);
  await openQueue(page);
  await expect(panel(page).getByText('Nothing is waiting.')).toBeVisible();
  await expect(panel(page).getByRole('heading', { name: 'Lately' })).toBeHidden();

  // Painted in the order that they were put in.
  await page.getByRole('button', { name: 'Gallery' }).click();
  for (const [place, words] of ['a blue hill', 'a red hill', 'a green hill'].entries()) {
    await expect(page.locator(`[data-place="${place}"]`)).toHaveAccessibleName(words);
  }
});

/** Processes that the host has started: its engine. */
async function enginePids(hostPid: number): Promise<number[]> {
  const children = await readFile(`/proc/${hostPid}/task/${hostPid}/children`, 'utf8');
  return children.trim().split(' ').map(Number);
}

test('a picture whose engine died twice has failed, says so, and is painted when it is tried again', async ({
  studio,
}) => {
  test.skip(process.platform !== 'linux', 'the engine is found in /proc');
  const { page, hostPid } = studio;
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await setSteps(page, 60);
  await page.keyboard.press('Control+Enter');
  let killed: number | undefined;
  for (let death = 0; death < 2; death++) {
    await expect
      .poll(async () => (await enginePids(hostPid)).filter((pid) => pid > 0 && pid !== killed).length)
      .toBe(1);
    await expect(page.getByText(/Step \d+ of 60/).first()).toBeVisible({ timeout: 30_000 });
    [killed] = await enginePids(hostPid);
    process.kill(killed!, 'SIGKILL');
    await expect.poll(async () => (await enginePids(hostPid)).includes(killed!)).toBe(false);
  }
  await expect(page.getByRole('alert')).toContainText('The painting engine stopped');
  await openQueue(page);
  const failed = panel(page).getByRole('listitem').filter({ hasText: 'Failed' });
  await expect(failed).toHaveCount(1);
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(results(page)).toHaveCount(1, { timeout: 60_000 });
  await expect(failed).toHaveCount(0);
  await expect(canvas(page)).toBeVisible();
});

test('the newest picture is in sight on a strip that is full', async ({ studio: { page } }) => {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await setSteps(page, 2);
  for (let count = 1; count <= 9; count++) {
    await ask(page, `picture ${count}`);
    await expect(results(page)).toHaveCount(count, { timeout: 60_000 });
    const newest = results(page).last();
    await expect(newest).toHaveAttribute('aria-pressed', 'true');
    await expect(newest).toBeInViewport({ ratio: 0.99 });
  }
});
