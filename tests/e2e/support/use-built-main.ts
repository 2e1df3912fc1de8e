/**
 * Uses the built main process as the system, its page and an artist do, with the stand-in for Electron, and prints as JSON
 * what came of each step. Usage: use-built-main.ts FOLDER PACKS [FILE] [--second]
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockDataFolder } from '../../../src/host/storage/data-folder-lock.ts';
import type { CommandStates } from '../../../src/shared/command-states.ts';
import { loadBuiltMain } from './load-built-main.ts';

const [, , folder = ''] = process.argv;
const { app, asked, given } = await loadBuiltMain();

async function until<T>(answer: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = answer();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

if (process.argv.includes('--second')) {
  await until(() => asked.calls.length > 0);
  console.log(JSON.stringify({ calls: asked.calls, windows: asked.windows }));
  process.exit(0);
}

const steps: Record<string, unknown> = {};

/** What the program did since this was asked last. */
function did(): { calls: string[]; events: unknown[] } {
  const events = asked.events
    .splice(0)
    .filter(({ kind }) => ['fileOpened', 'commandChosen', 'projectChosen'].includes(kind))
    .map((event) => ('bytes' in event ? { ...event, bytes: String(event.bytes) } : event));
  return { calls: asked.calls.splice(0), events };
}

function file(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array([1, 2]));
  return path;
}

function systemOpens(path: string): boolean {
  let isOurs = false;
  app.emit('open-file', { preventDefault: () => (isOurs = true) }, path);
  return isOurs;
}

async function ask(route: string, input?: unknown): Promise<unknown> {
  const senderFrame = { url: 'umber://studio/', parent: undefined };
  const answer = (await given.handlers.get(route)?.({ senderFrame }, input)) as {
    ok: boolean;
    value: unknown;
  };
  if (!answer.ok) throw new Error(`${route}: ${JSON.stringify(answer)}`);
  return answer.value;
}

const item = (id: string) => {
  const found = given.menu?.getMenuItemById(id);
  if (!found) throw new Error(`no ${id} in the menu`);
  return found;
};
const shown = (...ids: string[]) =>
  Object.fromEntries(
    ids.map((id) => [
      id,
      `${item(id).label}${item(id).enabled ? '' : ', greyed'}${item(id).checked ? ', ticked' : ''}`,
    ]),
  );
const countOf = (kind: string) => asked.events.filter((event) => event.kind === kind).length;

// Files that come before there is a window, by every way.
steps.isEarlyOurs = systemOpens(file('early.png'));
await new Promise((resolve) => setImmediate(resolve));
file('second.umber');
app.emit('second-instance', {}, ['umber', '--flag', 'second.umber'], folder);
await until(() => countOf('fileOpened') >= 3);
steps.early = did();

const window = given.window!;
window.isAway = true;
file('fourth.jpg');
app.emit('second-instance', {}, ['umber', '--flag', file('third.webp'), 'fourth.jpg'], folder);
await until(() => countOf('fileOpened') >= 2);
steps.second = did();

systemOpens(join(folder, 'gone.png'));
systemOpens(file('late.jpeg'));
await until(() => countOf('fileOpened') >= 1 && asked.calls.length > 0);
steps.late = did();

file('chosen.png');
item('openFile').choose();
await until(() => countOf('fileOpened') >= 1);
steps.chosen = did();

// What the page says of its commands, and what the menu makes of it.
const states: CommandStates = {
  unavailable: ['redo', 'flipVertical'],
  ticked: ['toggleLive'],
  undo: 'Salt & sand',
};
steps.untold = shown('undo', 'redo', 'flipVertical', 'toggleLive');
const menus = asked.menus;
await ask('app.tellCommands', states);
steps.told = shown('undo', 'redo', 'flipVertical', 'toggleLive', 'toggleSymmetry');
item('toggleLive').choose();
item('toggleSymmetry').choose();
item('redo').choose();
steps.ticks = { ...did(), ...shown('toggleLive', 'toggleSymmetry') };
steps.menusForStates = asked.menus - menus;

await ask('app.toggleFullScreen');
steps.full = shown('toggleFullScreen');
item('toggleFullScreen').choose();
steps.notFull = shown('toggleFullScreen');

// A project, and its place in the menu.
await ask('projects.create', { name: 'Salt & sand', width: 256, height: 256, background: 1 });
const recent = await until(() =>
  item('openRecent').submenu?.items.find(({ label }) => label.startsWith('Salt')),
);
steps.recent = recent.label;
steps.afterProject = shown('undo', 'redo', 'toggleLive');
did();
recent.choose();
steps.chosenProject = did();

// What the menu does not show leaves it as it is.
const menusBefore = asked.menus;
await ask('settings.set', { isLive: true });
await new Promise((resolve) => setTimeout(resolve, 1_500));
steps.menusForSettings = asked.menus - menusBefore;

// The end.
window.emit('close');
steps.isPlaceKept = existsSync(join(folder, 'window.json'));
window.emit('closed');
item('undo').choose();
app.emit('second-instance', {}, ['umber', 'third.webp'], folder);
app.emit('window-all-closed');
steps.closed = did();
let isHeld = false;
app.emit('will-quit', { preventDefault: () => (isHeld = true) });
steps.isHeld = isHeld;
await until(() => asked.calls.length > 0);
steps.end = did();
// Another program can have what this one held.
lockDataFolder(join(folder, 'data')).release();
steps.isDataFree = true;

console.log(JSON.stringify(steps));
process.exit(0);
