import { describe, expect, it, vi } from 'vitest';
import type { Studio } from '../state/studio.svelte.ts';
import { saveFile } from './save-file.ts';

function createStudio(isSaved: boolean) {
  const ask = vi.fn(() => Promise.resolve({ isSaved }));
  const done = vi.fn();
  const t = (key: string, { name }: { name: string }) => `${key}: ${name}`;
  return { ask, done, studio: { host: { ask }, notices: { done }, language: { t } } as unknown as Studio };
}

describe('saveFile', () => {
  it('says so once the file is there', async () => {
    const { studio, ask, done } = createStudio(true);
    const bytes = new Uint8Array([1]);
    await saveFile(studio, 'a lake.png', bytes);
    expect(ask).toHaveBeenCalledExactlyOnceWith('app.saveFile', { suggestedName: 'a lake.png', bytes });
    expect(done).toHaveBeenCalledExactlyOnceWith('export.saved: a lake.png');
  });

  it('says nothing where the artist thinks better of it', async () => {
    const { studio, done } = createStudio(false);
    await saveFile(studio, 'a lake.png', new Uint8Array());
    expect(done).not.toHaveBeenCalled();
  });
});
