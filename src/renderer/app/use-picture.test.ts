import { afterEach, describe, expect, it, vi } from 'vitest';
import { History, createDocument } from '../../document/index.ts';
import type { Patch } from '../../shared/document-format.ts';
import type { DroppedPicture } from '../state/dialogs.ts';
import type { Studio } from '../state/studio.svelte.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { settingsOf, useEverything, useLayoutAlone, usePicture, useSettingsAlone } from './use-picture.ts';

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
    const language = { t: (key: string) => key };
    const notices = { done: vi.fn() };
    await useEverything({ screen: 'editor', project, language, notices } as unknown as Studio, painted);
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
    expect(of({ source, mask: { ...mask, isBeyond: true } })).toMatchObject({
      mode: 'extend',
      feather: 3,
      context: 9,
    });
    expect(of({ degraded })).toMatchObject({ mode: 'restore', damage: 0.2 });
    const enlargement = { longestSide: 256 };
    expect(of({ degraded }, { width: 256, height: 128 })).toMatchObject({ mode: 'upscale', enlargement });
  });
});

describe('a picture of another shape than the frame', () => {
  function createEditor(side: number) {
    const history = new History(createDocument({ width: side, height: side }));
    const project = {
      get document() {
        return history.document;
      },
      commit: (label: string, patch: Patch) => history.commit(label, patch),
    };
    const hide = vi.fn();
    const notices = { done: vi.fn(), add: vi.fn() };
    const createProject = vi.fn(() => Promise.resolve(undefined));
    const studio = {
      screen: 'editor',
      project,
      createProject,
      notices,
      generation: { staging: { hide }, pack: { sizes: { multiple: 8 } } },
      language: { t: (key: string) => key },
      attempt: (work: () => Promise<unknown>) => work(),
    };
    return { studio: studio as unknown as Studio, history, hide, notices, createProject };
  }

  const size = { width: 80, height: 64 };
  const layout = { ...size, classIds: new Uint8Array(80 * 64).fill(3) };
  const mask = { ...size, coverage: new Uint8Array(80 * 64).fill(255) };
  const request = {
    ...size,
    guidance: {},
    pack: 'tiny',
    seed: 1,
    steps: 4,
    conditions: { layout: {}, mask: { feather: 1, context: 2 } },
  };
  const painted = { ...picture, layout, mask, recipe: { request } } as unknown as DroppedPicture;

  it('is not stretched: the frame takes its shape, as one step, and is free to be seen', async () => {
    const { studio, history, hide, notices } = createEditor(72);
    await useEverything(studio, painted);
    expect(history.document.frame).toEqual({ x: 0, y: 8, width: 72, height: 57 });
    expect(history.document.layers.map(({ kind }) => kind).slice(-2)).toEqual(['semantic', 'mask']);
    expect(history.document.generation.seed).toBe(1);
    expect(hide).toHaveBeenCalledOnce();
    expect(notices.done).toHaveBeenCalledOnce();
    expect(history.undoCount).toBe(1);
    history.undo();
    expect(history.document.frame).toEqual({ x: 0, y: 0, width: 72, height: 72 });
  });

  it('is repainted under its mask where it had been extended: what was empty came along as pixels', async () => {
    vi.stubGlobal(
      'ImageData',
      class {
        readonly data: Uint8ClampedArray;
        constructor(width: number, height: number) {
          this.data = new Uint8ClampedArray(4 * width * height);
        }
      },
    );
    const { studio, history } = createEditor(80);
    const source = { ...size, rgb: new Uint8Array(80 * 64 * 3), strength: 1 };
    const conditions = { source: { strength: 1 }, mask: { feather: 1, context: 2, isBeyond: true } };
    const extended = { ...painted, source, recipe: { request: { ...request, conditions } } };
    await useEverything(studio, extended as unknown as DroppedPicture);
    expect(history.document.generation).toMatchObject({ mode: 'repaint', repaintStrength: 1 });
    expect(history.document.layers.map(({ kind }) => kind).slice(-3)).toEqual([
      'semantic',
      'picture',
      'mask',
    ]);
  });

  it('takes the frame along with its layout alone too', async () => {
    const { studio, history, hide } = createEditor(512);
    await useLayoutAlone(studio, layout, 'Evening');
    expect(history.document.frame).toEqual({ x: 0, y: 52, width: 512, height: 408 });
    expect(history.undoCount).toBe(1);
    expect(hide).toHaveBeenCalledOnce();
  });

  it('is offered as a project of its own where the canvas cannot hold it', async () => {
    const { studio, history, notices, createProject } = createEditor(32);
    const action = () => (notices.add.mock.lastCall as unknown as [{ action: { run(): void } }])[0].action;
    await useEverything(studio, painted);
    await useLayoutAlone(studio, layout, 'Evening');
    expect(notices.add).toHaveBeenCalledTimes(2);
    expect(createProject).not.toHaveBeenCalled();
    expect(history.undoCount).toBe(0);
    action().run();
    expect(createProject).toHaveBeenCalledExactlyOnceWith({ name: 'Evening', ...size, layout });
  });
});
