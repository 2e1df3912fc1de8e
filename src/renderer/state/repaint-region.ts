import { addLayers, coverRegion, emptyBitmap, setGeneration, writeRegion } from '../../document/index.ts';
import type { RegionFidelity } from '../../document/index.ts';
import type { ComparedVariant } from './compare-variant.ts';
import { newLayerName } from './labels.ts';
import { layoutAtSize, pictureAtSize } from './new-layers.ts';
import type { Variant } from './results.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/**
 * Makes everything ready to paint one region of a variant anew, as one step of the history: the variant as a picture
 * layer, the region as a mask layer in the hand, and the mode that repaints what a mask covers.
 */
export async function repaintRegion(
  studio: Studio,
  variant: Variant,
  { asked }: ComparedVariant,
  region: RegionFidelity,
): Promise<void> {
  const { project, generation, language } = studio;
  if (!project || !generation) return;
  const { source, frame } = await generation.results.pictureOf(variant);
  // Meanwhile the project may have been left.
  if (studio.project !== project) return;
  const { x, y, width, height } = frame;
  const box = { x: 0, y: 0, width, height };
  const className = studio.names.classLabel(region.classId);
  const coverage = layoutAtSize({ ...asked, classIds: coverRegion(asked, region) }, width, height);
  const { document } = project;
  const layers = [
    {
      ...{ kind: 'picture' as const, x, y },
      name: variant.item.prompt.trim() || newLayerName(language, document, 'picture'),
      bitmap: writeRegion(emptyBitmap(4), box, pictureAtSize(source, width, height)),
    },
    {
      ...{ kind: 'mask' as const, x, y },
      name: language.t('fidelity.maskName', { name: className }),
      bitmap: writeRegion(emptyBitmap(1), box, coverage),
    },
  ].map((layer) => ({ ...layer, name: layer.name.slice(0, 200) }));
  project.commit('repaintRegion', [
    ...addLayers(document, layers, 'repaintRegion').patch,
    ...setGeneration(document, { mode: 'repaint' }).patch,
  ]);
  // What is repainted is the layer now: the variant over it would hide what is masked.
  generation.staging.hide();
  studio.view.isDisagreement = false;
  studio.isFidelityShown = false;
  studio.arePanelsShown = true;
  studio.dockTab = 'generate';
}
