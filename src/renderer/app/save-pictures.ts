import { Zip, ZipPassThrough } from 'fflate';
import { fileNameFor } from '../export/file-names.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { saveFile } from './save-file.ts';

/** Most bytes of one zip: it is put together in memory. */
const MAX_BYTES = 512 * 2 ** 20;

/**
 * Saves copies of pictures of the gallery as they are, recipes inside: one as a PNG, several in a zip.
 *
 * @param onProgress  told how many have been read
 */
export async function savePictures(
  studio: Studio,
  ids: readonly string[],
  onProgress: (done: number) => void,
): Promise<void> {
  const { t } = studio.language;
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  const names = new Set<string>();
  let name = '';
  let bytes = new Uint8Array(0);
  let size = 0;
  for (const [done, id] of ids.entries()) {
    onProgress(done);
    const { item, bytes: png } = await studio.gallery.picture(id);
    size += png.length;
    if (size > MAX_BYTES) {
      studio.notices.warn(t('gallery.tooManyCopies'), t('gallery.tooManyCopiesAdvice'));
      return;
    }
    name = unusedName(item.prompt, names);
    bytes = png as Uint8Array<ArrayBuffer>;
    // A PNG is as small as it gets.
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    entry.push(png, true);
  }
  if (ids.length > 1) {
    zip.end();
    name = fileNameFor(t('gallery.copies'), 'zip');
    bytes = new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
  }
  await saveFile(studio, name, bytes);
}

/** A file name of these words that no other has, whatever the system thinks of capitals. */
function unusedName(words: string, used: Set<string>): string {
  for (let count = 1; ; count++) {
    const name = fileNameFor(words, 'png').replace(/\.png$/, count === 1 ? '.png' : ` (${count}).png`);
    if (used.has(name.toLowerCase())) continue;
    used.add(name.toLowerCase());
    return name;
  }
}
