import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** The systems that Umber knows; whatever else there is counts as a kind of Linux. */
export type Platform = 'linux' | 'darwin' | 'win32';

/** The system that the host runs on. */
export function hostPlatform(): Platform {
  return process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
}

/**
 * Where the studio keeps everything, in Electron and in the browser mode alike: where the system keeps a program's data.
 * Absolute; it need not be there yet.
 */
export function defaultDataFolder(
  platform: Platform = hostPlatform(),
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Umber', 'studio');
  if (platform === 'win32')
    return join(absolute(environment.LOCALAPPDATA) ?? join(home, 'AppData', 'Local'), 'Umber');
  return join(absolute(environment.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'umber');
}

/** The XDG rules say to pass over what is not absolute. */
function absolute(folder: string | undefined): string | undefined {
  return folder !== undefined && isAbsolute(folder) ? folder : undefined;
}
