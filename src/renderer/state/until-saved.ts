import { UmberError } from '../../shared/errors.ts';
import type { Language } from '../languages/language.svelte.ts';
import type { OpenProject } from './open-project.svelte.ts';

/** Nobody is kept waiting longer than this for the last changes. */
const MAX_SAVING_MS = 2_000;

/**
 * Waits until everything done to a project is durable.
 *
 * @throws UmberError `PROJECT_UNSAVED` when that takes too long, or what keeps it from ever being saved
 */
export async function untilSaved(
  project: Pick<OpenProject, 'name' | 'flush' | 'resume'>,
  t: Language['t'],
): Promise<void> {
  // What is to be tried again later is tried now.
  project.resume();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = t('project.unsaved', { name: project.name });
      reject(new UmberError('PROJECT_UNSAVED', message, { advice: t('project.unsavedAdvice') }));
    }, MAX_SAVING_MS);
  });
  try {
    await Promise.race([project.flush(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
