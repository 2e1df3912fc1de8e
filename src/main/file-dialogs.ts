import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';
import { writeFileAtomic } from '../files/write-file-atomic.ts';
import type { MenuTexts } from './menu-texts.ts';
import { openableExtensions } from './opened-files.ts';

/** Asks where to save, and writes there; false where the artist thought better of it. */
export async function saveWithDialog(
  window: BrowserWindow,
  suggestedName: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const name = fileNameOf(suggestedName);
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1];
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), name),
    filters: extension === undefined ? [] : [{ name: `.${extension}`, extensions: [extension] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === '') return false;
  await writeFileAtomic(filePath, bytes);
  return true;
}

/** Asks which files to open; none where the artist thought better of it. */
export async function chooseFiles(window: BrowserWindow, { shell }: MenuTexts): Promise<readonly string[]> {
  const { filePaths } = await dialog.showOpenDialog(window, {
    filters: [{ name: shell.umberFiles, extensions: [...openableExtensions] }],
    properties: ['openFile', 'multiSelections'],
  });
  return filePaths;
}

/** Asks what to do with changes that cannot be saved; true where the artist would rather lose them than wait. */
export function asksToLoseChanges(window: BrowserWindow, { shell }: MenuTexts): boolean {
  const buttons = [shell.keepOpen, shell.loseChanges];
  const chosen = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: shell.notSaved,
    detail: shell.notSavedAdvice,
    buttons,
    defaultId: 0,
    cancelId: 0,
  });
  return buttons[chosen] === shell.loseChanges;
}

/** A name from the page can hold anything; on the disk it is one name, in one folder. */
export function fileNameOf(suggested: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  const name = suggested.replace(/[\u0000-\u001f\u007f<>:"/\\|?*]/g, ' ').replace(/^[. ]+|[. ]+$/g, '');
  return name === '' ? 'untitled' : name;
}
