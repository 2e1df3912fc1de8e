import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Page } from '@playwright/test';
import { initializeCanvas, readPsd, type Layer } from 'ag-psd';
import { decode } from 'fast-png';
import sharp from 'sharp';
import { fromBufferPromise } from 'yauzl';
import { palette, parseColour } from '../../src/shared/palette.ts';
import { dropPng } from './support/drop-png.ts';
import { exported } from './support/export.ts';
import { look, openExample } from './support/hand.ts';
import { colourAt, decodePicture, type Pixels } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** Of the example: its sides, and the classes that it holds, one per pixel. */
const SIDE = 512;
const layoutFile = join(import.meta.dirname, '../../resources/examples/mountain-lake.png');
const layout = decode(await readFile(layoutFile)).data;

/** A picture in the middle of the canvas, of another colour in each of its corners. */
const patch = { name: 'corners', left: 156, top: 206, width: 200, height: 100 };
const corners = [
  [200, 30, 40],
  [20, 160, 60],
  [30, 60, 190],
  [230, 200, 50],
] as const;

/** How far a channel may be off where a format only comes near. */
const LOSSY = 12;

async function cornersPng(): Promise<Buffer> {
  const { width, height } = patch;
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++)
    rgb.set(corners[cornerOf(pixel % width, Math.floor(pixel / width))]!, pixel * 3);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

function cornerOf(x: number, y: number): number {
  return (y < patch.height / 2 ? 0 : 2) + (x < patch.width / 2 ? 0 : 1);
}

/** What an artist has made: an example with a picture of their own on it. */
async function openWithPicture(page: Page): Promise<void> {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await dropPng(page, `${patch.name}.png`, await cornersPng());
  await page.getByRole('button', { name: /^As a picture layer/ }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

/** Places in the middle of the four corners of the picture, from the middle of the canvas. */
const around = [
  [-40, -25],
  [40, -25],
  [-40, 25],
  [40, 25],
] as const;

function expectNear(got: readonly number[], wanted: readonly number[], tolerance: number): void {
  const most = Math.max(...wanted.map((value, channel) => Math.abs(value - got[channel]!)));
  expect(most, `${got.join(' ')} near ${wanted.join(' ')}`).toBeLessThanOrEqual(tolerance);
}

/** The corners' colours around the middle of a picture. */
function expectCorners(pixels: Pixels, tolerance: number): void {
  const [x, y] = [Math.floor(pixels.width / 2), Math.floor(pixels.height / 2)];
  for (const [index, [dx, dy]] of around.entries())
    expectNear(colourAt(pixels, x + dx, y + dy), [...corners[index]!, 255], tolerance);
}

test.beforeEach(({ shell }) => {
  test.skip(shell === 'electron', 'a save dialog of the system stands in between');
});

test('the picture layers are exported as the canvas shows them, as PNG, JPEG and WebP', async ({
  studio: { page },
}) => {
  await openWithPicture(page);
  await page.keyboard.press('\\');
  await page.mouse.move(2, 2);
  // The canvas is fitted: its middle is that of the view.
  await expect(async () => expectCorners(await decodePicture(await look(page)), 2)).toPass({
    timeout: 20_000,
  });

  const formats = [
    { format: 'PNG', kind: 'png', outside: [0, 0, 0, 0], tolerance: 0 },
    { format: 'JPEG', kind: 'jpeg', outside: [255, 255, 255, 255], tolerance: LOSSY },
    { format: 'WebP', kind: 'webp', outside: [0, 0, 0, 0], tolerance: LOSSY },
  ] as const;
  for (const { format, kind, outside, tolerance } of formats) {
    const bytes = await exported(page, 'Export the picture…', format);
    expect(await sharp(bytes).metadata()).toMatchObject({ format: kind, width: SIDE, height: SIDE });
    const pixels = await decodePicture(bytes);
    expectCorners(pixels, tolerance);
    expectNear(colourAt(pixels, 20, 20), outside, tolerance);
  }
});

test('the layout is exported as an indexed PNG of the same classes', async ({ studio: { page } }) => {
  await openWithPicture(page);
  const file = decode(await exported(page, 'Export the layout…'));
  expect(file).toMatchObject({ width: SIDE, height: SIDE, channels: 1 });
  expect(file.palette?.slice(1).map(([red, green, blue]) => [red, green, blue])).toEqual(
    palette.slice(1).map(({ colour }) => parseColour(colour)),
  );
  expect(Buffer.from(file.data).equals(Buffer.from(layout))).toBe(true);
});

/** A layer as a file of layers has it. */
interface FileLayer extends Pixels {
  readonly name: string;
  readonly left: number;
  readonly top: number;
}

/** As the studio writes it: another program knows nothing of its classes. */
function shownName(classId: number): string {
  const { name } = palette[classId]!;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Seen from the front, layers show the dropped picture, and around it the layout, by colour and by name. */
function expectStack(nearToFar: readonly FileLayer[]): void {
  const names = new Set(Array.from(new Set(layout), shownName));
  expect(new Set(nearToFar.map(({ name }) => name))).toEqual(new Set([patch.name, ...names]));
  expect(nearToFar).toHaveLength(names.size + 1);
  const [{ name, left, top, width, height }] = nearToFar as [FileLayer];
  expect({ name, left, top, width, height }).toEqual(patch);
  for (let y = 4; y < SIDE; y += 9) {
    for (let x = 4; x < SIDE; x += 9) {
      const seen = seenAt(nearToFar, x, y);
      const [fromLeft, fromTop] = [x - patch.left, y - patch.top];
      const isInPatch = fromLeft >= 0 && fromTop >= 0 && fromLeft < patch.width && fromTop < patch.height;
      const classId = layout[y * SIDE + x]!;
      const { colour } = palette[classId]!;
      const wanted = isInPatch
        ? { name: patch.name, colour: [...corners[cornerOf(fromLeft, fromTop)]!] }
        : { name: shownName(classId), colour: parseColour(colour) };
      expect(seen, `at ${x}, ${y}`).toEqual(wanted);
    }
  }
}

function seenAt(nearToFar: readonly FileLayer[], x: number, y: number): object | undefined {
  for (const layer of nearToFar) {
    const [fromLeft, fromTop] = [x - layer.left, y - layer.top];
    if (fromLeft < 0 || fromTop < 0 || fromLeft >= layer.width || fromTop >= layer.height) continue;
    const [red, green, blue, alpha] = colourAt(layer, fromLeft, fromTop);
    if (alpha !== 0) return { name: layer.name, colour: [red, green, blue] };
  }
  return undefined;
}

test('a PSD has every layer by its name, at its place, in its order', async ({ studio: { page } }) => {
  await openWithPicture(page);
  const bytes = await exported(page, 'Export as layers…', 'PSD');
  // The reader wants a browser's canvas only for what it makes pictures of.
  initializeCanvas(
    () => {
      throw new Error('No canvas here.');
    },
    (width, height) =>
      ({ width, height, data: new Uint8ClampedArray(width * height * 4) }) as unknown as ImageData,
  );
  const psd = readPsd(bytes, { useImageData: true });
  expect(psd).toMatchObject({ width: SIDE, height: SIDE });
  expectCorners(fromPsd(psd), 0);
  const layers = psd.children ?? [];
  expect(layers.every(({ hidden, opacity }) => !hidden && opacity === 1)).toBe(true);
  // Photoshop's list begins with the farthest.
  expectStack(layers.toReversed().map((layer) => ({ ...fromPsd(layer), ...placeOf(layer) })));
});

function placeOf({ name = '', left = 0, top = 0 }: Layer) {
  return { name, left, top };
}

function fromPsd({ imageData }: Pick<Layer, 'imageData'>): Pixels {
  const { width, height, data } = imageData!;
  return { width, height, rgba: new Uint8Array(data) };
}

test('an ORA has every layer by its name, at its place, in its order', async ({ studio: { page } }) => {
  await openWithPicture(page);
  const bytes = await exported(page, 'Export as layers…', 'ORA');
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false });
  const files = new Map<string, Buffer>();
  const methods: Record<string, number> = {};
  for await (const entry of zip.eachEntry()) {
    methods[entry.fileName] = entry.compressionMethod;
    files.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }

  // As its beginning tells, whatever its directory says.
  expect(bytes.subarray(30, 54).toString()).toBe('mimetypeimage/openraster');
  expect(Object.entries(methods)[0]).toEqual(['mimetype', 0]);

  const stack = files.get('stack.xml')!.toString();
  expect(stack).toContain(`<image version="0.0.3" w="${SIDE}" h="${SIDE}">`);
  const layers = [...stack.matchAll(/<layer ([^>]*)\/>/g)].map(([, written = '']) => {
    const attributes = [...written.matchAll(/([\w-]+)="([^"]*)"/g)];
    return new Map(attributes.map(([, key = '', value = '']) => [key, value]));
  });
  expect(layers.every((layer) => layer.get('visibility') === 'visible' && layer.get('opacity') === '1')).toBe(
    true,
  );
  expectStack(
    await Promise.all(
      layers.map(async (layer) => ({
        ...(await decodePicture(files.get(layer.get('src')!)!)),
        name: layer.get('name')!,
        left: Number(layer.get('x')),
        top: Number(layer.get('y')),
      })),
    ),
  );
  const merged = await decodePicture(files.get('mergedimage.png')!);
  expect(merged).toMatchObject({ width: SIDE, height: SIDE });
  expectCorners(merged, 0);
  expect(await decodePicture(files.get('Thumbnails/thumbnail.png')!)).toMatchObject({ width: 256 });
});
