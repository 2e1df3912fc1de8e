import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canvas, newCanvas, saved } from './support/hand.ts';
import { expect, test } from './support/test.ts';

test.skip(({ shell }) => shell === 'electron', 'Electron’s page and host come and go together.');

test('a page notices that its host is gone, and goes on when it is back', async ({ studio, watch }) => {
  const { page } = studio;
  await expect(page.getByRole('button').first()).toBeVisible();
  watch.isHostAway = true;
  await studio.kill();
  await expect(page.getByTestId('connection-lost')).toBeVisible();
  await studio.start();
  await expect(page.getByTestId('connection-lost')).toBeHidden();
  watch.isHostAway = false;
});

test('what is said of a lost host does not move the canvas under the pen', async ({ studio, watch }) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  const before = await canvas(page).boundingBox();
  watch.isHostAway = true;
  await studio.kill();
  await expect(page.getByTestId('connection-lost')).toBeVisible();
  expect(await canvas(page).boundingBox()).toEqual(before);
});

test('the start screen says why it lists no projects while the host is away, and has them back', async ({
  studio,
  watch,
}) => {
  const { page } = studio;
  await newCanvas(page, 'Square');
  await saved(page);
  watch.isHostAway = true;
  await studio.kill();
  await expect(page.getByTestId('connection-lost')).toBeVisible();
  await page.getByRole('button', { name: 'Start screen' }).click();
  await expect(page.getByRole('region', { name: 'Your projects' })).toContainText(
    'once Umber’s host is back',
  );
  await studio.start();
  await expect(page.locator('.card')).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Your projects' })).not.toContainText('host');
  watch.isHostAway = false;
});

test('examples whose pictures cannot be had show no broken ones, and have them once the host is back', async ({
  studio,
  watch,
}) => {
  const { page } = studio;
  watch.isHostAway = true;
  await page.route(
    () => true,
    (route) => (route.request().resourceType() === 'image' ? route.abort() : route.continue()),
  );
  await studio.reload();
  await expect(page.locator('.example').first()).toBeVisible();
  await expect(page.locator('.example img')).toHaveCount(0);
  await page.unrouteAll();
  await studio.kill();
  await expect(page.getByTestId('connection-lost')).toBeVisible();
  await studio.start();
  await expect(page.locator('.example img').first()).toBeVisible();
  watch.isHostAway = false;
});

test('a page without the token says which address to open', async ({ studio, watch }) => {
  const { origin } = new URL(studio.page.url());
  const visitor = await studio.page.context().browser()!.newContext();
  const page = await visitor.newPage();
  await page.goto(origin);
  await expect(page.getByTestId('connection-refused')).toBeVisible();
  await visitor.close();
  expect(watch.complaints).toEqual([]);
});

test('the token is in the address bar, the history and the logs of nobody', async ({ studio }) => {
  const { page, dataFolder } = studio;
  await expect(page.getByRole('button').first()).toBeVisible();
  const token = await readFile(join(dataFolder, 'serve-token'), 'utf8');
  expect(page.url()).not.toContain(token);
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  expect((await stat(join(dataFolder, 'serve-token'))).mode & 0o077).toBe(0);
  // Printed once for the artist, and never again.
  expect(studio.output.split(token)).toHaveLength(2);
  if (process.platform === 'linux') {
    for (const file of ['cmdline', 'environ']) {
      expect(await readFile(`/proc/${studio.hostPid}/${file}`, 'utf8')).not.toContain(token);
    }
  }
});

test('the host ends soon when it is asked to', async ({ studio, watch }) => {
  watch.isHostAway = true;
  await expect(studio.page.getByRole('button').first()).toBeVisible();
  expect(await studio.stop()).toBeLessThan(3_000);
});

test('a reload needs no address with a token', async ({ studio }) => {
  await studio.reload();
  await expect(studio.page.getByRole('button').first()).toBeVisible();
  await expect(studio.page.getByTestId('connection-refused')).toBeHidden();
});
