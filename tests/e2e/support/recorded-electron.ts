/**
 * A stand-in for the electron module under the built main process: it opens no window, and notes what it is asked for.
 * `run-built-main.ts` puts it in the place of the real one.
 */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';

const [, , folder = '', packsFolder = ''] = process.argv;
/** Given where another program of ours is to be there already. */
const isSecond = process.argv.includes('--second');
const switches: Record<string, string> = { data: join(folder, 'data'), packs: packsFolder };

/** What the program asked of Electron. */
export const asked = {
  isSandboxed: false,
  switches: [] as string[],
  schemes: [] as unknown[],
  windows: [] as unknown[],
  loaded: [] as string[],
  routes: [] as string[],
  engines: [] as unknown[],
  /** What it told the page. */
  events: [] as { kind: string }[],
  /** What it did with its window, its dialogs and itself, in order. */
  calls: [] as string[],
  menus: 0,
};

/** Everything that the program gave Electron to call. */
export const given = {
  answer: undefined as ((request: Request) => Response | Promise<Response>) | undefined,
  permission: undefined as ((...values: unknown[]) => void) | undefined,
  permissionCheck: undefined as ((contents: unknown, permission: string) => boolean) | undefined,
  devicePermission: undefined as (() => boolean) | undefined,
  handlers: new Map<string, (event: unknown, input: unknown) => Promise<unknown>>(),
  menu: undefined as RecordedMenu | undefined,
  window: undefined as BrowserWindow | undefined,
  request: undefined as ((details: { url: string }, answer: (given: unknown) => void) => void) | undefined,
};

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: {
    appendSwitch: (name: string) => asked.switches.push(name),
    getSwitchValue: (name: string) => switches[name] ?? '',
  },
  enableSandbox: () => (asked.isSandboxed = true),
  requestSingleInstanceLock: () => !isSecond,
  whenReady: () => Promise.resolve(),
  getAppPath: () => join(import.meta.dirname, '../../..'),
  getPath: () => folder,
  getVersion: () => '0',
  getPreferredSystemLanguages: () => ['en'],
  quit: () => asked.calls.push('quit'),
  exit: (code: number) => asked.calls.push(`exit ${code}`),
});

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => asked.schemes.push(...schemes),
};

export const ipcMain = {
  handle(name: string, handler: (event: unknown, input: unknown) => Promise<unknown>) {
    asked.routes.push(name);
    given.handlers.set(name, handler);
  },
};

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
  isAway = false;
  isFull = false;
  readonly webContents = Object.assign(new EventEmitter(), {
    send: (_channel: string, event: { kind: string }) => asked.events.push(event),
    isDestroyed: () => false,
    isCrashed: () => false,
  });

  constructor(options: unknown) {
    super();
    asked.windows.push(options);
    given.window = this;
  }

  loadURL(url: string): Promise<void> {
    asked.loaded.push(url);
    // The program starts its engine once the page is there.
    setImmediate(() => this.webContents.emit('did-finish-load'));
    return Promise.resolve();
  }

  isMinimized(): boolean {
    return this.isAway;
  }

  restore(): void {
    asked.calls.push('restore');
  }

  focus(): void {
    asked.calls.push('focus');
  }

  isFullScreen(): boolean {
    return this.isFull;
  }

  setFullScreen(isFull: boolean): void {
    this.isFull = isFull;
    this.emit(isFull ? 'enter-full-screen' : 'leave-full-screen');
  }

  isMaximized(): boolean {
    return false;
  }

  getNormalBounds(): object {
    return { x: 10, y: 20, width: 900, height: 700 };
  }
}

/** An item of a menu, which turns its own tick before it does what it is for, as Electron's do. */
export class RecordedItem {
  readonly id: string | undefined;
  readonly type: string;
  readonly submenu: RecordedMenu | undefined;
  label: string;
  enabled: boolean;
  checked = false;
  readonly #act: () => void;

  constructor(template: MenuItemConstructorOptions) {
    this.id = template.id;
    this.type = template.type ?? 'normal';
    this.label = template.label ?? '';
    this.enabled = template.enabled ?? true;
    this.submenu = Array.isArray(template.submenu) ? new RecordedMenu(template.submenu) : undefined;
    this.#act = () => (template.click as (() => void) | undefined)?.();
  }

  /** Does nothing where the item is greyed. */
  choose(): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    this.#act();
  }
}

export class RecordedMenu {
  readonly items: readonly RecordedItem[];

  constructor(template: readonly MenuItemConstructorOptions[]) {
    this.items = template.map((each) => new RecordedItem(each));
  }

  /** Null, as Electron answers. */
  getMenuItemById(id: string): RecordedItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }
}

export const Menu = {
  buildFromTemplate: (template: readonly MenuItemConstructorOptions[]) => new RecordedMenu(template),
  setApplicationMenu(menu: RecordedMenu) {
    asked.menus++;
    given.menu = menu;
  },
};

export const dialog = {
  showErrorBox(title: string, content: string) {
    throw new Error(`${title}: ${content}`);
  },
  showMessageBox(_window: unknown, { detail }: { detail: string }) {
    asked.calls.push(`message ${detail}`);
    return Promise.resolve({});
  },
  showOpenDialog: () => Promise.resolve({ filePaths: [join(folder, 'chosen.png')] }),
};

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };

export const utilityProcess = {
  fork(file: string) {
    asked.engines.push(file);
    // It does nothing, but can be killed as an engine can, and goes with this process.
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const engine = Object.assign(new EventEmitter(), {
      pid: child.pid,
      stdout: new EventEmitter(),
      postMessage: () => undefined,
    });
    child.on('exit', (code) => engine.emit('exit', code));
    return engine;
  },
};
