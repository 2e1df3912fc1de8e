import type { Page } from '@playwright/test';

/** Drops a PNG on the window, as from the system's file manager. */
export async function dropPng(page: Page, name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const data = new DataTransfer();
      const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([binary], fileName, { type: 'image/png' }));
      return data;
    },
    [name, bytes.toString('base64')] as const,
  );
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', event, { dataTransfer });
  }
}
