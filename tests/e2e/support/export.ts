import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { runCommand } from './hand.ts';

/** What the dialog is opened for, by the name of its command. */
type ExportCommand = 'Export the picture…' | 'Export as layers…' | 'Export the layout…';

/** Exports by the dialog, in a format where there are several; resolves to the file, which a browser downloads. */
export async function exported(page: Page, command: ExportCommand, format?: string): Promise<Buffer> {
  await runCommand(page, command);
  const dialog = page.getByRole('dialog', { name: 'Export' });
  if (format !== undefined) {
    await dialog.getByRole('combobox', { name: /^Format/ }).click();
    await page.getByRole('option', { name: format }).click();
  }
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save…' }).click();
  const bytes = await readFile(await (await download).path());
  await dialog.waitFor({ state: 'hidden' });
  return bytes;
}
