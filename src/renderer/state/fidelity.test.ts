import { describe, expect, it, vi } from 'vitest';
import type { ReadLayout } from './dialogs.ts';
import type { ClassReader } from './read-classes.ts';
import type { Results, Variant } from './results.svelte.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones; what is derived is asked for anew by the test.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
let isDerived: (() => unknown)[] = [];
vi.stubGlobal(
  '$derived',
  Object.assign(plain, { by: (read: () => unknown) => isDerived.push(read) && undefined }),
);
const { bestFirst, Fidelity } = await import('./fidelity.svelte.ts');
type Entries = InstanceType<typeof Fidelity>['entries'];

class EmptyCanvas {
  getContext() {
    const getImageData = (_x: number, _y: number, width: number, height: number) => ({
      data: new Uint8ClampedArray(width * height * 4),
    });
    return { drawImage: () => undefined, getImageData };
  }
}
vi.stubGlobal('OffscreenCanvas', EmptyCanvas);
vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 8, height: 8, close: () => undefined }));

const variant = (id: string): Variant => ({
  item: { id, createdMs: 1, width: 8, height: 8, prompt: '', pack: 'tiny', seed: 1, isStarred: false },
  frame: { x: 0, y: 0, width: 8, height: 8 },
  file: new Blob([]),
  url: '',
});

function layout(classId: number): ReadLayout {
  return { width: 8, height: 8, classIds: new Uint8Array(64).fill(classId) };
}

/** Fidelity of some variants, whose pictures carry and show what the test says. */
function setUp(answers: { asked?: ReadLayout; seen?: ReadLayout }) {
  let variants = ['a', 'b', 'c'].map(variant);
  const results = {
    get variants() {
      return variants;
    },
    selectedId: undefined as string | undefined,
    get selected() {
      return variants.find(({ item }) => item.id === results.selectedId);
    },
    has: (id: string) => variants.some(({ item }) => item.id === id),
    order: undefined as Results['order'],
  };
  const host = {
    ask: (route: string, { wanted = ['source', 'layout'] }: { wanted?: string[] }) => {
      if (route === 'pictures.readResult') {
        expect(wanted).toEqual(['layout']);
        return Promise.resolve({ layout: answers.asked });
      }
      if (!answers.seen) return Promise.reject(new Error('The engine is gone.'));
      return Promise.resolve({ layout: answers.seen });
    },
  };
  let isIdle = true;
  isDerived = [];
  const fidelity = new Fidelity({
    results: results as unknown as Results,
    reader: () => ({ host, packs: [{ name: 'tiny', hasSegmenter: true }] }) as unknown as ClassReader,
    isIdle: () => isIdle,
  });
  const [hasSegmenter, next] = isDerived as [() => boolean, () => Variant | undefined];
  return {
    fidelity,
    results,
    next: () => {
      Object.assign(fidelity, { hasSegmenter: hasSegmenter() });
      return next()?.item.id;
    },
    setIdle: (idle: boolean) => (isIdle = idle),
    leave: (id: string) => (variants = variants.filter(({ item }) => item.id !== id)),
  };
}

describe('Fidelity', () => {
  it('compares the variant looked at first, then the newest, and nothing while there is painting to do', async () => {
    const { fidelity, results, next, setIdle } = setUp({ asked: layout(1), seen: layout(1) });
    expect(next()).toBe('c');
    results.selectedId = 'a';
    expect(next()).toBe('a');
    setIdle(false);
    expect(next()).toBeUndefined();
    setIdle(true);
    const comparing = fidelity.compare(results.variants[0]!);
    expect(next()).toBeUndefined();
    await comparing;
    expect(next()).toBe('c');
    expect(fidelity.selected).toMatchObject({ kind: 'compared', compared: { fidelity: { agreement: 1 } } });
  });

  it('says of a picture without a layout that there is nothing to compare', async () => {
    const { fidelity, results } = setUp({ seen: layout(1) });
    await fidelity.compare(results.variants[0]!);
    expect(fidelity.entries.get('a')).toEqual({ kind: 'nothingAsked' });
  });

  it('tries what failed again only when the host is back', async () => {
    const { fidelity, results, next } = setUp({ asked: layout(1) });
    await fidelity.compare(results.variants[2]!);
    expect(fidelity.entries.get('c')).toEqual({ kind: 'failed' });
    expect(next()).toBe('b');
    fidelity.retry();
    expect(next()).toBe('c');
  });

  it('forgets what has left the strip', async () => {
    const { fidelity, results, leave } = setUp({ asked: layout(1), seen: layout(2) });
    await fidelity.compare(results.variants[0]!);
    const second = fidelity.compare(results.variants[1]!);
    leave('b');
    await second;
    leave('a');
    await fidelity.compare(results.variants[0]!);
    expect([...fidelity.entries.keys()]).toEqual(['c']);
  });

  it('puts the best first only where it is asked to, those without a score last', () => {
    const { fidelity, results } = setUp({});
    const score = (agreement: number) => ({ kind: 'compared', compared: { fidelity: { agreement } } });
    fidelity.entries = new Map([
      ['a', score(0.2)],
      ['c', score(0.9)],
    ]) as unknown as Entries;
    const ids = () => results.order?.(results.variants).map(({ item }) => item.id);
    expect(ids()).toEqual(['a', 'b', 'c']);
    fidelity.isSorting = true;
    expect(ids()).toEqual(['c', 'a', 'b']);
    expect(bestFirst(results.variants, new Map()).map(({ item }) => item.id)).toEqual(['a', 'b', 'c']);
  });
});
