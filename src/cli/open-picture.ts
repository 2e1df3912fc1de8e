import { readLayout, readPictureFile } from '../engine/index.ts';
import { readPngHeader } from '../files/png-file.ts';
import { isUmberError } from '../shared/errors.ts';
import type { RgbPicture } from '../shared/events.ts';
import type { CommandContext } from './command-context.ts';
import { namingFileLater } from './naming-file.ts';
import { readInputFile } from './read-input-file.ts';

/**
 * Reads a picture of any kind, and says what of it could not be kept.
 *
 * @throws UmberError those of `readInputFile` and of `readPictureFile`
 */
export async function openPicture(file: string, { output }: CommandContext): Promise<RgbPicture> {
  const bytes = await readInputFile(file);
  const { width, height, rgb, notes } = await namingFileLater(file, () => readPictureFile(bytes));
  for (const { code, message } of notes) output.note(`“${file}”: ${message}`, { file, code });
  if (looksLikeLayout(bytes)) {
    output.note(
      `“${file}” looks like a layout, and is taken as a picture of its colours. To paint from a layout: umber paint.`,
      { file, code: 'LOOKS_LIKE_LAYOUT' },
    );
  }
  return { width, height, rgb };
}

/** Whether it is an indexed PNG of nothing but the colours or the ids of a known set of classes. */
function looksLikeLayout(bytes: Uint8Array): boolean {
  try {
    return readPngHeader(bytes).colourType === 'indexed' && readLayout(bytes).report.snappedPixels === 0;
  } catch (error) {
    if (isUmberError(error)) return false;
    throw error;
  }
}
