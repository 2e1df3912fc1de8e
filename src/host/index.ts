import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { checkDiskRoom } from '../files/check-disk-room.ts';
import type { CommandStates } from '../shared/command-states.ts';
import type { HostEvent } from '../shared/events.ts';
import type { appRoutes } from '../shared/routes/app-routes.ts';
import type { RouteHandlers } from '../shared/routes/routes.ts';
import type { StartEngine } from './engine/engine-channel.ts';
import { createSupervisor } from './engine/supervisor.ts';
import { openGallery } from './gallery/open-gallery.ts';
import { openJobs } from './jobs/open-jobs.ts';
import { installedPacks, targetOf } from './packs/installed-packs.ts';
import { createPackHandlers } from './packs/pack-handlers.ts';
import { createPictureHandlers } from './pictures/picture-handlers.ts';
import { openProjects } from './projects/open-projects.ts';
import { openSettings } from './settings/open-settings.ts';
import { lockDataFolder } from './storage/data-folder-lock.ts';
import { makePrivateFolder, nodeFs } from './storage/fs.ts';

export { callRoute } from './call-route.ts';
export type { EngineChannel, StartEngine } from './engine/engine-channel.ts';
export { forkEngine } from './engine/fork-engine.ts';
export { readBuiltPages } from './pages/built-pages.ts';
export type { BuiltPages } from './pages/built-pages.ts';
export { defaultDataFolder, hostPlatform } from './platform.ts';

/** What a shell gives the host. */
export interface HostOptions {
  /** Absolute; made where it is missing. Everything that must survive lies in it. */
  dataFolder: string;
  /** Absolute; folders of packs, the bundled one first. */
  packFolders: readonly string[];
  version: string;
  /** Versions of what Umber stands on, by name. */
  versions: Record<string, string>;
  shell: 'electron' | 'browser';
  platform: 'linux' | 'darwin' | 'win32';
  startEngine: StartEngine;
  /** Told whatever the host says unasked; a shell hands it to every renderer. It must not throw. */
  emit: (event: HostEvent) => void;
  /** Asks where to save and writes there; false where the artist thought better of it. A browser downloads instead. */
  saveFile?: (suggestedName: string, bytes: Uint8Array) => Promise<boolean>;
  /** Shows in its menu bar what can be done; a browser has none. */
  showCommands?: (states: CommandStates) => void;
  /** A browser's page does it itself. */
  toggleFullScreen?: () => void;
}

/** Everything behind the routes. */
export interface Host {
  /** Only ever called through `callRoute`, which checks what goes in. */
  routes: RouteHandlers;
  /** Starts the engine and loads the default pack in the background; called once the window is up. */
  warmUp(): void;
  /** Makes everything durable and ends the engine; at most a few seconds. No route is called afterwards. */
  close(): Promise<void>;
}

/**
 * Opens the data folder and goes on where the last host stopped.
 *
 * @throws UmberError the `OUTPUT_…` codes where the data folder cannot be used, `DATA_IN_USE` where another host has it
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const { dataFolder, packFolders, emit, startEngine } = options;
  const lock = lockDataFolder(dataFolder);
  // What is open so far, to be closed in the opposite order.
  const open: { close(): Promise<void> }[] = [];
  const closeAll = async () => {
    try {
      for (let part = open.pop(); part; part = open.pop()) await part.close();
    } finally {
      lock.release();
    }
  };
  try {
    const fs = nodeFs;
    const storage = { dataFolder, emit, fs };
    const settings = await openSettings(storage);
    open.push(settings);
    const projects = await openProjects(storage);
    open.push(projects);
    const gallery = await openGallery(storage);
    open.push(gallery);
    const emptyFolder = join(dataFolder, 'engine');
    await makePrivateFolder(fs, emptyFolder);
    const packs = installedPacks(packFolders);
    const engine = createSupervisor({ startEngine, emptyFolder, emit });
    const current = () => settings.current;
    const jobs = await openJobs({
      ...{ dataFolder, packs, engine, emit, fs },
      settings: current,
      keepPicture: (png, pictureOptions) => gallery.add(png, pictureOptions),
      checkRoom: (bytes) => checkDiskRoom(gallery.folder, bytes),
    });
    // At once, since nobody waits for a picture that is being painted.
    open.push({
      async close() {
        await Promise.all([jobs.close(), engine.close()]);
      },
    });
    const routes: RouteHandlers = {
      ...appHandlers(options),
      ...settings.handlers,
      ...projects.handlers,
      ...gallery.handlers,
      ...jobs.handlers,
      ...createPackHandlers(packs, engine),
      ...createPictureHandlers({ engine, packs, settings: current }),
    };
    jobs.start();
    return {
      routes,
      warmUp() {
        packs.find(undefined).then(
          (pack) => engine.warmUp(targetOf(pack, settings.current)),
          () => engine.warmUp(undefined),
        );
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll().catch(() => undefined);
    throw error;
  }
}

function appHandlers({
  version,
  versions,
  shell,
  platform,
  saveFile,
  showCommands,
  toggleFullScreen,
}: HostOptions): Pick<RouteHandlers, keyof typeof appRoutes> {
  return {
    'app.about': () =>
      Promise.resolve({
        ...{ version, versions, shell, platform },
        cores: availableParallelism(),
        memoryBytes: totalmem(),
      }),
    'app.saveFile': async ({ suggestedName, bytes }) => ({
      isSaved: (await saveFile?.(suggestedName, bytes)) ?? false,
    }),
    'app.tellCommands'(states) {
      showCommands?.(states);
      return Promise.resolve(undefined);
    },
    'app.toggleFullScreen'() {
      toggleFullScreen?.();
      return Promise.resolve(undefined);
    },
  };
}
