import type { Studio } from '../state/studio.svelte.ts';

type Saving = Pick<Studio, 'host' | 'notices' | 'language'>;

/** Has the artist keep bytes as a file where they like, and says so once it is there. */
export async function saveFile(
  { host, notices, language }: Saving,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const { isSaved } = await host.ask('app.saveFile', { suggestedName: name, bytes });
  if (isSaved) notices.done(language.t('export.saved', { name }));
}
