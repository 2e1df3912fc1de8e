import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import { closeWhenSaved } from './close-when-saved.ts';
import { STUDIO_URL } from './studio-origin.ts';
import { minimumSize, placeWindow, readWindowState, writeWindowState } from './window-state.ts';

/** Options of the one window: sandboxed, isolated, without Node, spell checker or web view. */
export function studioWindowOptions(preloadFile: string): BrowserWindowConstructorOptions {
  return {
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Umber',
    backgroundColor: '#1d1a18',
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  };
}

export interface StudioWindowFiles {
  readonly preload: string;
  /** Remembers size and place. */
  readonly state: string;
}

/** After so many crashes of the page in a row, loading it again is no help. */
const MAX_RELOADS = 3;

/**
 * Opens the studio as it was left, and shows it once it has something to show.
 *
 * @param asksToLose  asks whether to close it although its changes cannot be saved
 */
export function openStudioWindow(
  { preload, state }: StudioWindowFiles,
  asksToLose: (window: BrowserWindow) => boolean,
): BrowserWindow {
  const left = readWindowState(state);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const window = new BrowserWindow({
    ...studioWindowOptions(preload),
    ...placeWindow(
      left,
      [main, ...others].map(({ workArea }) => workArea),
    ),
  });
  if (left?.isMaximised) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(state, { bounds: window.getNormalBounds(), isMaximised: window.isMaximized() });
  });
  closeWhenSaved(window, () => asksToLose(window));
  let reloads = 0;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    // The host has everything that was painted; the page asks it again.
    if (reason !== 'clean-exit' && reloads++ < MAX_RELOADS) window.webContents.reload();
  });
  void window.loadURL(STUDIO_URL);
  return window;
}
