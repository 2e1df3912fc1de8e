import { commands, type CommandId } from '../../../shared/commands.ts';
import type { Studio } from '../../state/studio.svelte.ts';
import type { CommandActions } from './command-actions.ts';
import { commandConditions } from './command-states.ts';
import { editCommands } from './edit-commands.ts';
import { fileCommands } from './file-commands.ts';
import { generateCommands } from './generate-commands.ts';
import { layerCommands } from './layer-commands.ts';
import { toolCommands } from './tool-commands.ts';
import { viewCommands } from './view-commands.ts';

/** Commands that make sense without an open project. */
const withoutProject: ReadonlySet<CommandId> = new Set([
  'newProject',
  'openFile',
  'showSettings',
  'showStart',
  'showGallery',
  'showBin',
  'toggleTheme',
  'toggleFullScreen',
  'togglePatterns',
  'toggleLive',
  'cancelAll',
  'pauseQueue',
  'showCommands',
  'showShortcuts',
  'showAbout',
] satisfies CommandId[]);

/** Commands that in the gallery act on the pictures that are chosen there. */
const inGallery: ReadonlySet<CommandId> = new Set([
  'selectAll',
  'selectNothing',
  'cancel',
] satisfies CommandId[]);

/** Commands that only look, or that are about what is being transformed themselves. */
function leavesTransform(id: CommandId): boolean {
  const menu = commands.get(id)?.menu;
  return menu === 'view' || menu === 'help' || aboutTransform.has(id);
}

const aboutTransform: ReadonlySet<CommandId> = new Set([
  'undo',
  'redo',
  'showHistory',
  'cancel',
  'toolTransform',
  'applyTransform',
  'cancelTransform',
] satisfies CommandId[]);

/** The way from names of commands to what they do. */
export interface CommandRunner {
  readonly run: (id: CommandId) => void;
  /** Whether the command belongs to what is on the screen: its keys are heard, and it says so where it can do nothing. */
  readonly isOffered: (id: CommandId) => boolean;
  /** Whether it would also do something now, which menus show. */
  readonly isAvailable: (id: CommandId) => boolean;
}

export function createCommandRunner(studio: Studio): CommandRunner {
  const actions: CommandActions = {
    ...fileCommands(studio),
    ...editCommands(studio),
    ...layerCommands(studio),
    ...toolCommands(studio),
    ...viewCommands(studio),
    ...generateCommands(studio),
  };
  const conditions = commandConditions(studio);

  function isOffered(id: CommandId): boolean {
    if (!actions[id]) return false;
    if (studio.galleryShown) return withoutProject.has(id) || inGallery.has(id);
    return withoutProject.has(id) || (studio.project !== undefined && studio.screen === 'editor');
  }

  return {
    isOffered,
    isAvailable: (id) => isOffered(id) && (conditions[id]?.() ?? true),
    run(id) {
      const action = actions[id];
      if (!action || !isOffered(id)) return;
      void studio.attempt(async () => {
        // What a command does, it does to what is seen.
        if (!leavesTransform(id)) studio.project?.settle();
        await action();
      });
    },
  };
}
