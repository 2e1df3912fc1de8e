import type { Job } from '../../shared/job.ts';
import type { Language } from '../languages/language.svelte.ts';

/** What of a picture is being done, and from which step it went on where it was begun before a restart. */
export function progressWords({ t }: Pick<Language, 't'>, progress: NonNullable<Job['progress']>): string {
  const { part, step, steps, remembered } = progress;
  if (part !== 'sampling') return t(`generate.parts.${part}`);
  return remembered === undefined
    ? t('generate.step', { step, steps })
    : t('generate.stepWentOn', { step, steps, from: remembered });
}
