import { z } from 'zod';
import { packNameSchema } from './pack-manifest.ts';

/** Beside the packs of a folder: the names of their folders in the order in which they are offered. */
export const PACK_INDEX_FILE = 'index.json';

/** More than any index needs, in bytes. */
export const MAX_PACK_INDEX_BYTES = 64 * 1024;

const packIndexSchema = z.array(packNameSchema);

/**
 * Pack folders in the order in which they are offered; the first that can be used is the default.
 *
 * @param names what the folder of packs holds
 * @param index text of its index; names it lists come first, the rest follow by name, and an index that cannot be
 *              read counts as none
 */
export function orderPacks(names: readonly string[], index: string | undefined): string[] {
  const listed = parseIndex(index);
  const first = [...new Set(listed)].filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name)).sort()];
}

function parseIndex(text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    return packIndexSchema.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}
