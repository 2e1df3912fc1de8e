import { afterEach, describe, expect, it, vi } from 'vitest';
import { History, createDocument } from '../../document/index.ts';
import type { Patch } from '../../shared/document-format.ts';
import type { DroppedPicture } from '../state/dialogs.ts';
import type { Studio } from '../state/studio.svelte.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { settingsOf, useEverything, usePicture, useSettingsAlone } from './use-picture.ts';

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

  it('leaves them out too where they alone are asked for', async () => {
    const { studio, commit, createProject } = createStudio();
    await useSettingsAlone(studio, picture.recipe!, 'Evening');
    expect(createProject).toHaveBeenCalledExactlyOnceWith({ name: 'Evening', width: 8, height: 8 });
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
  it.each([
    [8, 'frame'],
    [16, 'native'],
  ] as const)('have its size where the frame is of it (%d pixels: %s)', async (side, size) => {
    const history = new History(createDocument({ width: side, height: side }));
    const project = {
      get document() {
        return history.document;
      },
      commit: (label: string, patch: Patch) => history.commit(label, patch),
    };
    const request = { ...picture.recipe!.request, guidance: {}, pack: 'tiny', seed: 1, steps: 4 };
    const painted = { ...picture, recipe: { request } } as unknown as DroppedPicture;
    await useEverything({ screen: 'editor', project } as unknown as Studio, painted);
    expect(history.document.generation).toMatchObject({ size, isSeedLocked: true });
  });

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
