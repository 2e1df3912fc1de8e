import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { listPacks } from '../engine/index.ts';
import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import { PACK_MANIFEST_FILE } from '../shared/pack-manifest.ts';

export interface FindPackOptions {
  readonly folders?: readonly string[];
  /** Of the pack's manifest, which lists the hash of every file. */
  readonly hash?: string;
}

/** Where packs are looked for: the bundled ones, then the folders of `UMBER_PACKS`. */
export function packFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
  const bundled = join(import.meta.dirname, '..', '..', 'resources', 'packs');
  const extra = (environment.UMBER_PACKS ?? '').split(delimiter).filter((folder) => folder !== '');
  return [bundled, ...extra.map((folder) => resolve(folder))];
}

/**
 * The folder of a pack, by its path or by its name (of several with that name, the one of that hash); without either,
 * of the default: the first pack that can be used, in the order of each folder's `index.json`. Where all are broken, of
 * the first of those: opening it says what is wrong.
 *
 * @throws UmberError `PACK_NOT_FOUND`
 */
export async function findPack(
  wanted: string | undefined,
  { folders = packFolders(), hash }: FindPackOptions = {},
): Promise<string> {
  if (wanted !== undefined && (/[\\/]/.test(wanted) || existsSync(join(wanted, PACK_MANIFEST_FILE)))) {
    return resolve(wanted);
  }
  const listings = await listPacks(folders);
  if (wanted === undefined) {
    const first = listings.find(({ pack }) => pack !== undefined) ?? listings[0];
    if (first) return first.folder;
    throw new UmberError('PACK_NOT_FOUND', sentence`No pack is installed.`, {
      advice: sentence`Name a pack’s folder with --pack, or a folder of packs in the variable UMBER_PACKS.`,
    });
  }
  const named = listings.filter(
    ({ pack, folder }) => (pack?.manifest.name ?? folder.split(/[\\/]/).pop()) === wanted,
  );
  const found =
    named.find(({ pack }) => hash !== undefined && pack?.hash === hash) ??
    named.find(({ pack }) => pack !== undefined) ??
    named[0];
  if (found) return found.folder;
  const names = listings.map(({ pack }) => pack?.manifest.name).filter((name) => name !== undefined);
  throw new UmberError('PACK_NOT_FOUND', sentence`No pack is called “${wanted}”.`, {
    advice:
      names.length > 0
        ? sentence`There are: ${names.join(', ')}. A folder elsewhere is named with a slash: --pack ./folder.`
        : sentence`None is installed. Name a pack’s folder, with a slash, or a folder of packs in UMBER_PACKS.`,
  });
}
