import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { everyScreen, type View } from './support/every-screen.ts';
import { chooseTheme, chooseVietnamese } from './support/hand.ts';
import { leftOverEnglish } from './support/left-over-english.ts';
import { expect, test } from './support/test.ts';
import { textsOf } from './support/texts.ts';

/** Serious and critical violations of the page as it is, in words. */
async function violations(page: Page, { part = 'html' }: View): Promise<string[]> {
  // In one page: there are no frames to be put together in another one.
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().include(part).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** What moves on the page by its styles, for however short a time. */
function movements(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lasts = (durations: string): boolean => durations.split(',').some((one) => parseFloat(one) > 0);
    return [...document.querySelectorAll('*')].flatMap((element) =>
      [undefined, '::before', '::after'].flatMap((pseudo) => {
        const { animationDuration, transitionDuration } = getComputedStyle(element, pseudo);
        const isMoving = lasts(animationDuration) || lasts(transitionDuration);
        return isMoving ? `moves: ${element.outerHTML.slice(0, 160)}` : [];
      }),
    );
  });
}

/** Screens, and components that open something over them. */
function componentsToSee(): string[] {
  const renderer = join(import.meta.dirname, '../../src/renderer');
  const opens = /<(DialogBox|(Dialog|Popover|DropdownMenu)\.Root)\b/;
  return globSync('**/*.svelte', { cwd: renderer })
    .filter(
      (file) => file.endsWith('Screen.svelte') || opens.test(readFileSync(join(renderer, file), 'utf8')),
    )
    .map((file) => basename(file, '.svelte'))
    .filter((name) => name !== 'DialogBox');
}

/** Sees everything; resolves to what is wrong with it. */
async function faults(
  views: AsyncIterable<View>,
  look: (view: View) => Promise<string[]>,
): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  for await (const view of views) {
    seen.add(view.component);
    found.push(...(await look(view)).map((fault) => `${view.name}, ${fault}`));
  }
  return [
    ...found,
    ...componentsToSee()
      .filter((name) => !seen.has(name))
      .map((name) => `unseen: ${name}`),
  ];
}

test.beforeEach(async ({ studio: { page } }) => {
  // Some fifty views, one after another.
  test.slow();
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

test('every screen and dialog can be read and reached, and keeps still where that is wished', async ({
  studio,
  watch,
}) => {
  const { page } = studio;
  const found = await faults(everyScreen(studio, textsOf('en')), async (view) => [
    ...(await violations(page, view)),
    ...(await movements(page)),
  ]);
  expect(found).toEqual([]);
  watch.forgive(/axe/);
});

test('speaks Vietnamese on every screen, from the start to a picture that is exported, and in the light', async ({
  studio,
  watch,
}) => {
  const { page } = studio;
  await chooseTheme(page, 'Light');
  await chooseVietnamese(page);
  const found = await faults(everyScreen(studio, textsOf('vi')), async (view) => [
    ...(await violations(page, view)),
    ...(await leftOverEnglish(page)),
  ]);
  expect(found).toEqual([]);
  watch.forgive(/axe/);
});
