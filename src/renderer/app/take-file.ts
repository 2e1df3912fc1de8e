import { emptyFile, isUmberError, UmberError } from '../../shared/errors.ts';
import { sentence } from '../../shared/sentence.ts';
import type { DroppedPicture } from '../state/dialogs.ts';
import { kindOfFile, mayBeLayout, nameFromFile } from '../state/file-kinds.ts';
import type { Studio } from '../state/studio.svelte.ts';

/** What to do with a file that came by a dialog, by the system or by dropping it. */
export async function takeFile(studio: Studio, name: string, bytes: Uint8Array): Promise<void> {
  if (bytes.length === 0) throw emptyFile();
  switch (kindOfFile(bytes)) {
    case 'project': {
      const { id, notices } = await studio.host.ask('projects.import', { name: nameFromFile(name), bytes });
      studio.tellOfDamage(notices);
      await studio.openProject(id);
      return;
    }
    case 'png':
    case 'picture':
      studio.dialog = { kind: 'dropped', picture: await examine(studio, name, bytes) };
      return;
    case 'unknown':
      throw new UmberError('FILE_UNREADABLE', sentence`“${name}” is neither a project nor a picture.`, {
        advice: sentence`Umber opens .umber projects, PNG, JPEG, WebP, AVIF, GIF and BMP.`,
      });
  }
}

/** A picture of ours has its recipe inside; others have none, which is no fault. */
async function examine(studio: Studio, name: string, bytes: Uint8Array): Promise<DroppedPicture> {
  const picture = { name: nameFromFile(name), bytes, mayBeLayout: mayBeLayout(bytes) };
  if (kindOfFile(bytes) !== 'png') return picture;
  try {
    return { ...picture, ...(await studio.host.ask('pictures.readResult', { bytes })) };
  } catch (error) {
    if (isUmberError(error, 'RECIPE_MISSING') || isUmberError(error, 'RECIPE_INVALID')) return picture;
    throw error;
  }
}
