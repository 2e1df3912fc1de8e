import { readRegion, type Bitmap, type Rect } from '../../document/index.ts';
import { TILE_SIDE } from '../../shared/document-format.ts';
import { encodePicture } from '../export/encode-picture.ts';
import { pictureBounds, type CopiedPixels } from '../state/copied-pixels.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { readFile } from './pick-file.ts';
import { isTextField } from './text-fields.ts';
import { usePicture } from './use-picture.ts';

/** What else than pixels is on the system's clipboard after a copy: by this the studio knows its own. */
const mark = ({ id }: CopiedPixels): string => `<meta name="umber-copy" content="${id}">`;

/**
 * Puts what was copied last on the system's clipboard: a picture, for other programs, and of other pixels the mark.
 * Browsers that do not let the studio do so are left alone: what was copied can be pasted here all the same.
 */
export async function offerToSystem(studio: Studio): Promise<void> {
  const { copied } = studio;
  if (!copied) return;
  try {
    const bounds = pictureBounds(copied);
    // The promise, not what comes of it: a browser gives leave only while the press of the key is fresh.
    await navigator.clipboard.write([
      new ClipboardItem({
        'text/html': new Blob([mark(copied)], { type: 'text/html' }),
        ...(bounds && { 'image/png': pngOf(copied.bitmap, bounds, () => studio.copied === copied) }),
      }),
    ]);
  } catch {
    // Said in the description.
  }
}

/** A part of a bitmap as a PNG, read bit by bit so that a large one holds up no stroke. @throws where it is unwanted by then */
async function pngOf(bitmap: Bitmap, bounds: Rect, isWanted: () => boolean): Promise<Blob> {
  const canvas = new OffscreenCanvas(bounds.width, bounds.height);
  const context = canvas.getContext('2d');
  for (let y = 0; y < bounds.height; y += TILE_SIDE) {
    const strip = { ...bounds, y: bounds.y + y, height: Math.min(TILE_SIDE, bounds.height - y) };
    const pixels = new Uint8ClampedArray(readRegion(bitmap, strip).buffer as ArrayBuffer);
    context?.putImageData(new ImageData(pixels, strip.width), 0, y);
    await new Promise((resolve) => setTimeout(resolve));
    if (!isWanted()) throw overtaken();
  }
  const bytes = await encodePicture(canvas.transferToImageBitmap(), 'png', 1);
  if (!isWanted()) throw overtaken();
  return new Blob([bytes], { type: 'image/png' });
}

/** It would take the place of a newer copy. */
const overtaken = () => new Error('Something else has been copied since.');

/** What the browser's own events for copying do on the canvas; texts keep theirs. */
export function clipboardListeners(studio: Studio): {
  readonly oncopy: (event: ClipboardEvent) => void;
  readonly oncut: (event: ClipboardEvent) => void;
  readonly onpaste: (event: ClipboardEvent) => void;
  readonly onpointerup: (event: PointerEvent) => void;
} {
  // The event's target is where a text was selected last, wherever the focus is now.
  const isForTexts = () => isTextField(document.activeElement) || studio.dialog !== undefined;

  function take(event: ClipboardEvent, command: 'copy' | 'cut'): void {
    if (isForTexts() || (command === 'copy' && isTextSelected()) || !studio.isOffered(command)) return;
    event.preventDefault();
    const before = studio.copied;
    studio.run(command);
    const { copied } = studio;
    if (copied && copied !== before) event.clipboardData?.setData('text/html', mark(copied));
  }

  function onpaste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (!data || isForTexts() || studio.galleryShown) return;
    event.preventDefault();
    const { copied } = studio;
    const isOwn = copied !== undefined && data.getData('text/html').includes(mark(copied));
    const picture = [...data.files].find(({ type }) => type.startsWith('image/'));
    // What another program has copied since is newer.
    if (picture && !isOwn) void studio.attempt(() => pastePicture(studio, picture));
    else studio.run('paste');
  }

  /** The middle button moves the canvas; on Linux it pastes as well where it is let do so, which is for texts. */
  function onpointerup(event: PointerEvent): void {
    if (event.button === 1 && !isTextField(event.target)) event.preventDefault();
  }

  return {
    oncopy: (event) => take(event, 'copy'),
    oncut: (event) => take(event, 'cut'),
    onpaste,
    onpointerup,
  };
}

/** Whether a text of the page is selected, and meant: what was selected in a field once counts as collapsed. */
function isTextSelected(): boolean {
  return getSelection()?.isCollapsed === false && !document.activeElement?.closest('[data-canvas]');
}

async function pastePicture(studio: Studio, file: File): Promise<void> {
  studio.project?.settle();
  const { bytes } = await readFile(file);
  await usePicture(studio, { name: studio.language.t('layers.pastedName'), bytes, mayBeLayout: false });
}
