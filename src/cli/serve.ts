import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { listPacks } from '../engine/index.ts';
import { createHost, defaultDataFolder, forkEngine, hostPlatform, readBuiltPages } from '../host/index.ts';
import { openAccessToken, serveStudio } from '../serve/index.ts';
import type { loopbackAddresses, Served } from '../serve/index.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { umberVersion } from '../shared/version.ts';
import type { CommandContext } from './command-context.ts';
import { packFolders } from './find-pack.ts';

/** What `umber serve` may be asked for. */
export interface ServeOptions {
  readonly port: number;
  readonly address: (typeof loopbackAddresses)[number];
  readonly data?: string;
  readonly packs?: string;
  /** Whether the token of earlier starts becomes worthless. */
  readonly newToken?: boolean;
}

/** Whoever stops the program waits no longer than this. */
const MAX_CLOSING_MS = 2_800;

const root = join(import.meta.dirname, '..', '..');

/**
 * Runs the studio for browsers on this machine until it is told to stop.
 *
 * @throws UmberError `PACK_NOT_FOUND` where the folder that was named holds none
 */
export async function serve(options: ServeOptions, { output, signal }: CommandContext): Promise<void> {
  const folders = options.packs === undefined ? packFolders() : [resolve(options.packs)];
  // One that was named and holds none is a slip of the hand; without packs the studio would open, and paint nothing.
  if (options.packs !== undefined && (await listPacks(folders)).length === 0) {
    throw new UmberError('PACK_NOT_FOUND', sentence`There is no pack in “${options.packs}”.`, {
      advice: sentence`Name a folder of packs with --packs, or leave it away for those that come with Umber.`,
    });
  }
  const dataFolder = resolve(options.data ?? defaultDataFolder());
  const pages = await readBuiltPages(join(root, 'out', 'renderer'));
  const token = await openAccessToken(dataFolder, { isRenewed: options.newToken });
  let served: Served | undefined;
  const host = await createHost({
    dataFolder,
    packFolders: folders,
    version: umberVersion,
    versions: { node: process.versions.node },
    shell: 'browser',
    platform: hostPlatform(),
    startEngine: forkEngine(join(root, 'src', 'engine', 'process', 'engine-process.ts')),
    emit: (event) => served?.emit(event),
  });
  try {
    served = await serveStudio({
      address: options.address,
      port: options.port,
      token,
      pages,
      routes: host.routes,
    });
    output.result({ command: 'serve', address: served.urlWithToken, dataFolder });
    output.print(`The studio is at ${served.urlWithToken}`);
    output.print(`Projects and pictures are kept in ${dataFolder}. Stop with Ctrl-C.`);
    host.warmUp();
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    // What has been painted is durable already; nothing that hangs may keep the program.
    setTimeout(() => process.exit(signal.aborted ? 0 : 1), MAX_CLOSING_MS).unref();
    await Promise.all([served?.close(), host.close()]);
  }
}
