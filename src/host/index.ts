import type { RouteHandlers } from '../shared/routes/routes.ts';
import { installedPacks } from './installed-packs.ts';

export { callRoute } from './call-route.ts';

export interface HostOptions {
  /** Folder that holds the packs, one folder each. */
  packsFolder: string;
  version: string;
  /** Versions of what Umber stands on, by name. */
  versions: Record<string, string>;
}

/** The host: everything behind the routes. A shell (Electron, HTTP) wires it to a renderer. */
export function createHost(options: HostOptions): RouteHandlers {
  return {
    'app.about': async () => ({
      version: options.version,
      versions: options.versions,
      packs: (await installedPacks(options.packsFolder)).map(({ name, title, licence }) => ({
        name,
        title,
        licence,
      })),
    }),
  };
}
