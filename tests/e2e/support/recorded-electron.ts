/**
 * A stand-in for the electron module under the built main process: it opens no window, and notes what it is asked for.
 * `run-built-main.ts` puts it in the place of the real one.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';

const [, , folder = '', packsFolder = ''] = process.argv;
const switches: Record<string, string> = { data: join(folder, 'data'), packs: packsFolder };

/** What the program asked of Electron. */
export const asked = {
  isSandboxed: false,
  switches: [] as string[],
  schemes: [] as unknown[],
  windows: [] as unknown[],
  loaded: [] as string[],
  routes: [] as string[],
  menu: undefined as unknown,
  engines: [] as unknown[],
};

/** Everything that the program gave Electron to call. */
export const given = {
  answer: undefined as ((request: Request) => Response | Promise<Response>) | undefined,
  permission: undefined as ((...values: unknown[]) => void) | undefined,
  permissionCheck: undefined as (() => boolean) | undefined,
  devicePermission: undefined as (() => boolean) | undefined,
  request: undefined as ((details: { url: string }, answer: (given: unknown) => void) => void) | undefined,
};

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: {
    appendSwitch: (name: string) => asked.switches.push(name),
    getSwitchValue: (name: string) => switches[name] ?? '',
  },
  enableSandbox: () => (asked.isSandboxed = true),
  requestSingleInstanceLock: () => true,
  whenReady: () => Promise.resolve(),
  getAppPath: () => join(import.meta.dirname, '../../..'),
  getPath: () => folder,
  getVersion: () => '0',
  getPreferredSystemLanguages: () => ['en'],
  quit: () => undefined,
  exit: () => undefined,
});

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => asked.schemes.push(...schemes),
};

export const ipcMain = { handle: (name: string) => asked.routes.push(name) };

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: typeof given.permission) => (given.permission = handler),
    setPermissionCheckHandler: (handler: typeof given.permissionCheck) => (given.permissionCheck = handler),
    setDevicePermissionHandler: (handler: typeof given.devicePermission) =>
      (given.devicePermission = handler),
    setDisplayMediaRequestHandler: () => undefined,
    setSpellCheckerEnabled: () => undefined,
    on: () => undefined,
    webRequest: { onBeforeRequest: (handler: typeof given.request) => (given.request = handler) },
    protocol: { handle: (_scheme: string, handler: typeof given.answer) => (given.answer = handler) },
  },
};

export class BrowserWindow extends EventEmitter {
  readonly webContents = Object.assign(new EventEmitter(), {
    send: () => undefined,
    isDestroyed: () => false,
    isCrashed: () => false,
  });

  constructor(options: unknown) {
    super();
    asked.windows.push(options);
  }

  loadURL(url: string): Promise<void> {
    asked.loaded.push(url);
    // The program starts its engine once the page is there.
    setImmediate(() => this.webContents.emit('did-finish-load'));
    return Promise.resolve();
  }
}

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => (asked.menu = menu),
};

export const dialog = {
  showErrorBox(title: string, content: string) {
    throw new Error(`${title}: ${content}`);
  },
};

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };

export const utilityProcess = {
  fork(file: string) {
    asked.engines.push(file);
    return Object.assign(new EventEmitter(), {
      pid: undefined,
      stdout: new EventEmitter(),
      postMessage: () => undefined,
    });
  },
};
