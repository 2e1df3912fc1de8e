import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACK_MANIFEST_FILE, packManifestSchema, type PackManifest } from '../shared/pack-manifest.ts';

/** Manifests of the packs under a folder, by name; folders without a readable manifest are passed over. */
export async function installedPacks(folder: string): Promise<PackManifest[]> {
  const names = await readdir(folder).catch(() => []);
  const manifests = await Promise.all(names.sort().map((name) => readManifest(join(folder, name))));
  return manifests.filter((manifest) => manifest !== undefined);
}

async function readManifest(folder: string): Promise<PackManifest | undefined> {
  try {
    const text = await readFile(join(folder, PACK_MANIFEST_FILE), 'utf8');
    return packManifestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
