import type { Page } from '@playwright/test';
import { chooseTheme } from './support/hand.ts';
import { expect, test } from './support/test.ts';

/** 0 black to 1 white, of what the page is painted on. */
function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const colour = getComputedStyle(document.body).backgroundColor;
    const isSeen = colour !== 'rgba(0, 0, 0, 0)';
    const shown = isSeen ? colour : getComputedStyle(document.documentElement).backgroundColor;
    const [red = 0, green = 0, blue = 0] = (shown.match(/[\d.]+/g) ?? []).map(Number);
    return (red + green + blue) / (3 * 255);
  });
}

test('opens in the dark, and in the light for whoever chooses it', async ({ studio: { page } }) => {
  await expect(page).toHaveTitle(/Umber/);
  await expect(page.getByRole('button').first()).toBeVisible();
  await expect.poll(() => brightness(page)).toBeLessThan(0.4);
  await chooseTheme(page, 'Light');
  await expect.poll(() => brightness(page)).toBeGreaterThan(0.6);
});

test('has a page that can reach nothing else', async ({ studio: { page }, watch }) => {
  await expect(page.getByRole('button').first()).toBeVisible();
  const reached = await page.evaluate(async () => {
    const tries: Record<string, () => Promise<unknown>> = {
      fetch: () => fetch('https://example.org/'),
      image: () =>
        new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = resolve;
          image.onerror = reject;
          image.src = 'https://example.org/x.png';
        }),
      socket: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket('wss://example.org/');
          socket.onopen = resolve;
          socket.onerror = reject;
        }),
      // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it is refused is what this is about
      script: () => Promise.resolve().then(() => void Function('return 1')),
      html: () => Promise.resolve().then(() => (document.body.innerHTML = '<b>x</b>')),
      frame: () =>
        new Promise((resolve, reject) => {
          const frame = document.createElement('iframe');
          frame.src = '/';
          document.body.append(frame);
          // A frame that is refused shows an error page of the browser's, which is not ours to see into.
          setTimeout(() => (frame.contentDocument ? resolve(undefined) : reject(new Error('refused'))), 500);
        }),
      worker: () => Promise.resolve().then(() => new Worker('https://example.org/x.js')),
      clipboard: () => navigator.clipboard.readText(),
      place: () =>
        new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
      camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
    };
    const done: string[] = [];
    for (const [name, attempt] of Object.entries(tries)) {
      await attempt().then(
        () => done.push(name),
        () => undefined,
      );
    }
    return done;
  });
  expect(reached).toEqual([]);
  // They were stopped by the page's policy, before anything that watches requests could see them.
  expect(watch.complaints.filter((line) => line.startsWith('request:'))).toEqual([]);
  watch.forgive(/example\.org|eval|TrustedHTML|TrustedScript|fram|permissions policy/i);
});
