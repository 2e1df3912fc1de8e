import type { CDPSession, Page } from '@playwright/test';
import { decode } from 'fast-png';
import { classNamed, parseColour } from '../../src/shared/palette.ts';
import { exported } from './support/export.ts';
import { canvas, look, openExample, results, setSteps } from './support/hand.ts';
import { colourAt, decodePicture } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** Side of the example's canvas, which is shown at its own size in the middle of the view. */
const SIDE = 512;
/** A class that the example has nothing of, so that whatever has it was painted. */
const { id: bridge, colour: bridgeColour } = classNamed('bridge')!;
/** The brush as it comes, in canvas pixels. */
const USUAL_SIZE = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

test.beforeEach(({ shell }) => {
  test.skip(shell === 'electron', 'a save dialog of the system stands in between');
});

/** Opens the example at its own size with a bridge in hand; answers where its left upper corner lies on the page. */
async function takeBrush(page: Page): Promise<Point> {
  await openExample(page, 'Mountain lake');
  await page.keyboard.press('Control+l');
  await page.getByRole('radio', { name: /^Bridge/ }).click();
  await canvas(page).focus();
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('button', { name: /^Zoom: / })).toHaveText('100%');
  const { x, y, width, height } = (await canvas(page).boundingBox())!;
  return { x: Math.round(x + (width - SIDE) / 2), y: Math.round(y + (height - SIDE) / 2) };
}

/** Whether a pixel of the canvas is painted, by what the layout is once it is exported. */
async function painted(page: Page): Promise<(x: number, y: number) => boolean> {
  const { data } = decode(await exported(page, 'Export the layout…'));
  return (x, y) => data[Math.round(y) * SIDE + Math.round(x)] === bridge;
}

/** How many pixels of a column of the canvas are painted, between two rows. */
function thickness(
  isPainted: (x: number, y: number) => boolean,
  x: number,
  from: number,
  to: number,
): number {
  let count = 0;
  for (let y = from; y < to; y++) if (isPainted(x, y)) count++;
  return count;
}

const sizeField = (page: Page) =>
  page.getByRole('toolbar', { name: 'Options of the tool' }).getByRole('textbox', { name: 'Size' });

test('the outline of the brush is as large as what it paints, and goes with the pointer', async ({
  studio: { page },
}) => {
  const corner = await takeBrush(page);
  const ring = page.locator('.brush-ring').filter({ visible: true });
  const at = { x: corner.x + 100, y: corner.y + 120 };
  const expectRing = async (size: number, { x, y } = at) => {
    await expect(ring).toHaveCount(1);
    await expect
      .poll(async () => {
        const box = (await ring.boundingBox())!;
        return [
          box.x + box.width / 2 - x,
          box.y + box.height / 2 - y,
          box.width - size,
          box.height - size,
        ].map(Math.abs);
      })
      .toEqual([0, 0, 0, 0].map(() => expect.closeTo(0, 0)));
  };
  await page.mouse.move(at.x, at.y);
  await expectRing(USUAL_SIZE);
  // While it paints as well.
  await page.mouse.down();
  await page.mouse.move(at.x + 40, at.y + 10);
  await expectRing(USUAL_SIZE, { x: at.x + 40, y: at.y + 10 });
  await page.mouse.up();
  await page.mouse.move(at.x, at.y);
  for (let press = 0; press < 10; press++) await page.keyboard.press(']');
  await expectRing(Number(await sizeField(page).inputValue()));
  await page.mouse.move(5, 5);
  await expect(ring).toHaveCount(0);
});

test('brackets change the size of the brush and what it paints, and with other keys what these are for', async ({
  studio: { page },
}) => {
  const corner = await takeBrush(page);
  await expect(sizeField(page)).toHaveValue(String(USUAL_SIZE));
  await page.mouse.click(corner.x + 100, corner.y + 100);
  await page.keyboard.press(']');
  await expect(sizeField(page)).toHaveValue('26');
  // Held down it goes on.
  for (let repeat = 0; repeat < 10; repeat++) await page.keyboard.down(']');
  await page.keyboard.up(']');
  const bigger = Number(await sizeField(page).inputValue());
  expect(bigger).toBeGreaterThan(50);
  await page.mouse.click(corner.x + 300, corner.y + 100);
  for (let press = 0; press < 20; press++) await page.keyboard.press('[');
  const smaller = Number(await sizeField(page).inputValue());
  expect(smaller).toBeLessThan(15);
  await page.mouse.click(corner.x + 450, corner.y + 100);
  const isPainted = await painted(page);
  for (const [x, size] of [
    [100, USUAL_SIZE],
    [300, bigger],
    [450, smaller],
  ] as const) {
    expect(Math.abs(thickness(isPainted, x, 0, 200) - size)).toBeLessThanOrEqual(1);
  }

  // The edge of a brush is soft on masks alone. With Ctrl and Alt brackets are for layers.
  await page.getByRole('tab', { name: 'Layers' }).click();
  const names = () =>
    page
      .getByRole('list', { name: /Layers/ })
      .getByRole('listitem')
      .allInnerTexts();
  await page.getByRole('button', { name: 'New layer', exact: true }).click();
  await page.getByRole('menuitem', { name: /New mask layer/ }).click();
  await canvas(page).focus();
  const hardness = page.getByRole('textbox', { name: 'Hardness' });
  await expect(hardness).toHaveValue('80');
  await page.keyboard.press('Shift+BracketLeft');
  await page.keyboard.press('Shift+BracketLeft');
  await expect(hardness).toHaveValue('60');
  await page.keyboard.press('Shift+BracketRight');
  await expect(hardness).toHaveValue('70');
  const before = await names();
  await page.keyboard.press('Control+[');
  await expect.poll(names).toEqual([before[1], before[0], ...before.slice(2)]);
  await page.keyboard.press('Control+]');
  await expect.poll(names).toEqual(before);
  await page.keyboard.press('Alt+[');
  await expect(hardness).toBeHidden();
  await page.keyboard.press('Alt+]');
  await expect(hardness).toHaveValue('70');
  await expect(sizeField(page)).toHaveValue(String(smaller));
});

/** A pen, or a mouse, as the system reports it. */
class Pen {
  readonly #session: CDPSession;
  readonly #corner: Point;

  constructor(session: CDPSession, corner: Point) {
    this.#session = session;
    this.#corner = corner;
  }

  /** A stroke through places of the canvas, each with the pressure there, as fast as the page can hear of them. */
  async stroke(places: readonly (Point & { readonly force: number })[]): Promise<void> {
    const [first, last] = [places[0]!, places.at(-1)!];
    await Promise.all([
      this.#tell('mousePressed', first),
      ...places.slice(1).map((place) => this.#tell('mouseMoved', place)),
      this.#tell('mouseReleased', last),
    ]);
  }

  #tell(type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', { x, y, force }: Point & { force: number }) {
    return this.#session.send('Input.dispatchMouseEvent', {
      ...{ type, force, x: this.#corner.x + x, y: this.#corner.y + y },
      ...{ button: 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1, pointerType: 'pen' },
    });
  }
}

/** Places along a row of the canvas. */
function along(y: number, force: (share: number) => number) {
  return Array.from({ length: 21 }, (_, index) => ({ x: 60 + 20 * index, y, force: force(index / 20) }));
}

test('a pen paints as wide as it is pressed', async ({ studio: { page } }) => {
  const corner = await takeBrush(page);
  await sizeField(page).fill('60');
  await sizeField(page).press('Enter');
  const pen = new Pen(await page.context().newCDPSession(page), corner);
  await pen.stroke(along(60, () => 0.2));
  await pen.stroke(along(160, () => 1));
  await pen.stroke(along(260, (share) => 0.1 + 0.8 * share));
  await page.getByRole('button', { name: 'Pen pressure' }).click();
  await pen.stroke(along(360, () => 0.2));
  const isPainted = await painted(page);
  const widthAt = (x: number, row: number) => thickness(isPainted, x, row - 45, row + 45);
  expect(widthAt(260, 60)).toBeGreaterThan(10);
  expect(widthAt(260, 60)).toBeLessThan(25);
  expect(Math.abs(widthAt(260, 160) - 60)).toBeLessThanOrEqual(1);
  const rising = [100, 180, 260, 340, 420].map((x) => widthAt(x, 260));
  expect(rising).toEqual(rising.toSorted((a, b) => a - b));
  expect(rising.at(-1)! - rising[0]!).toBeGreaterThan(25);
  expect(Math.abs(widthAt(260, 360) - 60)).toBeLessThanOrEqual(1);
});

test('a quick curve is painted through all places of the pen, however few frames there are', async ({
  studio: { page },
}) => {
  const corner = await takeBrush(page);
  const pen = new Pen(await page.context().newCDPSession(page), corner);
  const arc = Array.from({ length: 25 }, (_, index) => {
    const angle = Math.PI * (1 + index / 24);
    return { x: 256 + 150 * Math.cos(angle), y: 300 + 150 * Math.sin(angle), force: 0.5 };
  });
  // Counted beside the studio's own listeners.
  const counted = await canvas(page).evaluateHandle((root: HTMLElement) => {
    const sizes: number[] = [];
    root.addEventListener('pointermove', (event) => sizes.push(event.getCoalescedEvents().length));
    return sizes;
  });
  // A page that is busy hears of all of it at once.
  const busy = page.evaluate(() => {
    const end = performance.now() + 800;
    while (performance.now() < end);
  });
  await Promise.all([busy, pen.stroke(arc)]);
  expect(Math.max(...(await counted.jsonValue()))).toBeGreaterThan(arc.length / 2);
  const isPainted = await painted(page);
  for (const { x, y } of arc) expect(isPainted(x, y), `at ${x}, ${y}`).toBe(true);
  expect(isPainted(256, 300)).toBe(false);
});

/** Opens the example with a bridge in hand and paints a picture of it, which is on show. */
async function paintPicture(page: Page): Promise<void> {
  await takeBrush(page);
  await setSteps(page, 3);
  await page.keyboard.press('Control+Enter');
  await expect(results(page)).toHaveCount(1, { timeout: 60_000 });
  await expect(page.getByText('Painting', { exact: true })).toBeHidden();
}

/** A place in the view, from the middle of it. */
async function fromMiddle(page: Page, right: number, down = 0): Promise<Point> {
  const { x, y, width, height } = (await canvas(page).boundingBox())!;
  return { x: x + width / 2 + right, y: y + height / 2 + down };
}

async function strokeAcross(page: Page, down: number, whileDown?: () => Promise<void>): Promise<void> {
  const [from, to] = [await fromMiddle(page, -80, down), await fromMiddle(page, 0, down)];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await whileDown?.();
  await page.mouse.up();
}

/** How far the colour on the screen is from another one, of 255. */
async function distance(page: Page, right: number, colour: readonly number[]): Promise<number> {
  const seen = await colourInView(page, right);
  return Math.max(...colour.slice(0, 3).map((value, at) => Math.abs(value - seen[at]!)));
}

async function colourInView(page: Page, right: number): Promise<number[]> {
  const view = await decodePicture(await look(page));
  return colourAt(view, Math.round(view.width / 2 + right), Math.round(view.height / 2));
}

test('over a picture a stroke is seen as it is until the pen goes up', async ({ studio: { page } }) => {
  await paintPicture(page);
  const colour = parseColour(bridgeColour);
  expect(await distance(page, -60, colour)).toBeGreaterThan(20);
  const beside = await colourInView(page, 60);
  await strokeAcross(page, 0, async () => {
    await expect.poll(() => distance(page, -60, colour)).toBeLessThanOrEqual(2);
    expect(await distance(page, 60, beside)).toBeLessThanOrEqual(2);
  });
  await expect.poll(() => distance(page, -60, colour)).toBeGreaterThan(20);
});

test('a mask is not seen over a picture that is looked at, until the mask is changed', async ({
  studio: { page },
}) => {
  await paintPicture(page);
  const picture = await colourInView(page, -60);
  const isTinted = async () => (await distance(page, -60, picture)) > 20;
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.getByRole('button', { name: 'New layer', exact: true }).click();
  await page.getByRole('menuitem', { name: /New mask layer/ }).click();
  await strokeAcross(page, 0, () => expect.poll(isTinted).toBe(true));
  await expect.poll(isTinted).toBe(true);
  await results(page).first().click();
  await expect.poll(isTinted).toBe(false);
  await strokeAcross(page, 100, () => expect.poll(isTinted).toBe(true));
  await expect.poll(isTinted).toBe(true);
});

test('it is said that a picture on show lies over the layer painted on, once', async ({
  studio: { page },
}) => {
  await paintPicture(page);
  await page.getByRole('tab', { name: 'Layers' }).click();
  await page.getByRole('button', { name: 'New layer', exact: true }).click();
  await page.getByRole('menuitem', { name: /New picture layer/ }).click();
  const notice = page.getByText('The picture on show lies over this layer.');
  await strokeAcross(page, 0);
  await expect(notice).toBeVisible();
  await expect(notice).toBeHidden();
  await strokeAcross(page, 0);
  await expect(notice).toBeHidden();
});
