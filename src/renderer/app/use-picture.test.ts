import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DroppedPicture } from '../state/dialogs.ts';
import type { Studio } from '../state/studio.svelte.ts';
import { useEverything, usePicture } from './use-picture.ts';

afterEach(() => vi.unstubAllGlobals());

const picture = {
  name: 'Evening',
  bytes: new Uint8Array(),
  mayBeLayout: false,
  recipe: { request: { width: 8, height: 8, conditions: {} } },
} as unknown as DroppedPicture;

/** The gallery in front of an open project, and a host that makes no new one. */
function createStudio() {
  const commit = vi.fn();
  const createProject = vi.fn(() => Promise.resolve(undefined));
  const studio = { screen: 'gallery', project: { commit, document: {} }, createProject };
  return { studio: studio as unknown as Studio, commit, createProject };
}

describe('a picture that no project could be made for', () => {
  it('leaves its settings out of the project that is open', async () => {
    const { studio, commit, createProject } = createStudio();
    await useEverything(studio, picture);
    expect(createProject).toHaveBeenCalledOnce();
    expect(commit).not.toHaveBeenCalled();
  });

  it('is not put into the project that is open', async () => {
    vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 8, height: 8 }));
    const { studio, commit, createProject } = createStudio();
    await usePicture(studio, picture);
    expect(createProject).toHaveBeenCalledOnce();
    expect(commit).not.toHaveBeenCalled();
  });
});
