import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACK_MANIFEST_FILE, packManifestSchema, type PackManifest } from '../shared/pack-manifest.ts';
import { MAX_PACK_INDEX_BYTES, orderPacks, PACK_INDEX_FILE } from '../shared/pack-order.ts';

const MAX_MANIFEST_BYTES = 1024 * 1024;

/**
 * Manifests of the packs under a folder, in the order of its index, then by name; folders without a readable manifest
 * are passed over.
 *
 * For naming packs alone: their files are checked by the engine, in its own process, before it loads any.
 */
export async function installedPacks(folder: string): Promise<PackManifest[]> {
  const names = await readdir(folder).catch(() => []);
  const index = await readSmallFile(join(folder, PACK_INDEX_FILE), MAX_PACK_INDEX_BYTES);
  const manifests = await Promise.all(
    orderPacks(names, index).map((name) => readManifest(join(folder, name))),
  );
  return manifests.filter((manifest) => manifest !== undefined);
}

async function readManifest(folder: string): Promise<PackManifest | undefined> {
  const text = await readSmallFile(join(folder, PACK_MANIFEST_FILE), MAX_MANIFEST_BYTES);
  if (text === undefined) return undefined;
  try {
    return packManifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function readSmallFile(file: string, limitBytes: number): Promise<string | undefined> {
  try {
    const status = await lstat(file);
    return status.isFile() && status.size <= limitBytes ? await readFile(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
