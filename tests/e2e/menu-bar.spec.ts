import { decode, encode } from '@msgpack/msgpack';
import type { Page } from '@playwright/test';
import type { CommandStates } from '../../src/shared/command-states.ts';
import { canvas, newCanvas, runCommand, stroke } from './support/hand.ts';
import { expect, test } from './support/test.ts';

test.skip(
  ({ shell }) => shell === 'electron',
  'The page is told here that its shell is Electron; there it knows.',
);

/** What the page says of its commands from the next loading on, where it believes that it has a menu bar. */
async function listen(page: Page, { hasMenuBar }: { hasMenuBar: boolean }): Promise<CommandStates[]> {
  const told: CommandStates[] = [];
  await page.routeWebSocket('**/*', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const { a: call } = decode(message as Buffer) as { a?: [route: string, input: CommandStates] };
      if (call?.[0] === 'app.tellCommands') told.push(call[1]);
      server.send(message);
    });
    server.onMessage((message) => {
      const answer = decode(message as Buffer) as { r?: { value?: { shell?: string } } };
      const about = answer.r?.value;
      if (hasMenuBar && about?.shell === 'browser') about.shell = 'electron';
      socket.send(Buffer.from(encode(answer)));
    });
  });
  await page.reload();
  return told;
}

test('tells the menu bar what can be done, what is on and what would be undone', async ({
  studio: { page },
}) => {
  const told = await listen(page, { hasMenuBar: true });
  const isGreyed = (id: string) => told.at(-1)?.unavailable.some((other) => other === id);
  const isTicked = (id: string) => told.at(-1)?.ticked.some((other) => other === id);

  // Nothing is open.
  await expect.poll(() => isGreyed('saveProjectCopy')).toBe(true);
  expect(['newProject', 'openFile', 'toggleFullScreen'].filter(isGreyed)).toEqual([]);
  await newCanvas(page, 'Square');
  await expect.poll(() => isGreyed('saveProjectCopy')).toBe(false);
  expect(
    ['undo', 'selectNothing', 'acceptVariant', 'invertMask', 'resetRotation'].filter(isGreyed),
  ).toHaveLength(5);
  expect(['toolBrush', 'chooseClass1', 'toggleSymmetry'].filter(isTicked)).toEqual([
    'toolBrush',
    'chooseClass1',
  ]);

  // Of much that changes in a moment, what it comes to is told.
  const CHANGES = 12;
  const before = told.length;
  await canvas(page).evaluate(async (element, changes) => {
    for (let change = 1; change <= changes; change++) {
      const code = `Digit${change % 10}`;
      element.dispatchEvent(new KeyboardEvent('keydown', { code, key: code.at(-1), bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }, CHANGES);
  await expect.poll(() => isTicked('chooseClass2')).toBe(true);
  expect(told.length - before).toBeLessThan(CHANGES / 2);

  await stroke(page, [
    [0.4, 0.4],
    [0.5, 0.5],
    [0.6, 0.4],
  ]);
  await expect.poll(() => told.at(-1)?.undo).toBe('Brush stroke');
  await canvas(page).press('y');
  await expect.poll(() => isTicked('toggleSymmetry')).toBe(true);
  await canvas(page).press('Control+a');
  await expect.poll(() => isGreyed('selectNothing')).toBe(false);
  await canvas(page).press('Control+z');
  await canvas(page).press('Control+z');
  await expect.poll(() => [told.at(-1)?.undo, told.at(-1)?.redo]).toEqual([undefined, 'Brush stroke']);
  expect([isGreyed('undo'), isGreyed('redo')]).toEqual([true, false]);
});

test('has a dialog grey the menu bar, and a text field undo what was written', async ({
  studio: { page },
}) => {
  const told = await listen(page, { hasMenuBar: true });
  await newCanvas(page, 'Square');
  const greyed = () => {
    const ids: readonly string[] = told.at(-1)?.unavailable ?? [];
    return ['newProject', 'undo', 'toolBrush'].filter((id) => ids.includes(id));
  };
  await expect.poll(greyed).toEqual(['undo']);
  await page.keyboard.press('Control+k');
  await expect.poll(greyed).toEqual(['newProject', 'toolBrush']);
  await page.keyboard.press('Escape');
  await expect.poll(greyed).toEqual(['undo']);
});

test('says nothing of its commands where there is no menu bar', async ({ studio: { page } }) => {
  const told = await listen(page, { hasMenuBar: false });
  await newCanvas(page, 'Square');
  await canvas(page).press('y');
  await expect(page.getByRole('button', { name: 'Symmetry' })).toBeVisible();
  await page.waitForTimeout(500);
  expect(told).toEqual([]);
});

test('fills the screen by the list of commands, and ends that by a key', async ({ studio: { page } }) => {
  await newCanvas(page, 'Square');
  const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
  await runCommand(page, 'Full screen');
  await expect.poll(isFull).toBe(true);
  await page.keyboard.press('F11');
  await expect.poll(isFull).toBe(false);
});
