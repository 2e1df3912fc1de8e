import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import { STUDIO_URL } from './studio-origin.ts';

/** Options of the one window: sandboxed, isolated, without Node, spell checker or web view. */
export function studioWindowOptions(preloadFile: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 480,
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
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  };
}

/** Opens the studio and shows it once it has something to show. */
export async function openStudioWindow(preloadFile: string): Promise<BrowserWindow> {
  const window = new BrowserWindow(studioWindowOptions(preloadFile));
  window.once('ready-to-show', () => window.show());
  await window.loadURL(STUDIO_URL);
  return window;
}
