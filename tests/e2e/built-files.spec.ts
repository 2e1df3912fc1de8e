import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { expect, test } from '@playwright/test';
import { commands } from '../../src/shared/commands.ts';
import { contentTypeOf } from '../../src/shared/page-policy.ts';
import { shellTable } from '../support/shell-table.ts';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'out');
const read = (file: string) => readFileSync(join(built, file), 'utf8');

/** Runs one of the programs beside this in an empty folder, and answers what it printed. */
function run(name: string, argument?: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'umber-built-'));
  const program = join(import.meta.dirname, 'support', name);
  const values = [folder, join(root, 'tests/fixtures/packs'), ...(argument === undefined ? [] : [argument])];
  const output = execFileSync(process.execPath, [program, ...values], {
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  rmSync(folder, { recursive: true });
  return JSON.parse(output.toString());
}

test.describe('the built main process', () => {
  let did: Record<string, unknown>;
  test.beforeAll(() => {
    did = run('run-built-main.ts') as Record<string, unknown>;
  });

  test('opens one window with the options of the table, on our own scheme', () => {
    expect(did.isSandboxed).toBe(true);
    expect(did.switches).toEqual(shellTable.switches);
    expect(did.schemes).toEqual(shellTable.schemes);
    expect(did.loaded).toEqual(['umber://studio/']);
    const [window, ...others] = did.windows as { webPreferences: object }[];
    expect(others).toEqual([]);
    expect(window?.webPreferences).toEqual({
      ...shellTable.webPreferences,
      preload: join(built, 'preload/index.cjs'),
    });
  });

  test('answers the routes of the table and no others', () => {
    expect((did.routes as string[]).toSorted()).toEqual(shellTable.routes);
  });

  test('serves the page with the policy of the table, and nothing but the page', () => {
    expect(did.page).toEqual({
      status: 200,
      headers: { ...shellTable.headers, 'content-type': 'text/html; charset=utf-8' },
    });
    expect(did.missing).toEqual({ status: 404, headers: shellTable.headers });
  });

  test('grants the permissions of the table and no others, and lets nothing out', () => {
    expect(did).toMatchObject({
      permitted: shellTable.permissions,
      permittedByCheck: shellTable.permissions,
      isDevicePermitted: false,
      letOut: [],
    });
    expect(did.letIn).toHaveLength(3);
  });

  test('has a menu with every command, and starts the engine that was built', () => {
    const inMenus = [...commands].filter(([, { menu }]) => menu !== undefined).map(([id]) => id);
    expect((did.menu as string[]).toSorted()).toEqual([...inMenus, 'openRecent'].toSorted());
    expect(did.engines).toEqual([join(built, 'main/engine-process.js')]);
  });
});

test.describe('the built main process in use', () => {
  const opened = (name: string) => ({ kind: 'fileOpened', name, bytes: '1,2' });
  let steps: Record<string, unknown>;
  test.beforeAll(() => {
    const picture = join(root, 'resources/examples/mountain-lake.png');
    steps = run('use-built-main.ts', picture) as Record<string, unknown>;
  });

  test('opens what it was started with, and what came before it had a window', () => {
    expect(steps.isEarlyOurs).toBe(true);
    const { events } = steps.early as { events: { name: string }[] };
    expect(events.map(({ name }) => name)).toEqual(['mountain-lake.png', 'early.png', 'second.umber']);
    expect(events.slice(1)).toEqual([opened('early.png'), opened('second.umber')]);
  });

  test('comes to the front for a second start, and opens its files', () => {
    const files = [opened('third.webp'), opened('fourth.jpg')];
    expect(steps.second).toEqual({ calls: ['restore', 'focus'], events: files });
  });

  test('opens what the system or the artist hands it later, and says what it cannot open', () => {
    const message = expect.stringMatching(/^message “gone\.png” is not there any more\./) as unknown;
    expect(steps.late).toEqual({ calls: [message], events: [opened('late.jpeg')] });
    expect(steps.chosen).toEqual({ calls: [], events: [opened('chosen.png')] });
  });

  test('greys, ticks and names the items of its menu as the page says, in the menu that is there', () => {
    expect(steps.untold).toEqual({
      undo: 'Undo',
      redo: 'Redo',
      flipVertical: 'Flip top to bottom',
      toggleLive: 'Live painting',
    });
    expect(steps.told).toEqual({
      undo: 'Undo: Salt && sand',
      redo: 'Redo, greyed',
      flipVertical: 'Flip top to bottom, greyed',
      toggleLive: 'Live painting, ticked',
      toggleSymmetry: 'Symmetry',
    });
    expect(steps.menusForStates).toBe(0);
    expect(steps.menusForSettings).toBe(0);
  });

  test('leaves it to the page what comes of a tick', () => {
    expect(steps.ticks).toEqual({
      calls: [],
      events: ['toggleLive', 'toggleSymmetry'].map((command) => ({ kind: 'commandChosen', command })),
      toggleLive: 'Live painting, ticked',
      toggleSymmetry: 'Symmetry',
    });
  });

  test('fills the screen for the page and for the menu alike', () => {
    expect(steps.full).toEqual({ toggleFullScreen: 'Full screen, ticked' });
    expect(steps.notFull).toEqual({ toggleFullScreen: 'Full screen' });
  });

  test('lists projects in its menu as they come, which forgets nothing of what the page said', () => {
    expect(steps.recent).toBe('Salt && sand');
    expect(steps.afterProject).toEqual({
      undo: 'Undo: Salt && sand',
      redo: 'Redo, greyed',
      toggleLive: 'Live painting, ticked',
    });
    expect(steps.chosenProject).toEqual({
      calls: [],
      events: [{ kind: 'projectChosen', id: expect.stringMatching(/./) as unknown }],
    });
  });

  test('quits when its window is closed, with everything durable', () => {
    expect(steps.isPlaceKept).toBe(true);
    expect(steps.closed).toEqual({ calls: ['quit'], events: [] });
    expect(steps.isHeld).toBe(true);
    expect(steps.isDataFree).toBe(true);
    expect(steps.end).toEqual({ calls: ['exit 0'], events: [] });
  });

  test('leaves the field to the one that is there already', () => {
    expect(run('use-built-main.ts', '--second')).toEqual({ calls: ['quit'], windows: [] });
  });
});

test('the built preload script offers the routes of the table, and asks for nothing but Electron', () => {
  const exposed: Record<string, { routes: object }> = {};
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: { routes: object }) => (exposed[name] = value),
    },
    ipcRenderer: { on: () => undefined, invoke: () => undefined },
  };
  const asked: string[] = [];
  const require = (name: string): unknown => {
    asked.push(name);
    return electron;
  };
  vm.runInNewContext(read('preload/index.cjs'), { require, exports: {}, module: { exports: {} } });
  expect(asked).toEqual(['electron']);
  expect(Object.keys(exposed)).toEqual(['umber']);
  expect(Object.keys(exposed['umber']!)).toEqual(['routes', 'onEvent']);
  expect(Object.keys(exposed['umber']!.routes).toSorted()).toEqual(shellTable.routes);
});

test('the built page holds nothing that its policy refuses, and no file that the shells would leave out', () => {
  const files = readdirSync(join(built, 'renderer'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  expect(files.filter((name) => contentTypeOf(name) === undefined)).toEqual([]);
  const page = read('renderer/index.html');
  expect(page).not.toMatch(
    /<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|\sstyle=|https?:|<meta[^>]*http-equiv/i,
  );
  expect(
    [...page.matchAll(/(?:src|href)="([^"]*)"/g)]
      .map(([, path]) => path!)
      .filter((path) => !/^\.?\//.test(path)),
  ).toEqual([]);
});

test('ONNX Runtime is in the engine’s process alone', () => {
  const holders = readdirSync(join(built, 'main'), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() &&
        /\bfrom\s*["']onnxruntime-node|require\(["']onnxruntime-node/.test(
          readFileSync(join(entry.parentPath, entry.name), 'utf8'),
        ),
    )
    .map(({ name }) => name);
  expect(holders.filter((name) => name === 'index.js')).toEqual([]);
});

test('the built engine paints', () => {
  expect(run('paint-with-built-engine.ts')).toMatchObject({ state: 'done' });
});
