import { Menu } from 'electron';
import type { CommandStates } from '../shared/command-states.ts';
import { commands, type CommandId } from '../shared/commands.ts';
import { appMenuTemplate, escaped, type AppMenuOptions } from './app-menu.ts';

/** The menu bar. It is made anew for other words, keys or projects alone: a menu that is replaced while it is open closes. */
export interface MenuBar {
  /** Shows these words, keys and projects. */
  show(contents: MenuContents): void;
  /** Greys, ticks and names the items in place. */
  tell(states: CommandStates): void;
  /** Whether the window fills the screen, which the page is not asked about. */
  fillsScreen(isFull: boolean): void;
}

type MenuContents = Pick<AppMenuOptions, 'texts' | 'shortcuts' | 'recentProjects'>;

export function createMenuBar({
  chooseCommand,
  ...fixed
}: Omit<AppMenuOptions, keyof MenuContents>): MenuBar {
  let shown: { contents: MenuContents; key: string; menu: Electron.Menu } | undefined;
  // All can be chosen until the page says otherwise.
  let states: CommandStates = { unavailable: [], ticked: [] };
  let isFullScreen = false;

  function showStates(): void {
    if (!shown) return;
    const { menu, contents } = shown;
    const unavailable = new Set(states.unavailable);
    const ticked = new Set<CommandId>([
      ...states.ticked,
      ...(isFullScreen ? (['toggleFullScreen'] as const) : []),
    ]);
    for (const [id, { isTicked }] of commands) {
      const item = menu.getMenuItemById(id);
      if (!item) continue;
      item.enabled = !unavailable.has(id);
      if (isTicked) item.checked = ticked.has(id);
      if (id === 'undo' || id === 'redo') {
        const step = states[id];
        item.label = escaped(contents.texts.command(id) + (step === undefined ? '' : `: ${step}`));
      }
    }
  }

  return {
    show(contents) {
      const { texts, shortcuts } = contents;
      const recentProjects = contents.recentProjects.map(({ id, name }) => ({ id, name }));
      const key = JSON.stringify([texts.shell, shortcuts, recentProjects]);
      if (key === shown?.key) return;
      const template = appMenuTemplate({
        ...fixed,
        ...{ texts, shortcuts, recentProjects },
        chooseCommand(id) {
          // Electron has turned the tick by itself, whatever comes of the command.
          showStates();
          chooseCommand(id);
        },
      });
      shown = { contents, key, menu: Menu.buildFromTemplate(template) };
      showStates();
      Menu.setApplicationMenu(shown.menu);
    },
    tell(next) {
      states = next;
      showStates();
    },
    fillsScreen(isFull) {
      isFullScreen = isFull;
      showStates();
    },
  };
}
