import { encodePicture } from '../export/encode-picture.ts';
import { copiedPicture, type CopiedPixels } from '../state/copied-pixels.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { readFile } from './pick-file.ts';
import { isTextField } from './text-fields.ts';
import { usePicture } from './use-picture.ts';

/** What else than pixels is on the system's clipboard after a copy: by this the studio knows its own. */
const mark = ({ id }: CopiedPixels): string => `<meta name="umber-copy" content="${id}">`;

/**
 * Puts a copied picture on the system's clipboard, for other programs, and of other pixels the mark. Browsers that do not
 * let the studio do so are left alone: what was copied can be pasted here all the same.
 */
export async function offerToSystem(copied: CopiedPixels): Promise<void> {
  const html = new Blob([mark(copied)], { type: 'text/html' });
  try {
    const picture = copiedPicture(copied);
    const png =
      picture && encodePicture(picture, 'png', 1).then((bytes) => new Blob([bytes], { type: 'image/png' }));
    // The promise, not what comes of it: a browser gives leave only while the press of the key is fresh.
    await navigator.clipboard.write([
      new ClipboardItem({ 'text/html': html, ...(png && { 'image/png': png }) }),
    ]);
  } catch {
    // Said in the description.
  }
}

/** What the browser's own events for copying do on the canvas; texts keep theirs. */
export function clipboardListeners(studio: Studio): {
  readonly oncopy: (event: ClipboardEvent) => void;
  readonly oncut: (event: ClipboardEvent) => void;
  readonly onpaste: (event: ClipboardEvent) => void;
} {
  const isForTexts = ({ target }: ClipboardEvent) =>
    isTextField(target) || studio.dialog !== undefined || getSelection()?.toString() !== '';

  function take(event: ClipboardEvent, command: 'copy' | 'cut'): void {
    if (isForTexts(event) || !studio.isOffered(command)) return;
    event.preventDefault();
    const before = studio.copied;
    studio.run(command);
    const { copied } = studio;
    if (copied && copied !== before) event.clipboardData?.setData('text/html', mark(copied));
  }

  function onpaste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (!data || isForTexts(event) || studio.screen === 'gallery') return;
    event.preventDefault();
    const { copied } = studio;
    const isOwn = copied !== undefined && data.getData('text/html').includes(mark(copied));
    const picture = [...data.files].find(({ type }) => type.startsWith('image/'));
    // What another program has copied since is newer.
    if (picture && !isOwn) void studio.attempt(() => pastePicture(studio, picture));
    else studio.run('paste');
  }

  return { oncopy: (event) => take(event, 'copy'), oncut: (event) => take(event, 'cut'), onpaste };
}

async function pastePicture(studio: Studio, file: File): Promise<void> {
  studio.project?.settle();
  const { bytes } = await readFile(file);
  await usePicture(studio, { name: studio.language.t('layers.pastedName'), bytes, mayBeLayout: false });
}
