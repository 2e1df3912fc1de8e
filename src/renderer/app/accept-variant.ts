import { insertLayerPatch, pictureAtSize } from '../state/new-layers.ts';
import type { Studio } from '../state/studio.svelte.ts';
import type { Variant } from '../state/results.svelte.ts';

/** Makes a variant, the one looked at by default, a picture layer where its frame stood. */
export async function acceptVariant(studio: Studio, chosen?: Variant): Promise<void> {
  const { project, generation } = studio;
  const variant = chosen ?? generation?.results.selected;
  if (!project || !generation || !variant) return;
  const { source, frame } = await generation.results.pictureOf(variant);
  const { width, height } = frame;
  const name =
    variant.item.prompt.trim() || studio.language.t('layers.newName.picture', { number: variant.item.seed });
  const pixels = pictureAtSize(source, width, height);
  const hand = project.activeLayerId;
  const layer = { name, x: frame.x, y: frame.y, width, height, pixels };
  project.commit('acceptVariant', insertLayerPatch(project.document, 'picture', layer));
  // The hand stays on the layout: the next stroke is meant for it.
  project.activeLayerId = hand;
  await generation.dismiss(variant.item.id);
  generation.hide();
  studio.notices.done(studio.language.t('results.accepted'), {
    label: studio.language.t('commands.undo'),
    run: () => project.undo(),
  });
}
