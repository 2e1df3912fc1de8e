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

test.describe('the built main process', () => {
  let did: Record<string, unknown>;
  test.beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'umber-built-'));
    const program = join(import.meta.dirname, 'support/run-built-main.ts');
    const output = execFileSync(process.execPath, [program, folder, join(root, 'tests/fixtures/packs')], {
      timeout: 60_000,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    did = JSON.parse(output.toString()) as Record<string, unknown>;
    rmSync(folder, { recursive: true });
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

  test('grants nothing and lets nothing out', () => {
    expect(did).toMatchObject({
      permitted: [],
      isPermittedByCheck: false,
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
  const folder = mkdtempSync(join(tmpdir(), 'umber-built-'));
  const program = join(import.meta.dirname, 'support/paint-with-built-engine.ts');
  const output = execFileSync(process.execPath, [program, folder, join(root, 'tests/fixtures/packs')], {
    timeout: 60_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  expect(JSON.parse(output.toString())).toMatchObject({ state: 'done' });
  rmSync(folder, { recursive: true });
});
