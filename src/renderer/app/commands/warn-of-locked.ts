import type { DocumentLayer } from '../../../document/index.ts';
import type { Studio } from '../../state/studio.svelte.ts';

/** Whether one of these layers is locked; says so, and what to do. */
export function warnOfLocked(
  studio: Pick<Studio, 'language' | 'notices' | 'names'>,
  layers: readonly (DocumentLayer | undefined)[],
): boolean {
  const locked = layers.find((layer) => layer?.isLocked);
  if (!locked) return false;
  const { t } = studio.language;
  studio.notices.warn(
    t('layers.isLocked', { name: studio.names.layerName(locked) }),
    t('layers.isLockedAdvice'),
  );
  return true;
}
