import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { commands } from '../shared/commands.ts';
import { appMenuTemplate, type AppMenuOptions } from './app-menu.ts';
import { menuTexts } from './menu-texts.ts';

function menu(over: Partial<AppMenuOptions> = {}) {
  const template = appMenuTemplate({
    platform: 'linux',
    texts: menuTexts('en', []),
    shortcuts: {},
    recentProjects: [],
    chooseCommand: () => undefined,
    chooseProject: () => undefined,
    ...over,
  });
  const items = template.flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[]);
  const item = (id: string) => items.find((candidate) => candidate.id === id);
  return { template, items, item };
}

const click = (item: MenuItemConstructorOptions | undefined) => (item?.click as () => void)();

describe('the menu', () => {
  it('has every command that names a menu, once, with a label', () => {
    const { items } = menu();
    const wanted = [...commands].filter(([, { menu: place }]) => place !== undefined).map(([id]) => id);
    const ids = items.map(({ id }) => id).filter((id) => id !== undefined && id !== 'openRecent');
    expect(ids.sort()).toEqual(wanted.sort());
    expect(items.filter(({ type, label }) => type !== 'separator' && !label)).toEqual([]);
  });

  it('leaves copying to the page’s own clipboard, where texts and pixels are told apart', () => {
    const { item } = menu();
    for (const id of ['cut', 'copy', 'paste']) {
      expect(item(id)).toMatchObject({ role: id });
      expect(item(id)?.click).toBeUndefined();
    }
  });

  it('asks for the command that was chosen', () => {
    const chooseCommand = vi.fn();
    click(menu({ chooseCommand }).item('chooseClass3'));
    expect(chooseCommand).toHaveBeenCalledExactlyOnceWith('chooseClass3');
  });

  it('names the classes that it chooses', () => {
    expect(menu().item('chooseClass3')?.label).toBe('Class 3: mountain');
    expect(menu({ texts: menuTexts('vi', []) }).item('chooseClass3')?.label).toBe('Lớp nghĩa 3: núi');
  });

  it('has a place for a tick where there is something to tick', () => {
    const { item } = menu();
    expect(item('toggleLive')?.type).toBe('checkbox');
    expect(item('toolBrush')?.type).toBe('checkbox');
    expect(item('undo')?.type).toBeUndefined();
  });

  it('shows keys without taking them from the page, but for what the shell does itself', () => {
    const { item } = menu();
    expect(item('undo')).toMatchObject({ accelerator: 'CmdOrCtrl+Z', registerAccelerator: false });
    expect(item('toolBrush')).toMatchObject({ accelerator: 'B', registerAccelerator: false });
    expect(item('openFile')).toMatchObject({ accelerator: 'CmdOrCtrl+O', registerAccelerator: true });
  });

  it('takes no single letter on a Mac, where a key that is shown is a key that is taken', () => {
    const { template } = menu({ platform: 'darwin' });
    const keys = template
      .flatMap(({ submenu }) => submenu as MenuItemConstructorOptions[])
      .flatMap(({ accelerator, id }) => (accelerator && id !== 'toggleFullScreen' ? [accelerator] : []));
    expect(keys.filter((key) => !key.includes('CmdOrCtrl'))).toEqual([]);
    expect(template[0]?.label).toBe('Umber');
  });

  it('shows the keys that the artist chose, and none where they took them away', () => {
    const { item } = menu({ shortcuts: { undo: ['$mod+u'], redo: [] } });
    expect(item('undo')?.accelerator).toBe('CmdOrCtrl+U');
    expect(item('redo')?.accelerator).toBeUndefined();
  });

  it('lists recent projects by their names as they are', () => {
    const chooseProject = vi.fn();
    const { item } = menu({ recentProjects: [{ id: 'a1', name: 'Salt & sand' }], chooseProject });
    const [project] = item('openRecent')?.submenu as MenuItemConstructorOptions[];
    expect(project?.label).toBe('Salt && sand');
    click(project);
    expect(chooseProject).toHaveBeenCalledExactlyOnceWith('a1');
    expect(menu().item('openRecent')?.submenu).toEqual([{ label: 'None yet', enabled: false }]);
  });
});

describe('menuTexts', () => {
  it('speaks the language of the settings, or of the system', () => {
    const undo = (...args: Parameters<typeof menuTexts>) => menuTexts(...args).command('undo');
    expect(undo('vi', ['en-GB'])).toBe('Hoàn tác');
    expect(undo('system', ['vi-VN', 'en'])).toBe('Hoàn tác');
    expect(undo('system', ['de-DE', 'vi'])).toBe('Hoàn tác');
    expect(undo('system', ['de-DE'])).toBe('Undo');
    expect(undo('en', ['vi'])).toBe('Undo');
    expect(menuTexts('vi', []).command('chooseClass12')).toContain('12');
  });
});
