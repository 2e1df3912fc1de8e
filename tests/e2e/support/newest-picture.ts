import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The picture of the gallery that was painted last. */
export async function newestPicture(dataFolder: string): Promise<Buffer> {
  const folder = join(dataFolder, 'pictures');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.png'));
  const dated = await Promise.all(
    names.map(async (name) => ({ name, changedMs: (await stat(join(folder, name))).mtimeMs })),
  );
  const newest = dated.reduce((last, next) => (next.changedMs > last.changedMs ? next : last));
  return readFile(join(folder, newest.name));
}
