import type { Page } from '@playwright/test';
import { canvas, newCanvas } from './support/hand.ts';
import { expect, test } from './support/test.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Settings' });
const eraser = 'Eraser';
const brush = 'Brush';

/** Opens the settings at the shortcuts of the commands with these words. */
async function openShortcuts(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+,');
  await dialog(page).getByRole('tab', { name: 'Shortcuts' }).click();
  await dialog(page).getByRole('searchbox', { name: 'Find a command' }).fill(words);
}

/** Has a command listen for a key, and presses it. */
async function addKey(page: Page, command: string, key: string): Promise<void> {
  await dialog(page)
    .getByRole('button', { name: `Add a key for “${command}”` })
    .click();
  await expect(dialog(page).getByRole('button', { name: 'Press a key…' })).toBeFocused();
  await page.keyboard.press(key);
}

/** The keys that the list shows for a command. */
function keysOf(page: Page, command: string) {
  return dialog(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(command, { exact: true }) })
    .locator('kbd');
}

async function closeSettings(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Close', exact: true }).click();
  await dialog(page).waitFor({ state: 'hidden' });
  await canvas(page).focus();
}

/** Expects keys to bring tools to hand; `undefined` for one that does nothing. Each is pressed with the hand tool. */
async function expectTools(page: Page, tools: Readonly<Record<string, string | undefined>>): Promise<void> {
  const inHand = page.getByRole('toolbar', { name: 'Options of the tool' }).locator('strong');
  for (const [key, tool] of Object.entries(tools)) {
    await page.keyboard.press('Shift+h');
    await expect(inHand).toHaveText('Hand');
    await page.keyboard.press(key);
    await expect(inHand, `after ${key}`).toHaveText(tool ?? 'Hand');
  }
}

test('a command gets another key, told of whom it takes it from, for good, and until the usual ones are back', async ({
  studio,
}) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  await canvas(page).focus();
  await expectTools(page, { e: eraser, b: brush, z: undefined });

  // Another key in place of the usual one.
  await openShortcuts(page, eraser);
  await addKey(page, eraser, 'z');
  await expect(keysOf(page, eraser)).toHaveText(['E', 'Z']);
  await dialog(page)
    .getByRole('button', { name: `Take E from “${eraser}”` })
    .click();
  await expect(keysOf(page, eraser)).toHaveText(['Z']);
  await closeSettings(page);
  await expectTools(page, { z: eraser, e: undefined, b: brush });

  // One that another command has: left with it, then taken from it.
  await openShortcuts(page, '');
  await addKey(page, eraser, 'b');
  const taken = dialog(page)
    .getByRole('status')
    .filter({ hasText: `B already belongs to “${brush}”.` });
  await expect(taken).toBeVisible();
  await taken.getByRole('button', { name: 'Cancel' }).click();
  await expect(taken).toBeHidden();
  await expect(keysOf(page, eraser)).toHaveText(['Z']);
  await addKey(page, eraser, 'b');
  await taken.getByRole('button', { name: 'Take it' }).click();
  await expect(keysOf(page, eraser)).toHaveText(['Z', 'B']);
  await expect(keysOf(page, brush)).toHaveCount(0);
  await closeSettings(page);
  const own = { z: eraser, b: eraser, e: undefined };
  await expectTools(page, own);

  await studio.reload();
  await canvas(page).focus();
  await expectTools(page, own);

  // What is usual for one command is taken back from the other.
  await openShortcuts(page, '');
  await dialog(page)
    .getByRole('button', { name: `The usual keys for “${brush}”` })
    .click();
  await expect(keysOf(page, brush)).toHaveText(['B']);
  await expect(keysOf(page, eraser)).toHaveText(['Z']);
  await closeSettings(page);
  await expectTools(page, { b: brush, z: eraser, e: undefined });
  await openShortcuts(page, '');
  await dialog(page).getByRole('button', { name: 'All as usual' }).click();
  await expect(keysOf(page, eraser)).toHaveText(['E']);
  await closeSettings(page);
  await expectTools(page, { e: eraser, b: brush, z: undefined });
});
