import { enlargeCanvas, enlargedCanvas } from './enlarge-canvas.ts';
import { newLayerName } from './labels.ts';
import { insertLayerPatch, pictureAtSize } from './new-layers.ts';
import type { Variant } from './results.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/**
 * Makes a variant, the one looked at by default, a picture layer where its frame stood: as large as the frame, or with
 * all its pixels where the canvas is to be enlarged with it.
 */
export async function acceptVariant(
  studio: Studio,
  chosen?: Variant,
  { isEnlarging = false } = {},
): Promise<void> {
  const { project, generation } = studio;
  const variant = chosen ?? generation?.results.selected;
  if (!project || !generation || !variant) return;
  const { source, frame } = await generation.results.pictureOf(variant);
  // Meanwhile it may have been accepted by another press, or its project left.
  if (studio.project !== project || !generation.results.has(variant.item.id)) return;
  const enlarged = isEnlarging ? enlargedCanvas(project.document, variant) : undefined;
  const { x, y, width, height } = enlarged?.part ?? frame;
  const name = variant.item.prompt.trim() || newLayerName(studio.language, project.document, 'picture');
  const pixels = pictureAtSize(source, width, height);
  const hand = project.activeLayerId;
  const kept = insertLayerPatch(project.document, 'picture', { name, x, y, width, height, pixels });
  if (enlarged) {
    // It was drawn on the canvas as it was.
    project.selection = undefined;
    project.commit('enlargeCanvas', [...enlargeCanvas(project.document, enlarged), ...kept]);
    studio.view.showWhole(project.document);
  } else project.commit('acceptVariant', kept);
  const after = project.document;
  const layerId = after.layers.at(-1)!.id;
  // The hand stays on the layout: the next stroke is meant for it.
  project.activeLayerId = hand;
  await generation.staging.kept(variant, layerId);
  // It is the frame's picture from now on.
  generation.changedPart.follow(variant);
  studio.notices.done(studio.language.t('results.accepted'), {
    label: studio.language.t('commands.undo'),
    run: () => {
      if (studio.project !== project) return;
      project.settle();
      // What has been done since is not what the notice speaks of.
      if (project.document === after) project.takeBack();
    },
  });
}
