import type { Frame } from '../../shared/document-format.ts';
import type { Studio } from './studio.svelte.ts';

/** What the canvas shows of how a picture disagrees with its layout, and the words for it. */
export interface ShownDisagreement {
  readonly words: string;
  /** Absent while there is nothing to show yet, or at all. */
  readonly shown:
    | {
        readonly frame: Frame;
        readonly width: number;
        readonly height: number;
        readonly differs: Uint8Array;
      }
    | undefined;
}

/** For the variant on the canvas; `undefined` while the artist does not ask for it. */
export function disagreementShown(studio: Studio): ShownDisagreement | undefined {
  const { view, fidelity, generation, language } = studio;
  if (!view.isDisagreement || !fidelity || !generation) return undefined;
  const { t } = language;
  const { selected } = generation.results;
  if (!selected || generation.staging.shown.kind !== 'variant') {
    return { words: t('fidelity.chooseVariant'), shown: undefined };
  }
  const entry = fidelity.selected;
  if (entry?.kind !== 'compared') {
    const key = fidelity.hasSegmenter ? (entry?.kind ?? 'waiting') : 'noSegmenter';
    return { words: t(`fidelity.${key}`), shown: undefined };
  }
  const { asked, fidelity: score, differs } = entry.compared;
  const { frame } = selected;
  const share = language.percent(1 - score.agreement);
  return {
    words: t('fidelity.hatched', { share }),
    shown: { frame, width: asked.width, height: asked.height, differs },
  };
}
