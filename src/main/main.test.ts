import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** A stand-in for the electron module: records what the shell asks of it. */
const electron = vi.hoisted(() => {
  const loaded: string[] = [];
  const options: unknown[] = [];
  class BrowserWindow {
    constructor(given: unknown) {
      options.push(given);
    }
    once() {
      return this;
    }
    loadURL(url: string) {
      loaded.push(url);
      return Promise.resolve();
    }
  }
  return { loaded, options, BrowserWindow };
});
vi.mock('electron', () => ({ BrowserWindow: electron.BrowserWindow }));

const { openStudioWindow, studioWindowOptions } = await import('./studio-window.ts');
const { lockNavigation, lockSession } = await import('./security.ts');
const { serveStudioFile } = await import('./studio-protocol.ts');
const { wireRoutes } = await import('./wire-routes.ts');
const { isStudioUrl, STUDIO_URL } = await import('./studio-origin.ts');

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
  it('is sandboxed, isolated, and has neither Node nor spell checker nor web view', () => {
    expect(studioWindowOptions('/preload.cjs').webPreferences).toMatchObject({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
  });

  it('opens the studio and nothing else', async () => {
    await openStudioWindow('/preload.cjs');
    expect(electron.options).toEqual([studioWindowOptions('/preload.cjs')]);
    expect(electron.loaded).toEqual([STUDIO_URL]);
  });
});

describe('the session', () => {
  const session = recorder();
  lockSession(session.target as never);

  it('denies every permission, device and screen', () => {
    const answer = vi.fn();
    session.call('setPermissionRequestHandler', undefined, 'media', answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    expect(session.call('setPermissionCheckHandler')).toBe(false);
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
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'umber-main-'));
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<p>studio');
    await writeFile(join(folder, 'secret.html'), 'secret');
  });
  afterEach(() => rm(folder, { recursive: true }));
  const get = (url: string, init?: RequestInit) =>
    serveStudioFile(join(folder, 'renderer'), new Request(url, init));

  it('serves the page with a policy that allows nothing from elsewhere', async () => {
    const response = await get(STUDIO_URL);
    expect(await response.text()).toBe('<p>studio');
    const policy = response.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it.each([
    'umber://studio/../secret.html',
    'umber://studio/%2e%2e/secret.html',
    'umber://studio/..%2fsecret.html',
    'umber://studio/%00.html',
    'umber://studio/missing.html',
    'umber://elsewhere/index.html',
    'umber://studio/index.sh',
  ])('refuses %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).toBe('');
  });

  it('refuses to be written to', async () => {
    expect((await get(STUDIO_URL, { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

describe('routes', () => {
  const ipcMain = recorder();
  const about = { version: '1', versions: {}, packs: [] };
  wireRoutes(ipcMain.target as never, { 'app.about': () => Promise.resolve(about) });
  const from = (senderFrame: unknown) => ipcMain.call('app.about', { senderFrame }, undefined);

  it('answer the studio', async () => {
    expect(await from({ url: STUDIO_URL, parent: null })).toEqual({ ok: true, value: about });
  });

  it('refuse frames inside it, other pages and frames that are gone', () => {
    expect(() => from({ url: STUDIO_URL, parent: {} })).toThrow('unknown sender');
    expect(() => from({ url: 'https://example.org/', parent: null })).toThrow('unknown sender');
    expect(() => from(null)).toThrow('unknown sender');
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
