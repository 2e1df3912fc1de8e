import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocument, History } from '../../document/index.ts';
import type { Patch } from '../../shared/document-format.ts';
import { acceptVariant } from './accept-variant.ts';
import type { Variant } from './results.svelte.ts';
import type { Studio } from './studio.svelte.ts';

/** A canvas on which every picture is transparent. */
class EmptyCanvas {
  getContext() {
    const getImageData = (_x: number, _y: number, width: number, height: number) => ({
      data: new Uint8ClampedArray(width * height * 4),
    });
    return { drawImage: () => undefined, getImageData };
  }
}
beforeEach(() => void vi.stubGlobal('OffscreenCanvas', EmptyCanvas));
afterEach(() => void vi.unstubAllGlobals());

function variant(id: string): Variant {
  const item = { id, createdMs: 1, width: 4, height: 4, prompt: id, pack: 'tiny', seed: 1, isStarred: false };
  return { item, frame: { x: 2, y: 3, width: 4, height: 4 }, file: new Blob(), url: '' };
}

/** A studio with two variants of which the first is looked at. */
function setUp() {
  const history = new History(createDocument({ width: 64, height: 64 }));
  const project = {
    document: history.document,
    activeLayerId: 'hand',
    undone: 0,
    commit(label: string, patch: Patch) {
      this.document = history.commit(label, patch).document;
    },
    pending: undefined as (() => void) | undefined,
    settle() {
      this.pending?.();
    },
    takeBack() {
      this.undone++;
    },
  };
  let variants = [variant('a'), variant('b')];
  const results = {
    selected: variants[0],
    has: (id: string) => variants.some(({ item }) => item.id === id),
    pictureOf: ({ frame }: Variant) => Promise.resolve({ source: {}, frame }),
  };
  const generation = {
    results,
    changedPart: { follow: () => undefined },
    staging: {
      layerIds: [] as string[],
      kept({ item: { id } }: Variant, layerId: string) {
        this.layerIds.push(layerId);
        results.selected = undefined;
        variants = variants.filter(({ item }) => item.id !== id);
        return new Promise((resolve) => setTimeout(resolve));
      },
    },
  };
  const undos: (() => void)[] = [];
  const studio = {
    project: project as typeof project | undefined,
    generation,
    language: { t: (key: string) => key },
    notices: { done: (_words: string, { run }: { run: () => void }) => undos.push(run) },
  };
  return { studio: studio as unknown as Studio, plain: studio, project, undos };
}

const names = ({ document }: ReturnType<typeof setUp>['project']) =>
  document.layers.slice(1).map(({ name }) => name);

describe('acceptVariant', () => {
  it('makes one layer of one variant, however soon it is pressed again', async () => {
    const { studio, plain, project } = setUp();
    await Promise.all([acceptVariant(studio), acceptVariant(studio)]);
    expect(names(project)).toEqual(['a']);
    expect(plain.generation.staging.layerIds).toEqual([project.document.layers.at(-1)!.id]);
  });

  it('does not make a layer of the neighbour when it is pressed while the first one leaves', async () => {
    const { studio, project } = setUp();
    const first = acceptVariant(studio);
    await vi.waitFor(() => expect(names(project)).toEqual(['a']));
    await acceptVariant(studio);
    await first;
    expect(names(project)).toEqual(['a']);
    expect(project.activeLayerId).toBe('hand');
  });

  it('leaves a project alone that was left meanwhile', async () => {
    const { studio, plain, project } = setUp();
    const accepted = acceptVariant(studio);
    plain.project = undefined;
    await accepted;
    expect(names(project)).toEqual([]);
  });

  it('undoes itself from its notice, and nothing else', async () => {
    const { studio, plain, project, undos } = setUp();
    await acceptVariant(studio);
    undos[0]!();
    expect(project.undone).toBe(1);
    const accepted = project.document;
    project.document = createDocument({ width: 64, height: 64 });
    undos[0]!();
    project.document = accepted;
    // What is only seen so far is done first, so that it is not lost.
    project.pending = () => (project.document = createDocument({ width: 64, height: 64 }));
    undos[0]!();
    project.pending = undefined;
    project.document = accepted;
    plain.project = undefined;
    undos[0]!();
    expect(project.undone).toBe(1);
  });
});
