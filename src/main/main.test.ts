import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shellTable } from '../../tests/support/shell-table.ts';
import type { BuiltPages } from '../host/index.ts';
import { pageHeaders } from '../shared/page-policy.ts';
import { routeNames } from '../shared/routes/route-names.ts';

/** A stand-in for the electron module: records what the shell asks of it. */
const electron = await vi.hoisted(async () => {
  const { EventEmitter } = await import('node:events');
  const windows: BrowserWindow[] = [];
  class BrowserWindow extends EventEmitter {
    readonly options: object;
    readonly loaded: string[] = [];
    readonly called: string[] = [];
    readonly webContents = Object.assign(new EventEmitter(), { reload: () => this.called.push('reload') });
    constructor(options: object) {
      super();
      this.options = options;
      windows.push(this);
    }
    loadURL(url: string) {
      this.loaded.push(url);
      return Promise.resolve();
    }
    show() {
      this.called.push('show');
    }
    maximize() {
      this.called.push('maximize');
    }
    close() {
      this.called.push('close');
    }
    isDestroyed() {
      return false;
    }
    isMaximized() {
      return this.called.includes('maximize');
    }
    getNormalBounds() {
      return { x: 10, y: 20, width: 900, height: 700 };
    }
  }
  const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
  const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
  const dialog = {
    showSaveDialog: () => Promise.resolve({}),
    showOpenDialog: () => Promise.resolve({}),
    showMessageBoxSync: () => 0,
  };
  const utilityProcess = { fork: (): object => ({}) };
  const app = { getPath: (name: string) => `/home/artist/${name}` };
  return { windows, BrowserWindow, screen, dialog, utilityProcess, app };
});
vi.mock('electron', () => electron);

const { openStudioWindow, studioWindowOptions } = await import('./studio-window.ts');
const { lockNavigation, lockSession, offlineSwitches } = await import('./security.ts');
const { answerStudioRequest } = await import('./studio-protocol.ts');
const { tellPage, wireRoutes } = await import('./wire-routes.ts');
const { isStudioUrl, STUDIO_URL } = await import('./studio-origin.ts');
const { closeBeforeQuit } = await import('./quit-gently.ts');
const { forkUtilityEngine } = await import('./fork-utility-engine.ts');
const { asksToLoseChanges, fileNameOf, saveWithDialog } = await import('./file-dialogs.ts');
const { menuTexts } = await import('./menu-texts.ts');
const { openableExtensions } = await import('./opened-files.ts');

let folder = '';
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'umber-main-'))));
afterEach(() => rm(folder, { recursive: true }));

/** Records handlers by the name of the method or event that took them. */
function recorder() {
  const taken = new Map<string, (...values: unknown[]) => unknown>();
  const target: object = new Proxy(
    {},
    {
      get: (_target, name: string) => {
        if (name === 'webRequest') return target;
        return (first: unknown, second?: unknown) => {
          const [key, handler] = typeof first === 'string' ? [first, second] : [name, first];
          taken.set(key, typeof handler === 'function' ? (handler as () => unknown) : () => handler);
        };
      },
    },
  );
  return { target, call: (name: string, ...values: unknown[]) => taken.get(name)?.(...values) };
}

describe('the window', () => {
  const open = () => {
    openStudioWindow({ preload: '/preload.cjs', state: join(folder, 'window.json') }, () => false);
    return electron.windows.at(-1)!;
  };

  it('is sandboxed, isolated, and has neither Node nor spell checker nor web view', () => {
    const preload = '/preload.cjs';
    const allowed = { preload, ...shellTable.webPreferences };
    expect(studioWindowOptions(preload).webPreferences).toEqual(allowed);
  });

  it('opens the studio and nothing else, and shows it when there is something to see', () => {
    const window = open();
    expect(window.options).toMatchObject(studioWindowOptions('/preload.cjs'));
    expect(window.loaded).toEqual([STUDIO_URL]);
    expect(window.called).toEqual([]);
    window.emit('ready-to-show');
    expect(window.called).toEqual(['show']);
  });

  it('opens again as it was left', () => {
    const window = open();
    window.maximize();
    window.emit('close');
    const again = open();
    expect(again.options).toMatchObject({ x: 10, y: 20, width: 900, height: 700 });
    expect(again.called).toEqual(['maximize']);
  });

  it('loads its page again after a crash, but not for ever', () => {
    const window = open();
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
    expect(window.called).toEqual([]);
    for (let crash = 0; crash < 9; crash++) {
      window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    }
    expect(window.called).toEqual(['reload', 'reload', 'reload']);
  });
});

describe('closing over unsaved changes', () => {
  it('asks about the window that is closed', () => {
    vi.useFakeTimers();
    const asksToLose = vi.fn(() => true);
    openStudioWindow({ preload: '/preload.cjs', state: join(folder, 'window.json') }, asksToLose);
    const window = electron.windows.at(-1)!;
    window.emit('close');
    vi.advanceTimersByTime(2_000);
    window.webContents.emit('will-prevent-unload', { preventDefault: () => undefined });
    expect(asksToLose).toHaveBeenCalledExactlyOnceWith(window);
    vi.useRealTimers();
  });

  it.each(['en', 'vi'] as const)('asks in words (%s), and loses nothing by Escape', (language) => {
    const asked: { message: string; buttons: string[]; cancelId: number }[] = [];
    electron.dialog.showMessageBoxSync = ((_window: object, options: (typeof asked)[number]) => {
      asked.push(options);
      return asked.length === 1 ? options.cancelId : 1;
    }) as never;
    const texts = menuTexts(language, []);
    expect(asksToLoseChanges({} as never, texts)).toBe(false);
    expect(asksToLoseChanges({} as never, texts)).toBe(true);
    expect(asked[0]!.message).toBe(texts.shell.notSaved);
    expect(asked[0]!.buttons).toEqual([texts.shell.keepOpen, texts.shell.loseChanges]);
  });
});

describe('the session', () => {
  const session = recorder();
  lockSession(session.target as never);

  it('denies every permission but those of the table, every device and screen', () => {
    const permissions = ['media', 'clipboard-read', ...shellTable.permissions];
    for (const permission of permissions) {
      const isLet = shellTable.permissions.includes(permission);
      const answer = vi.fn();
      session.call('setPermissionRequestHandler', undefined, permission, answer);
      expect(answer).toHaveBeenCalledExactlyOnceWith(isLet);
      expect(session.call('setPermissionCheckHandler', undefined, permission)).toBe(isLet);
    }
    expect(session.call('setDevicePermissionHandler')).toBe(false);
    const screen = vi.fn();
    session.call('setDisplayMediaRequestHandler', undefined, screen);
    expect(screen).toHaveBeenCalledExactlyOnceWith({});
    expect(session.call('setSpellCheckerEnabled')).toBe(false);
  });

  it('lets no request leave the machine', () => {
    const isCancelled = (url: string) => {
      const answer = vi.fn<(given: { cancel: boolean }) => void>();
      session.call('onBeforeRequest', { url }, answer);
      return answer.mock.calls[0]?.[0].cancel;
    };
    expect(isCancelled('https://example.org/')).toBe(true);
    expect(isCancelled('file:///etc/passwd')).toBe(true);
    expect(isCancelled('umber://elsewhere/')).toBe(true);
    expect(isCancelled(STUDIO_URL)).toBe(false);
  });

  it('refuses downloads', () => {
    const event = { preventDefault: vi.fn() };
    session.call('will-download', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  });
});

describe('a page', () => {
  const app = recorder();
  lockNavigation(app.target as never);
  const contents = recorder();
  app.call('web-contents-created', undefined, contents.target);

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'refuses %s',
    (name) => {
      const event = { preventDefault: vi.fn() };
      contents.call(name, event);
      expect(event.preventDefault).toHaveBeenCalledOnce();
    },
  );

  it('opens no other window', () => {
    expect(contents.call('setWindowOpenHandler')).toEqual({ action: 'deny' });
  });
});

describe('the studio protocol', () => {
  const pages: BuiltPages = new Map([
    ['/', { contentType: 'text/html; charset=utf-8', bytes: new TextEncoder().encode('<p>studio') }],
  ]);
  const get = (url: string, init?: RequestInit) => answerStudioRequest(pages, new Request(url, init));

  it('serves the page with a policy that allows nothing from elsewhere', async () => {
    const response = get(STUDIO_URL);
    expect(await response.text()).toBe('<p>studio');
    for (const [name, value] of Object.entries(pageHeaders)) expect(response.headers.get(name)).toBe(value);
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it.each([
    'umber://studio/../secret.html',
    'umber://studio/%2e%2e/secret.html',
    'umber://studio/..%2fsecret.html',
    'umber://studio/%00.html',
    'umber://studio/missing.html',
    'umber://studio/?path=secret',
    'umber://elsewhere/index.html',
  ])('refuses %s', async (url) => {
    const response = get(url);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).toBe('');
  });

  it('refuses to be written to', () => {
    expect(get(STUDIO_URL, { method: 'POST', body: 'x' }).status).toBe(405);
  });
});

describe('routes', () => {
  const ipcMain = recorder();
  const packs = { packs: [] };
  wireRoutes(ipcMain.target as never, { 'packs.list': () => Promise.resolve(packs) } as never);
  const from = (senderFrame: unknown) => ipcMain.call('packs.list', { senderFrame }, undefined);

  it('answer the studio', async () => {
    expect(await from({ url: STUDIO_URL, parent: null })).toEqual({ ok: true, value: packs });
  });

  it('are all there, and check their sender one by one', () => {
    for (const name of routeNames) {
      expect(() => ipcMain.call(name, { senderFrame: { url: STUDIO_URL, parent: {} } }, {})).toThrow(
        'unknown sender',
      );
      expect(() =>
        ipcMain.call(name, { senderFrame: { url: 'https://example.org/', parent: null } }, {}),
      ).toThrow('unknown sender');
      expect(() => ipcMain.call(name, { senderFrame: null }, {})).toThrow('unknown sender');
    }
  });
});

describe('what the host says', () => {
  const contents = (over: object = {}) => {
    const sent: unknown[][] = [];
    const send = (...values: unknown[]) => sent.push(values);
    return { sent, target: { isDestroyed: () => false, isCrashed: () => false, send, ...over } as never };
  };

  it('reaches the page, and nobody once that is gone', () => {
    const page = contents();
    tellPage(page.target, { kind: 'galleryChanged' });
    expect(page.sent).toEqual([['host.event', { kind: 'galleryChanged' }]]);
    const gone = contents({ isDestroyed: () => true });
    tellPage(gone.target, { kind: 'galleryChanged' });
    tellPage(undefined, { kind: 'galleryChanged' });
    expect(gone.sent).toEqual([]);
  });
});

describe('the end', () => {
  function quit(close: () => Promise<void>) {
    const app = Object.assign(new EventEmitter(), { exit: vi.fn() });
    closeBeforeQuit(app as never, close);
    const event = { preventDefault: vi.fn() };
    const quitting = () => app.emit('will-quit', event);
    return { app, event, quitting };
  }

  it('waits for the host, once', async () => {
    const close = vi.fn(() => Promise.resolve());
    const { app, event, quitting } = quit(close);
    quitting();
    quitting();
    expect(event.preventDefault).toHaveBeenCalledTimes(2);
    expect(app.exit).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(app.exit).toHaveBeenCalledExactlyOnceWith(0));
    expect(close).toHaveBeenCalledOnce();
  });

  it('waits no longer than three seconds, nor for a host that fails', async () => {
    const failing = quit(() => Promise.reject(new Error('disk full')));
    failing.quitting();
    await vi.waitFor(() => expect(failing.app.exit).toHaveBeenCalled());
    vi.useFakeTimers();
    const hanging = quit(() => new Promise(() => undefined));
    hanging.quitting();
    vi.advanceTimersByTime(3_000);
    vi.useRealTimers();
    expect(hanging.app.exit).toHaveBeenCalledOnce();
  });
});

describe('the engine', () => {
  function start() {
    const child = Object.assign(new EventEmitter(), {
      pid: undefined as number | undefined,
      stdout: new EventEmitter(),
      sent: [] as unknown[],
      postMessage: (message: unknown) => child.sent.push(message),
    });
    const fork = vi.spyOn(electron.utilityProcess, 'fork').mockReturnValue(child);
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const channel = forkUtilityEngine('/app/engine-process.js')({ cwd: '/empty', env: { A: '1' } });
    return { child, fork, kill, channel };
  }
  afterEach(() => vi.restoreAllMocks());

  it('is a utility process with an environment of its own, whose output is its sign of life', () => {
    const { child, fork, channel } = start();
    expect(fork).toHaveBeenCalledExactlyOnceWith('/app/engine-process.js', [], {
      cwd: '/empty',
      env: { A: '1' },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'inherit'],
      serviceName: 'Umber engine',
    });
    const heard: unknown[] = [];
    channel.onMessage((message) => heard.push(message));
    channel.onHeartbeat(() => heard.push('alive'));
    channel.onExit((exit) => heard.push(exit));
    channel.send({ id: 1 });
    expect(child.sent).toEqual([{ id: 1 }]);
    child.emit('message', { id: 2 });
    child.stdout.emit('data', Buffer.from('.'));
    child.emit('exit', 9);
    expect(heard).toEqual([{ id: 2 }, 'alive', { code: 9, signal: undefined }]);
  });

  it('is killed at once, also where it has only just been started, and never after its end', () => {
    const { child, kill, channel } = start();
    channel.kill();
    expect(kill).not.toHaveBeenCalled();
    child.pid = 4711;
    child.emit('spawn');
    expect(kill).toHaveBeenCalledExactlyOnceWith(4711, 'SIGKILL');
    child.emit('exit', 9);
    channel.kill();
    expect(kill).toHaveBeenCalledOnce();
  });
});

describe('saving', () => {
  it('writes where the artist says, and nowhere where they think better of it', async () => {
    const file = join(folder, 'evening.png');
    const ask = vi
      .spyOn(electron.dialog, 'showSaveDialog')
      .mockResolvedValue({ filePath: file, canceled: false });
    expect(await saveWithDialog({} as never, '../../evening.png', new Uint8Array([1, 2]))).toBe(true);
    expect(new Uint8Array(await readFile(file))).toEqual(new Uint8Array([1, 2]));
    expect(ask.mock.calls[0]).toMatchObject([{}, { filters: [{ extensions: ['png'] }] }]);
    ask.mockResolvedValue({ filePath: join(folder, 'no.png'), canceled: true });
    expect(await saveWithDialog({} as never, 'no.png', new Uint8Array())).toBe(false);
    expect(existsSync(join(folder, 'no.png'))).toBe(false);
  });

  it.each([
    ['evening.png', 'evening.png'],
    ['../../etc/passwd', 'etc passwd'],
    ['C:\\Windows\\x.exe', 'C  Windows x.exe'],
    ['...', 'untitled'],
    ['', 'untitled'],
    ['a\u0000b.png', 'a b.png'],
    ['Hoàng hôn.umber', 'Hoàng hôn.umber'],
  ])('takes “%s” as “%s”', (suggested, name) => {
    expect(fileNameOf(suggested)).toBe(name);
  });
});

describe('the program', () => {
  const packing = readFileSync(join(import.meta.dirname, '../../build/electron-builder.yml'), 'utf8');

  it('tells Chromium to speak to nobody', () => {
    expect(offlineSwitches.map(([name]) => name)).toEqual([
      'disable-background-networking',
      'disable-component-update',
      'disable-domain-reliability',
      'no-proxy-server',
      'no-pings',
      'host-resolver-rules',
    ]);
  });

  it('is offered by the system for every kind of file that it opens, and for no other', () => {
    const section = (name: string) =>
      new RegExp(`^${name}:\\n((?:[ #].*\\n)+)`, 'm').exec(packing)?.[1] ?? '';
    const extensions = (part: string) =>
      [...part.matchAll(/ext: (.+)/g)].flatMap(([, names]) => names!.match(/\w+/g) ?? []);
    const everywhere = extensions(section('fileAssociations'));
    const pictures = openableExtensions.filter((extension) => !everywhere.includes(extension));
    expect(everywhere).toEqual(['umber']);
    expect(extensions(section('mac'))).toEqual(pictures);
    const [, types = ''] = /mimeTypes: \[(.*)\]/.exec(section('linux')) ?? [];
    const typeOf = (extension: string) => `image/${extension === 'jpg' ? 'jpeg' : extension}`;
    expect(types.split(', ')).toEqual([...new Set(pictures.map(typeOf))]);
  });

  it('loads no code of another place, and keeps no door open, once it is packed', () => {
    const [, fuses = ''] = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(packing) ?? [];
    expect(fuses.trim().split(/\n */)).toEqual([
      'runAsNode: false',
      'enableCookieEncryption: true',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
      'loadBrowserProcessSpecificV8Snapshot: false',
      'grantFileProtocolExtraPrivileges: false',
    ]);
  });
});

describe('isStudioUrl', () => {
  it('knows the studio from look-alikes', () => {
    expect(isStudioUrl(STUDIO_URL)).toBe(true);
    expect(isStudioUrl('umber://studio.example.org/')).toBe(false);
    expect(isStudioUrl('umber:studio')).toBe(false);
    expect(isStudioUrl('not a url')).toBe(false);
  });
});
