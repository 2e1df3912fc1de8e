import type { Studio } from '../state/studio.svelte.ts';

/** Moves pictures of the gallery to the bin, with a way back beside the word on it. True when it was done. */
export function removePictures(studio: Studio, ids: readonly string[]): Promise<boolean> {
  const { gallery, notices } = studio;
  const { t } = studio.language;
  return studio.attempt(async () => {
    await gallery.remove(ids);
    notices.done(t('gallery.removed', { count: ids.length }), {
      label: t('commands.undo'),
      run: () => void studio.attempt(() => gallery.restore(ids)),
    });
  });
}

/** Puts pictures of the bin back into the gallery. True when it was done. */
export function putPicturesBack(studio: Studio, ids: readonly string[]): Promise<boolean> {
  return studio.attempt(async () => {
    await studio.bin.restore(ids);
    studio.notices.done(studio.language.t('bin.isBack', { count: ids.length }));
  });
}
