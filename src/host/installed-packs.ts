import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACK_MANIFEST_FILE, packManifestSchema, type PackManifest } from '../shared/pack-manifest.ts';

const MAX_MANIFEST_BYTES = 1024 * 1024;

/**
 * Manifests of the packs under a folder, by name; folders without a readable manifest are passed over.
 *
 * For naming packs alone: their files are checked by the engine, in its own process, before it loads any.
 */
export async function installedPacks(folder: string): Promise<PackManifest[]> {
  const names = await readdir(folder).catch(() => []);
  const manifests = await Promise.all(names.sort().map((name) => readManifest(join(folder, name))));
  return manifests.filter((manifest) => manifest !== undefined);
}

async function readManifest(folder: string): Promise<PackManifest | undefined> {
  try {
    const file = join(folder, PACK_MANIFEST_FILE);
    const status = await lstat(file);
    if (!status.isFile() || status.size > MAX_MANIFEST_BYTES) return undefined;
    const text = await readFile(file, 'utf8');
    return packManifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
