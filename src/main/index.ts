import { join } from 'node:path';
import { app, ipcMain, protocol, session } from 'electron';
import { createHost } from '../host/index.ts';
import { lockNavigation, lockSession, studioSchemePrivileges } from './security.ts';
import { STUDIO_SCHEME } from './studio-origin.ts';
import { serveStudioFile } from './studio-protocol.ts';
import { openStudioWindow } from './studio-window.ts';
import { wireRoutes } from './wire-routes.ts';

const { electron, chrome, node } = process.versions;
const resourcesFolder = app.isPackaged ? process.resourcesPath : join(app.getAppPath(), 'resources');

app.enableSandbox();
app.commandLine.appendSwitch('disable-background-networking');
app.commandLine.appendSwitch('no-proxy-server');
protocol.registerSchemesAsPrivileged(studioSchemePrivileges);
lockNavigation(app);

app.on('window-all-closed', () => app.quit());
// Not a top-level await: Electron is ready only once this module has run to its end.
if (app.requestSingleInstanceLock()) void app.whenReady().then(startStudio);
else app.quit();

async function startStudio(): Promise<void> {
  lockSession(session.defaultSession);
  const rendererFolder = join(import.meta.dirname, '../renderer');
  session.defaultSession.protocol.handle(STUDIO_SCHEME, (request) =>
    serveStudioFile(rendererFolder, request),
  );
  wireRoutes(
    ipcMain,
    createHost({
      packsFolder: join(resourcesFolder, 'packs'),
      version: app.getVersion(),
      versions: { electron, chrome, node },
    }),
  );
  const window = await openStudioWindow(join(import.meta.dirname, '../preload/index.cjs'));
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
}
