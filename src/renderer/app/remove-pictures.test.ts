import { describe, expect, it, vi } from 'vitest';
import type { Studio } from '../state/studio.svelte.ts';
import { removePictures } from './remove-pictures.ts';

function studioWith(remove: () => Promise<void>) {
  const done = vi.fn<Studio['notices']['done']>();
  const restore = vi.fn(() => Promise.resolve());
  const studio = {
    gallery: { remove, restore },
    notices: { done },
    language: { t: (key: string) => key },
    attempt: (work: () => Promise<unknown>) =>
      work().then(
        () => true,
        () => false,
      ),
  } as unknown as Studio;
  return { studio, done, restore };
}

describe('removePictures', () => {
  it('has a way back beside the word on it', async () => {
    const { studio, done, restore } = studioWith(() => Promise.resolve());
    expect(await removePictures(studio, ['a', 'b'])).toBe(true);
    done.mock.calls[0]?.[1]?.run();
    expect(restore).toHaveBeenCalledWith(['a', 'b']);
  });

  it('says nothing of pictures in the bin when they are not', async () => {
    const { studio, done } = studioWith(() => Promise.reject(new Error('The disk is full.')));
    expect(await removePictures(studio, ['a'])).toBe(false);
    expect(done).not.toHaveBeenCalled();
  });
});
