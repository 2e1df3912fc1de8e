import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import { contentTypeOf } from '../../shared/page-policy.ts';

/** One file of the built pages. */
export interface BuiltPage {
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Every file that a shell may serve, by the path that a request names. `/` is the first page. */
export type BuiltPages = ReadonlyMap<string, BuiltPage>;

/**
 * Reads the built renderer once. Requests are looked up in what it found, letter by letter, and never become the name
 * of a file: there is no way out of the folder. Links, and files of a type that no page is made of, are left out.
 *
 * @throws UmberError `PAGES_NOT_BUILT`
 */
export async function readBuiltPages(folder: string): Promise<BuiltPages> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const pages = new Map<string, BuiltPage>();
  for (const entry of entries) {
    const contentType = contentTypeOf(entry.name);
    if (!entry.isFile() || contentType === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = encodeURI(`/${relative(folder, file).split(sep).join('/')}`);
    pages.set(path, { contentType, bytes: new Uint8Array(await readFile(file)) });
  }
  const index = pages.get('/index.html');
  if (index === undefined) {
    throw new UmberError('PAGES_NOT_BUILT', sentence`The studio’s pages are not built.`, {
      advice: sentence`Build them once with "npm run build".`,
    });
  }
  return pages.set('/', index);
}
