import type { MenuItemConstructorOptions } from 'electron';
import { commands, menuNames, type CommandId } from '../shared/commands.ts';
import { acceleratorOf } from './accelerator.ts';
import type { MenuTexts } from './menu-texts.ts';

/** What the menu is made of. */
export interface AppMenuOptions {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly texts: MenuTexts;
  /** Keys that the artist chose, by command. */
  readonly shortcuts: Readonly<Record<string, readonly string[]>>;
  readonly recentProjects: readonly { readonly id: string; readonly name: string }[];
  readonly chooseCommand: (id: CommandId) => void;
  readonly chooseProject: (id: string) => void;
}

/** Commands that Electron's own side answers, so their keys have to work there too. */
const nativeCommands: ReadonlySet<CommandId> = new Set<CommandId>(['openFile', 'toggleFullScreen']);

const MAX_RECENT_PROJECTS = 12;

/** The menu bar: every command that has a menu, in the order of the list. */
export function appMenuTemplate(options: AppMenuOptions): MenuItemConstructorOptions[] {
  const isMac = options.platform === 'darwin';
  const menus = menuNames.map((name): MenuItemConstructorOptions => {
    const items = [...commands]
      .filter(([, { menu }]) => menu === name)
      .flatMap(([id, { isGroupStart }]) => [
        ...(isGroupStart ? [separator] : []),
        commandItem(id, options),
        ...(id === 'openFile' ? [recentProjects(options)] : []),
      ]);
    if (name === 'file' && !isMac) items.push(separator, { role: 'quit', label: options.texts.shell.quit });
    return { id: name, label: escaped(options.texts.menu(name)), submenu: items };
  });
  return isMac ? [programMenu(options), ...menus, windowMenu(options)] : menus;
}

const separator: MenuItemConstructorOptions = { type: 'separator' };

function commandItem(id: CommandId, options: AppMenuOptions): MenuItemConstructorOptions {
  const isNative = nativeCommands.has(id);
  const keys = options.shortcuts[id] ?? commands.get(id)?.keys ?? [];
  const accelerator = keys.map(acceleratorOf).find((found) => found !== undefined);
  // The page hears its own keys, and knows when a letter is meant for a text. A Mac cannot show a key without taking it,
  // so single letters are not shown there.
  const isShown = options.platform !== 'darwin' || isNative || accelerator?.includes('CmdOrCtrl');
  return {
    id,
    label: escaped(options.texts.command(id)),
    // Radio items would turn off one another only between two lines of the menu.
    ...(commands.get(id)?.isTicked ? { type: 'checkbox' } : {}),
    ...(accelerator !== undefined && isShown ? { accelerator, registerAccelerator: isNative } : {}),
    // By these the page hears of its clipboard, and texts have what they always had.
    ...(isClipboardRole(id) ? { role: id } : { click: () => options.chooseCommand(id) }),
  };
}

function isClipboardRole(id: CommandId): id is 'cut' | 'copy' | 'paste' {
  return id === 'cut' || id === 'copy' || id === 'paste';
}

function recentProjects({
  recentProjects,
  texts,
  chooseProject,
}: AppMenuOptions): MenuItemConstructorOptions {
  const items = recentProjects.slice(0, MAX_RECENT_PROJECTS).map(({ id, name }) => ({
    label: escaped(name),
    click: () => chooseProject(id),
  }));
  return {
    id: 'openRecent',
    label: escaped(texts.openRecent),
    submenu: items.length > 0 ? items : [{ label: texts.shell.noRecent, enabled: false }],
  };
}

function programMenu({ texts, chooseCommand }: AppMenuOptions): MenuItemConstructorOptions {
  return {
    label: 'Umber',
    submenu: [
      { label: texts.command('showAbout'), click: () => chooseCommand('showAbout') },
      separator,
      { role: 'hide', label: texts.shell.hide },
      separator,
      { role: 'quit', label: texts.shell.quit },
    ],
  };
}

function windowMenu({ texts: { shell } }: AppMenuOptions): MenuItemConstructorOptions {
  return {
    label: shell.window,
    role: 'window',
    submenu: [
      { role: 'minimize', label: shell.minimise },
      { role: 'close', label: shell.closeWindow },
    ],
  };
}

/** Menus underline the letter after an ampersand; two of them are one. */
export function escaped(label: string): string {
  return label.replaceAll('&', '&&');
}
