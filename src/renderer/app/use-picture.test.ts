import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DroppedPicture } from '../state/dialogs.ts';
import type { Studio } from '../state/studio.svelte.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { settingsOf, useEverything, usePicture } from './use-picture.ts';

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

describe('the settings of a picture', () => {
  it('are those of the mode that it was made in', () => {
    const size = { width: 64, height: 32, hash: 'h' };
    const of = (conditions: object, fields: object = {}) =>
      settingsOf({ request: { width: 64, height: 32, ...fields, conditions } } as unknown as Recipe);
    const source = { ...size, strength: 0.4 };
    const mask = { ...size, feather: 3, context: 9 };
    const degraded = { ...size, degradation: 0.2 };
    expect(of({}, { wrap: 'both' })).toMatchObject({ mode: 'paint', wrap: 'both' });
    expect(of({ source })).toMatchObject({ mode: 'vary', strength: 0.4 });
    expect(of({ source, mask })).toMatchObject({ mode: 'repaint', feather: 3, context: 9 });
    expect(of({ degraded })).toMatchObject({ mode: 'restore', damage: 0.2 });
    const enlargement = { longestSide: 256 };
    expect(of({ degraded }, { width: 256, height: 128 })).toMatchObject({ mode: 'upscale', enlargement });
  });
});
