import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { decode } from 'fast-png';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { classNamed, palette, parseColour } from '../../src/shared/palette.ts';
import { dropFile, dropPng } from './support/drop-png.ts';
import { exported } from './support/export.ts';
import { canvas, look, newCanvas, openExample, results, setSteps } from './support/hand.ts';
import { newestPicture } from './support/newest-picture.ts';
import { colourAt, decodePicture } from './support/pictures.ts';
import type { Studio } from './support/studio.ts';
import { expect, test } from './support/test.ts';

/** Side of the example's canvas, and of the square one. */
const SIDE = 512;
const exampleFile = join(import.meta.dirname, '../../resources/examples/beach-at-dusk.png');
const exampleLayout = decode(await readFile(exampleFile)).data;

test.beforeEach(({ shell }) => {
  test.skip(shell === 'electron', 'a save dialog of the system stands in between');
});

const layers = (page: Page) => page.getByRole('list', { name: /Layers/ }).getByRole('listitem');
const dialog = (page: Page) => page.getByRole('dialog');

/** What stands in the list of layers, the nearest first: names, each with what kind of layer it is. */
async function layerNames(page: Page): Promise<string[]> {
  await page.getByRole('tab', { name: 'Layers' }).click();
  return (await layers(page).allInnerTexts()).map((text) => text.replaceAll('\n', ', '));
}

/** Chooses what is done with the dropped file, by the beginning of its words. */
async function choose(page: Page, way: string): Promise<void> {
  await dialog(page)
    .getByRole('button', { name: new RegExp(`^${way}`) })
    .click();
  await dialog(page).waitFor({ state: 'hidden', timeout: 60_000 });
}

async function exportedLayout(page: Page): Promise<ArrayLike<number>> {
  return decode(await exported(page, 'Export the layout…')).data;
}

/** The share of pixels of two layouts that have the same class. */
function agreement(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).filter((id, pixel) => id === b[pixel]).length / a.length;
}

/** Paints a picture of an example, and opens an empty canvas beside it. */
async function paintAndLeave({ page, dataFolder }: Studio): Promise<Buffer> {
  await openExample(page, 'Beach at dusk');
  await page.keyboard.press('Control+l');
  await setSteps(page, 3);
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 60_000 });
  const bytes = await newestPicture(dataFolder);
  await page.getByRole('button', { name: 'Start screen' }).click();
  await newCanvas(page, 'Square');
  return bytes;
}

test('a dropped picture of Umber’s becomes whichever of its parts is asked for', async ({ studio }) => {
  const { page } = studio;
  const bytes = await paintAndLeave(studio);
  const words = page.getByLabel('What the picture shows');
  const steps = page.getByRole('textbox', { name: 'Steps' });
  const empty = await layerNames(page);
  const emptyLayout = await exportedLayout(page);
  const undo = async (): Promise<void> => {
    await page.keyboard.press('Control+z');
    await expect.poll(() => layerNames(page)).toEqual(empty);
  };
  const drop = async (): Promise<void> => {
    await dropPng(page, 'my beach.png', bytes);
    await expect(dialog(page).getByRole('heading')).toHaveText('This picture was painted with Umber');
    await expect(dialog(page)).toContainText('256 × 256 · 3 steps');
  };

  await drop();
  await choose(page, 'Only its layout');
  expect(await layerNames(page)).toEqual(['my beach, Layout', ...empty]);
  expect(agreement(await exportedLayout(page), exampleLayout)).toBeGreaterThan(0.97);
  await page.getByRole('tab', { name: 'Paint' }).click();
  await expect(words).toHaveValue('');
  await undo();

  await drop();
  await choose(page, 'As a picture layer');
  expect(await layerNames(page)).toEqual(['my beach, Picture', ...empty]);
  expect(await exportedLayout(page)).toEqual(emptyLayout);
  const picture = await decodePicture(bytes);
  const kept = await decodePicture(await exported(page, 'Export the picture…', 'PNG'));
  // It lies in the middle, as large as it is.
  for (let at = 8; at < picture.width; at += 31) {
    const inMiddle = (SIDE - picture.width) / 2 + at;
    expect(colourAt(kept, inMiddle, inMiddle)).toEqual(colourAt(picture, at, at));
  }
  await undo();

  await drop();
  await choose(page, 'Turn it into a layout');
  const read = await layerNames(page);
  expect(read.length).toBeGreaterThan(empty.length);
  expect(read.every((name) => /, Layout$/.test(name))).toBe(true);
  await undo();

  await drop();
  await choose(page, 'Get everything back');
  expect(await layerNames(page)).toEqual(['my beach, Layout', ...empty]);
  expect(agreement(await exportedLayout(page), exampleLayout)).toBeGreaterThan(0.97);
  await page.getByRole('tab', { name: 'Paint' }).click();
  await expect(words).toHaveValue(/beach at dusk/);
  await expect(steps).toHaveValue('3');
});

test('a foreign picture becomes a layer, or a canvas of its size where none is open', async ({
  studio: { page },
}) => {
  const colours = [
    [200, 30, 40],
    [30, 60, 190],
  ] as const;
  const halves = await sharp({ create: { width: 120, height: 80, channels: 3, background: rgb(colours[0]) } })
    .composite([
      {
        input: { create: { width: 60, height: 80, channels: 3, background: rgb(colours[1]) } },
        left: 60,
        top: 0,
      },
    ])
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toBuffer();
  const drop = async (): Promise<void> => {
    await dropFile(page, 'halves.jpg', 'image/jpeg', halves);
    await expect(dialog(page).getByRole('heading')).toHaveText(
      'What would you like to do with this picture?',
    );
    await choose(page, 'As a picture layer');
  };
  await drop();
  await expect(canvas(page)).toBeVisible();
  await expect(page.getByText('120 × 80', { exact: true })).toBeVisible();
  expect((await layerNames(page))[0]).toBe('halves, Picture');

  await page.getByRole('button', { name: 'Start screen' }).click();
  await newCanvas(page, 'Square');
  const before = await layerNames(page);
  await drop();
  expect(await layerNames(page)).toEqual(['halves, Picture', ...before]);
  await canvas(page).focus();
  await page.keyboard.press('\\');
  await page.mouse.move(2, 2);
  await expect(async () => {
    const shown = await decodePicture(await look(page));
    const middle = [Math.floor(shown.width / 2), Math.floor(shown.height / 2)] as const;
    for (const [side, colour] of colours.entries()) {
      const pixel = colourAt(shown, middle[0] + (side === 0 ? -30 : 30), middle[1]);
      for (const channel of [0, 1, 2]) expect(Math.abs(pixel[channel]! - colour[channel]!)).toBeLessThan(8);
    }
  }).toPass({ timeout: 20_000 });
});

function rgb([r, g, b]: readonly [number, number, number]) {
  return { r, g, b };
}

test('an indexed picture of another program becomes a layout', async ({ studio: { page } }) => {
  await newCanvas(page, 'Square');
  // Stripes in colours of the palette, which the other program numbers in its own way.
  const stripes = ['lake', 'sky', 'mountain', 'sand'].map((name) => classNamed(name)!.id);
  const classAt = (pixel: number) => stripes[Math.floor((4 * (pixel % SIDE)) / SIDE)]!;
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++)
    pixels.set(parseColour(palette[classAt(pixel)]!.colour), pixel * 3);
  const png = await sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png({ palette: true, colours: 4, dither: 0 })
    .toBuffer();
  expect(decode(png).palette).toBeDefined();

  await dropPng(page, 'stripes.png', png);
  // The likeliest stands first.
  await expect(dialog(page).locator('.way').first()).toHaveAccessibleName(/^As a layout/);
  await choose(page, 'As a layout');
  expect((await layerNames(page))[0]).toBe('stripes, Layout');
  const layout = await exportedLayout(page);
  expect(Array.from(layout).every((id, pixel) => id === classAt(pixel))).toBe(true);
});

test('what is no picture, and one that is broken, are told in words', async ({ studio: { page } }) => {
  await newCanvas(page, 'Square');
  const before = await layerNames(page);
  await dropFile(page, 'notes.txt', 'text/plain', Buffer.from('Buy blue paint.'));
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('“notes.txt” is neither a project nor a picture.');
  await expect(alert).toContainText('Umber opens .umber projects, PNG, JPEG');
  const dismiss = async (): Promise<void> => {
    await alert.getByRole('button', { name: 'Dismiss' }).click();
    await expect(alert).toHaveCount(0);
  };
  await dismiss();
  const drawing = zipSync({
    mimetype: Buffer.from('image/openraster'),
    'stack.xml': Buffer.from('<image/>'),
  });
  await dropFile(page, 'drawing.ora', 'image/openraster', Buffer.from(drawing));
  await expect(alert).toContainText('“drawing.ora” is neither a project nor a picture.');
  await dismiss();
  await dropFile(page, 'nothing.png', 'image/png', Buffer.alloc(0));
  await expect(alert).toContainText('The file is empty.');
  await dismiss();

  const whole = await readFile(exampleFile);
  await dropPng(page, 'half.png', whole.subarray(0, whole.length / 2));
  await expect(alert).toContainText('The PNG is cut short.');
  // In the words of the host as well, whatever language it is read in.
  await chooseLanguage(page, /^Language/, 'Tiếng Việt');
  await expect(alert).toContainText('Tệp PNG bị cắt cụt.');
  await expect(alert).toContainText('Hãy chép hoặc tải lại');
  await chooseLanguage(page, /^Ngôn ngữ/, 'English');
  await dismiss();

  // Only a browser reads these, once it is known what for.
  await dropFile(page, 'scratched.jpg', 'image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]));
  const asPicture = dialog(page).getByRole('button', { name: /^As a picture layer/ });
  await expect(asPicture).toBeVisible();
  // Layouts are read from PNGs alone.
  await expect(dialog(page).getByRole('button', { name: /^As a layout/ })).toHaveCount(0);
  await asPicture.click();
  await expect(alert).toContainText('The picture cannot be read.');
  await page.keyboard.press('Escape');
  expect(await layerNames(page)).toEqual(before);
});

async function chooseLanguage(page: Page, field: RegExp, language: string): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: language }).click();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'hidden' });
}
