import { surveyLayout, type Document } from '../../document/index.ts';
import { modeDefaults } from '../../shared/document-format.ts';
import { buildSettingsRequest, resolvedSettings, type PackSummary } from './build-request.ts';

/** Something that is likely to make the picture other than the artist means, as a key of the language files. */
export type RequestWarning =
  | { kind: 'nothingAsked' }
  | { kind: 'layoutEmpty' }
  | { kind: 'layoutUnsupported' }
  | { kind: 'promptUnsupported' }
  | { kind: 'promptForeign'; word: string }
  | { kind: 'promptLong'; words: number }
  | { kind: 'classesUnknown'; classIds: readonly number[] }
  | { kind: 'gaps'; share: number }
  | { kind: 'vanishing'; classIds: readonly number[] }
  | { kind: 'stretched'; factor: number };

/** A picture painted smaller than the frame by more than this looks soft there. */
const STRETCH_LIMIT = 2.01;

/** Share of a class that the model cannot see which is worth a word; slivers between other things are not. */
const VANISHING_LIMIT = 0.2;

/** Share of the frame without a class that is worth a word. */
const GAP_LIMIT = 0.005;

/** What is worth knowing before the button is pressed, the weightiest first. */
export function requestWarnings(document: Document, pack: PackSummary): RequestWarning[] {
  const { generation, frame } = document;
  const mode = generation.mode ?? modeDefaults.mode;
  // Of these the picture says all there is to say.
  if (mode === 'upscale' || mode === 'restore') return [];
  const isNew = mode === 'paint';
  const { hasText, hasLayout, scene } = resolvedSettings(generation, pack);
  const request = buildSettingsRequest(document, pack);
  const warnings: RequestWarning[] = [];
  let isPainted = false;
  if (hasLayout) {
    const cell = Math.max(1, Math.round((pack.latent.factor * frame.width) / request.width));
    const { layout, view } = surveyLayout(document, frame, { cell, gaps: 'unlabelled' });
    const counts = countClasses(layout.classIds);
    const known = new Set(pack.conditions.layout?.classes.map(({ id }) => id));
    const unknown = [...counts.keys()].filter((classId) => classId !== 0 && !known.has(classId));
    const gaps = (counts.get(0) ?? 0) / layout.classIds.length;
    isPainted = gaps < 1;
    if (!isPainted && isNew) warnings.push({ kind: 'layoutEmpty' });
    if (unknown.length > 0) warnings.push({ kind: 'classesUnknown', classIds: unknown });
    if (isPainted) {
      const pixelsPerPoint = (frame.width * frame.height) / layout.classIds.length;
      const lost = [...counts].flatMap(([classId, count]) => {
        const pixels = view.vanishing.reduce(
          (sum, region) => sum + (region.classId === classId ? region.pixels : 0),
          0,
        );
        return classId !== 0 && pixels > VANISHING_LIMIT * count * pixelsPerPoint ? [classId] : [];
      });
      if (lost.length > 0) warnings.push({ kind: 'vanishing', classIds: lost });
      if (generation.gaps === 'unlabelled' && gaps > GAP_LIMIT) warnings.push({ kind: 'gaps', share: gaps });
    }
  } else if (generation.isLayoutUsed) {
    warnings.push({ kind: 'layoutUnsupported' });
  }
  if (!hasText && generation.prompt.trim() !== '') warnings.push({ kind: 'promptUnsupported' });
  if (isNew && !hasText && !isPainted && scene === undefined) warnings.unshift({ kind: 'nothingAsked' });
  const foreign = foreignWord(`${generation.prompt} ${generation.negativePrompt}`);
  if (hasText && foreign !== undefined) warnings.push({ kind: 'promptForeign', word: foreign });
  const words = generation.prompt.trim().split(/\s+/).length;
  const maxWords = (pack.conditions.text?.maxTokens ?? Infinity) - 2;
  if (hasText && words > maxWords) warnings.push({ kind: 'promptLong', words: maxWords });
  const factor = Math.max(frame.width / request.width, frame.height / request.height);
  if (factor > STRETCH_LIMIT) warnings.push({ kind: 'stretched', factor });
  return warnings;
}

/** The first word with letters that English has not: what packs are trained on is described in English. */
function foreignWord(words: string): string | undefined {
  return words.match(/[\p{L}\p{M}]+/gu)?.find((word) => /[^a-z]/i.test(word));
}

function countClasses(classIds: Uint8Array): Map<number, number> {
  const counts = new Uint32Array(256);
  for (const classId of classIds) counts[classId]!++;
  return new Map([...counts.entries()].filter(([, count]) => count > 0));
}
