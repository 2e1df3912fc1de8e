import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { canvas, newCanvas, runCommand, saved, stroke } from './support/hand.ts';
import { expect, test } from './support/test.ts';

const layers = (page: Page) => page.getByRole('list', { name: /Layers/ }).getByRole('listitem');

/** A canvas with one stroke of a class on it, and its layers in sight. */
async function newPaintedCanvas(page: Page): Promise<void> {
  await newCanvas(page, 'Square');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.keyboard.press('4');
  await stroke(page, [
    [0.4, 0.5],
    [0.6, 0.5],
  ]);
}

/** What another program has copied is pasted, as a browser tells of it. */
async function pastePicture(page: Page, bytes: Buffer): Promise<void> {
  await page.evaluate((base64) => {
    const clipboardData = new DataTransfer();
    const binary = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    clipboardData.items.add(new File([binary], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, bytes.toString('base64'));
}

test('pixels are copied into a layer of their own and into another project, texts stay texts', async ({
  studio: { page },
  watch,
}) => {
  await newPaintedCanvas(page);
  await page.keyboard.press('Control+x');
  await page.keyboard.press('Control+v');
  await expect(layers(page)).toHaveCount(2);
  await expect(page.getByRole('button', { name: 'Undo: Paste', exact: true })).toBeEnabled();
  await page.keyboard.press('Control+z');
  // What was selected in a field, or read on the page, keeps the keys from no pixels.
  await page
    .getByRole('toolbar', { name: 'Options of the tool' })
    .getByRole('textbox', { name: 'Size' })
    .click();
  // The button that moves the canvas pastes nothing, as it does on Linux in texts.
  await canvas(page).click({ position: { x: 5, y: 5 }, button: 'middle' });
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(layers(page)).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(layers(page)).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Undo: Cut', exact: true })).toBeEnabled();
  await page.keyboard.press('Control+z');
  await expect(layers(page)).toHaveCount(1);

  await page.getByRole('tab', { name: 'Paint', exact: true }).click();
  const prompt = page.getByLabel('What the picture shows');
  await prompt.fill('fog');
  for (const key of ['a', 'c', 'v', 'v']) await page.keyboard.press(`Control+${key}`);
  await expect(prompt).toHaveValue('fogfog');

  await saved(page);
  await runCommand(page, 'Close project');
  await newCanvas(page, 'Square');
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.keyboard.press('Control+v');
  await expect(layers(page)).toHaveCount(2);
  expect(watch.complaints).toEqual([]);
});

test('the newest copy stays on the clipboard, however long an older one takes', async ({
  studio: { page },
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await newPaintedCanvas(page);
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = { width: 512, height: 512, channels: 3, background: '#000', noise } as const;
  await pastePicture(page, await sharp({ create: picture }).png().toBuffer());
  await expect(layers(page)).toHaveCount(2);
  // In one go: the picture is not encoded yet when the layout is copied.
  const types = await page.evaluate(async () => {
    const { clipboard } = navigator;
    const writes: Promise<void>[] = [];
    const write = clipboard.write.bind(clipboard);
    clipboard.write = (items) => (writes.push(write(items)), writes.at(-1)!);
    const copy = () =>
      document.body.dispatchEvent(new ClipboardEvent('copy', { bubbles: true, cancelable: true }));
    copy();
    document.querySelectorAll<HTMLElement>('[data-layer]')[1]!.click();
    copy();
    const kept = await Promise.allSettled(writes);
    const [item] = await clipboard.read();
    return { kept: kept.map(({ status }) => status), now: item?.types };
  });
  expect(types).toEqual({ kept: ['rejected', 'fulfilled'], now: ['text/html'] });
});

test('pictures go to and come from other programs', async ({ studio: { page }, watch }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await newCanvas(page, 'Square');
  await page.keyboard.press('Control+l');
  await page.getByRole('tab', { name: 'Layers' }).click();
  const red = { width: 2000, height: 1000, channels: 3, background: '#ff0000' } as const;
  await pastePicture(page, await sharp({ create: red }).png().toBuffer());
  await expect(layers(page)).toHaveCount(2);
  await expect(layers(page).first()).toContainText('Pasted picture');

  await canvas(page).focus();
  await page.keyboard.press('Control+c');
  // Made smaller so that it fits on the canvas.
  const size = () =>
    page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      if (!item?.types.includes('image/png')) return undefined;
      const { width, height } = await createImageBitmap(await item.getType('image/png'));
      return { width, height };
    });
  await expect.poll(size).toEqual({ width: 512, height: 256 });
  await page.keyboard.press('Control+v');
  await expect(layers(page)).toHaveCount(3);
  await expect(layers(page).first()).toContainText('Pasted picture (copy)');
  expect(watch.complaints).toEqual([]);
});
