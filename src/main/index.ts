import { join, resolve } from 'node:path';
import { app, dialog, ipcMain, protocol, session, type BrowserWindow } from 'electron';
import { createHost, defaultDataFolder, hostPlatform, readBuiltPages } from '../host/index.ts';
import type { Host } from '../host/index.ts';
import type { CommandId } from '../shared/commands.ts';
import type { HostEvent } from '../shared/events.ts';
import { defaultSettings } from '../shared/settings.ts';
import { asksToLoseChanges, chooseFiles, saveWithDialog } from './file-dialogs.ts';
import { forkUtilityEngine } from './fork-utility-engine.ts';
import { createMenuBar } from './menu-bar.ts';
import { menuTexts, type MenuTexts } from './menu-texts.ts';
import { filesOnCommandLine, readOpenedFile } from './opened-files.ts';
import { closeBeforeQuit } from './quit-gently.ts';
import { lockNavigation, lockSession, offlineSwitches, studioSchemePrivileges } from './security.ts';
import { STUDIO_SCHEME } from './studio-origin.ts';
import { answerStudioRequest } from './studio-protocol.ts';
import { openStudioWindow } from './studio-window.ts';
import { tellPage, wireRoutes } from './wire-routes.ts';

const { electron, chrome, node } = process.versions;
const resourcesFolder = app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources');
const builtFolder = join(import.meta.dirname, '..');

app.enableSandbox();
for (const [name, value] of offlineSwitches) app.commandLine.appendSwitch(name, value);
protocol.registerSchemesAsPrivileged(studioSchemePrivileges);
lockNavigation(app);

/** Files that the system asked to open before there was a window to show them in. */
const earlyFiles = filesOnCommandLine(process.argv, process.cwd());
let openFiles = (paths: readonly string[]): void => void earlyFiles.push(...paths);

app.on('open-file', (event, path) => {
  event.preventDefault();
  openFiles([path]);
});
app.on('window-all-closed', () => app.quit());
// Not a top-level await: Electron is ready only once this module has run to its end.
if (app.requestSingleInstanceLock()) void app.whenReady().then(startStudio).catch(endWithMessage);
else app.quit();

async function startStudio(): Promise<void> {
  let window: BrowserWindow | undefined;
  let menuTimer: NodeJS.Timeout | undefined;
  let settings = defaultSettings;
  let texts = menuTexts(settings.language, app.getPreferredSystemLanguages());
  const menuBar = createMenuBar({
    platform: hostPlatform(),
    chooseCommand,
    chooseProject: (id) => emit({ kind: 'projectChosen', id }),
  });

  // At once: the files of a start that is turned away must not be lost because this one is not done yet.
  app.on('second-instance', (_event, args, workingFolder) => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
    openFiles(filesOnCommandLine(args, workingFolder));
  });

  const host: Host = await createHost({
    dataFolder: folderSwitch('data') ?? defaultDataFolder(),
    packFolders: [folderSwitch('packs') ?? join(resourcesFolder, 'packs')],
    version: app.getVersion(),
    versions: { electron, chrome, node },
    shell: 'electron',
    platform: hostPlatform(),
    startEngine: forkUtilityEngine(join(import.meta.dirname, 'engine-process.js')),
    emit,
    saveFile: (name, bytes) => (window ? saveWithDialog(window, name, bytes) : Promise.resolve(false)),
    showCommands: (states) => menuBar.tell(states),
    toggleFullScreen,
  });
  closeBeforeQuit(app, () => host.close());

  const pages = await readBuiltPages(join(builtFolder, 'renderer'));
  settings = await host.routes['settings.get'](undefined);
  showMenu([]);
  lockSession(session.defaultSession);
  session.defaultSession.protocol.handle(STUDIO_SCHEME, (request) => answerStudioRequest(pages, request));
  wireRoutes(ipcMain, host.routes);
  window = openStudioWindow(
    {
      preload: join(builtFolder, 'preload', 'index.cjs'),
      state: join(app.getPath('userData'), 'window.json'),
    },
    (asked) => asksToLoseChanges(asked, texts),
  );
  const studio = window;
  studio.on('closed', () => {
    window = undefined;
    openFiles = () => undefined;
  });
  studio.on('enter-full-screen', () => menuBar.fillsScreen(true));
  studio.on('leave-full-screen', () => menuBar.fillsScreen(false));
  studio.webContents.once('did-finish-load', () => {
    openFiles = (paths) => void openAll(studio, paths, texts);
    openFiles(earlyFiles);
    host.warmUp();
  });

  listRecentProjects();

  function emit(event: HostEvent): void {
    if (window === undefined) return;
    tellPage(window.webContents, event);
    if (event.kind === 'settingsChanged') settings = event.settings;
    // Every stroke changes a project; its name and place in the menu can wait.
    if (event.kind === 'settingsChanged' || event.kind === 'projectsChanged') {
      menuTimer ??= setTimeout(listRecentProjects, 1_000);
    }
  }

  function listRecentProjects(): void {
    menuTimer = undefined;
    // Without an answer the menu stays as it is.
    void host.routes['projects.list'](undefined).then(
      ({ projects }) => showMenu(projects),
      () => undefined,
    );
  }

  function showMenu(recentProjects: readonly { id: string; name: string }[]): void {
    texts = menuTexts(settings.language, app.getPreferredSystemLanguages());
    menuBar.show({ texts, shortcuts: settings.shortcuts, recentProjects });
  }

  function toggleFullScreen(): void {
    window?.setFullScreen(!window.isFullScreen());
  }

  function chooseCommand(command: CommandId): void {
    const studio = window;
    if (studio === undefined) return;
    if (command === 'toggleFullScreen') toggleFullScreen();
    else if (command === 'openFile') void chooseFiles(studio, texts).then((paths) => openFiles(paths));
    else emit({ kind: 'commandChosen', command });
  }
}

/** Hands files to the page one by one, and says in words which of them cannot be opened. */
async function openAll(window: BrowserWindow, paths: readonly string[], texts: MenuTexts): Promise<void> {
  for (const path of paths) {
    try {
      tellPage(window.webContents, { kind: 'fileOpened', ...(await readOpenedFile(path)) });
    } catch (error) {
      const { message, advice } = texts.error(error);
      await dialog.showMessageBox(window, {
        type: 'error',
        message: texts.shell.couldNotOpen,
        detail: `${message}\n${advice}`,
      });
    }
  }
}

/** A folder named on the command line, as in `--data=FOLDER`. */
function folderSwitch(name: string): string | undefined {
  const value = app.commandLine.getSwitchValue(name);
  return value === '' ? undefined : resolve(value);
}

function endWithMessage(error: unknown): void {
  // It may have happened before there were settings.
  const { message, advice } = menuTexts('system', app.getPreferredSystemLanguages()).error(error);
  dialog.showErrorBox('Umber', `${message}\n\n${advice}`);
  app.exit(1);
}
