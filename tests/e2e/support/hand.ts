import { expect, type Page } from '@playwright/test';

/** What an artist's hand does, in terms of what is on the screen. */

/** Opens an example from the start screen. */
export async function openExample(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await canvas(page).waitFor();
}

/** Opens the newest project of that name from the start screen. */
export async function openProject(page: Page, name: string): Promise<void> {
  // Examples may have the same name.
  await page
    .locator('[aria-labelledby="start-recent"]')
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  await canvas(page).waitFor();
}

/** A new canvas of one of the usual sizes. */
export async function newCanvas(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await canvas(page).waitFor();
}

export function canvas(page: Page) {
  return page.getByRole('application');
}

/** A stroke through points given as fractions of the canvas area. */
export async function stroke(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const box = (await canvas(page).boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  const [first, ...rest] = points;
  await page.mouse.move(...at(first!));
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...at(point), { steps: 6 });
  await page.mouse.up();
}

/** Waits until every change is on the disk. The word beside the project's name is slower, so that it does not flicker. */
export async function saved(page: Page): Promise<void> {
  await expect(page.locator('[data-durability="saved"]')).toBeVisible();
}

/** Runs a command by its name, as from the menus. */
export async function runCommand(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill(name);
  await page.keyboard.press('Enter');
}

/** Chooses the theme in the settings. */
export async function chooseTheme(page: Page, name: 'Dark' | 'Light'): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: /^Theme/ }).click();
  await page.getByRole('option', { name }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Chooses Vietnamese in the settings, which are in English so far. */
export async function chooseVietnamese(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: /^Language/ }).click();
  await page.getByRole('option', { name: 'Tiếng Việt' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Pictures in the strip of results. */
export function results(page: Page) {
  return page.getByRole('group', { name: 'Painted pictures' }).getByRole('button');
}

/** The pixels of what the screen shows within the canvas, as one number that changes with them. */
export async function look(page: Page): Promise<string> {
  const bytes = await canvas(page).screenshot({ animations: 'disabled', caret: 'hide' });
  return bytes.toString('base64');
}

/** Sets how many steps the next picture takes, in the panel for painting. */
export async function setSteps(page: Page, steps: number): Promise<void> {
  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Steps' });
  await field.fill(String(steps));
  await field.press('Enter');
}
