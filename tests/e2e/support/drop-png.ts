import type { Page } from '@playwright/test';

/** Drops a PNG on the window, as from the system's file manager. */
export async function dropPng(page: Page, name: string, bytes: Buffer): Promise<void> {
  await dropFile(page, name, 'image/png', bytes);
}

/** Drops any file. @param type  what the system takes it for */
export async function dropFile(page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([fileName, fileType, base64]) => {
      const data = new DataTransfer();
      const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      data.items.add(new File([binary], fileName, { type: fileType }));
      return data;
    },
    [name, type, bytes.toString('base64')] as const,
  );
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent('body', event, { dataTransfer });
  }
}
