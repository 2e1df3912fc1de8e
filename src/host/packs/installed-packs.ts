import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineTarget } from '../../shared/engine-protocol.ts';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { PACK_MANIFEST_FILE, packManifestSchema, type PackManifest } from '../../shared/pack-manifest.ts';
import { MAX_PACK_INDEX_BYTES, orderPacks, PACK_INDEX_FILE } from '../../shared/pack-order.ts';
import type { Settings } from '../../shared/settings.ts';

const MAX_MANIFEST_BYTES = 1024 * 1024;

/** A pack that is there, by its manifest; its files are checked by the engine, in its own process. */
export interface InstalledPack {
  /** Absolute where the folder of packs is. */
  folder: string;
  manifest: PackManifest;
  /** SHA-256 of the manifest, which pins every other file. */
  hash: string;
  /** Of all files together. */
  sizeBytes: number;
}

/** The packs of some folders, as they are whenever it is asked. */
export interface InstalledPacks {
  /**
   * In the order of each folder's index, then by name; folders without a readable manifest are passed over, and of
   * several packs of one name the first is taken.
   */
  list(): Promise<InstalledPack[]>;
  /** The pack of that name, or the default where none is named. @throws UmberError `PACK_NOT_FOUND` */
  find(name: string | undefined): Promise<InstalledPack>;
}

/** Looks into the folders each time, but reads a manifest again only where its file has changed: it is asked for with every stroke. */
export function installedPacks(folders: readonly string[]): InstalledPacks {
  const read = new Map<string, { stamp: string; pack: InstalledPack | undefined }>();

  async function packIn(folder: string): Promise<InstalledPack | undefined> {
    const file = join(folder, PACK_MANIFEST_FILE);
    const status = await lstat(file).catch(() => undefined);
    if (!status?.isFile() || status.size > MAX_MANIFEST_BYTES) return undefined;
    const stamp = [status.ino, status.size, status.mtimeMs, status.ctimeMs].join();
    const known = read.get(folder);
    if (known?.stamp === stamp) return known.pack;
    const bytes = await readFile(file).catch(() => undefined);
    const pack = bytes && parsePack(folder, bytes);
    read.set(folder, { stamp, pack });
    return pack;
  }

  async function packsIn(folder: string): Promise<(InstalledPack | undefined)[]> {
    const names = await readdir(folder).catch(() => []);
    const index = await readIndex(join(folder, PACK_INDEX_FILE));
    return Promise.all(orderPacks(names, index).map((name) => packIn(join(folder, name))));
  }

  async function list(): Promise<InstalledPack[]> {
    const byName = new Map<string, InstalledPack>();
    for (const pack of (await Promise.all(folders.map(packsIn))).flat()) {
      if (pack && !byName.has(pack.manifest.name)) byName.set(pack.manifest.name, pack);
    }
    return [...byName.values()];
  }

  return { list, find: async (name) => choosePack(await list(), name) };
}

/** The pack of that name among packs that were listed. @throws UmberError `PACK_NOT_FOUND` */
export function choosePack(packs: readonly InstalledPack[], name: string | undefined): InstalledPack {
  const found = name === undefined ? packs[0] : packs.find(({ manifest }) => manifest.name === name);
  if (found) return found;
  const names = packs.map(({ manifest }) => manifest.name);
  throw new UmberError(
    'PACK_NOT_FOUND',
    name === undefined ? sentence`No model pack is installed.` : sentence`No model pack is called “${name}”.`,
    {
      advice:
        names.length > 0
          ? sentence`There are: ${names}. Choose one of them.`
          : sentence`Put a pack into the folder of packs, then try again.`,
    },
  );
}

/** What the engine is to load for a picture. */
export function targetOf({ folder, hash, sizeBytes }: InstalledPack, settings: Settings): EngineTarget {
  return { folder, hash, sizeBytes, provider: settings.provider, threads: settings.threads };
}

function parsePack(folder: string, bytes: Buffer): InstalledPack | undefined {
  try {
    const manifest = packManifestSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data;
    if (!manifest) return undefined;
    const sizeBytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
    return { folder, manifest, hash: createHash('sha256').update(bytes).digest('hex'), sizeBytes };
  } catch {
    return undefined;
  }
}

async function readIndex(file: string): Promise<string | undefined> {
  try {
    const status = await lstat(file);
    return status.isFile() && status.size <= MAX_PACK_INDEX_BYTES ? await readFile(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
