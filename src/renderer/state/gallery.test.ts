import { describe, expect, it, vi } from 'vitest';
import type { HostClient } from './host-client.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
const { Gallery } = await import('./gallery.svelte.ts');

const TOTAL = 500;

/** A host whose answers come when the test says so. */
function slowHost() {
  const answers: { offset: number; answer: () => void; fail: () => void }[] = [];
  const host = {
    ask: (_route: string, { offset, limit }: { offset: number; limit: number }) =>
      new Promise((resolve, reject) => {
        const items = Array.from({ length: Math.min(limit, TOTAL - offset) }, (_, index) => ({
          id: String(offset + index),
        }));
        answers.push({
          offset,
          answer: () => resolve({ total: TOTAL, items }),
          fail: () => reject(new Error('The host is gone.')),
        });
      }),
  } as unknown as HostClient;
  return { host, answers };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function loaded() {
  const { host, answers } = slowHost();
  const gallery = new Gallery(host, () => undefined);
  const coming = gallery.refresh();
  answers.shift()?.answer();
  await coming;
  return { gallery, answers };
}

describe('Gallery', () => {
  it('tells what is looked at that the list begins anew', async () => {
    const { gallery, answers } = await loaded();
    const before = gallery.revision;
    gallery.ensure(300, 300);
    answers.shift()?.answer();
    await settled();
    expect(gallery.items[300]).toBeDefined();
    expect(gallery.revision).toBe(before);

    const coming = gallery.refresh();
    answers.shift()?.answer();
    await coming;
    expect(gallery.items[300]).toBeUndefined();
    expect(gallery.revision).toBe(before + 1);
  });

  it('tells so also when the page has failed before', async () => {
    const { gallery, answers } = await loaded();
    const before = gallery.revision;
    gallery.ensure(300, 300);
    answers.shift()?.fail();
    await settled();
    const coming = gallery.refresh();
    answers.shift()?.answer();
    await coming;
    expect(gallery.revision).toBe(before + 1);
  });

  it('chooses pictures whose pages have not come', async () => {
    const asked: object[] = [];
    const host = {
      ask: (route: string, query: { offset: number; limit: number }) => {
        const names = Array.from({ length: TOTAL }, (_, index) => String(index));
        if (route === 'gallery.ids') asked.push(query);
        const some = names.slice(query.offset, query.offset + query.limit);
        if (route === 'gallery.ids') return Promise.resolve({ ids: some });
        return Promise.resolve({ total: TOTAL, items: some.map((id) => ({ id })) });
      },
    } as unknown as HostClient;
    const gallery = new Gallery(host, () => undefined);
    await gallery.refresh();
    gallery.choice.toggle('10', 10);
    await gallery.choice.extendTo('19', 19);
    expect(gallery.choice.ids.size).toBe(10);
    expect(asked).toEqual([]);
    await gallery.choice.extendTo('300', 300);
    expect(asked).toEqual([{ offset: 10, limit: 291 }]);
    expect(gallery.choice.ids.size).toBe(291);
    await gallery.choice.all();
    expect(gallery.choice.ids.size).toBe(TOTAL);
  });

  it('acts on many in several calls, and lets go of those that it removed', async () => {
    const calls: number[] = [];
    const host = {
      ask: (_route: string, { ids }: { ids?: string[] }) => {
        if (ids) calls.push(ids.length);
        return Promise.resolve({ total: 0, items: [] });
      },
    } as unknown as HostClient;
    const gallery = new Gallery(host, () => undefined);
    const ids = Array.from({ length: 1200 }, (_, index) => String(index));
    for (const [place, id] of ids.entries()) gallery.choice.toggle(id, place);
    await gallery.remove(ids.slice(1));
    expect(calls).toEqual([500, 500, 199]);
    expect([...gallery.choice.ids]).toEqual(['0']);
  });

  it.each([
    ['remove', 'gallery.remove'],
    ['restore', 'gallery.restore'],
    ['deleteForGood', 'gallery.delete'],
  ] as const)(
    'sends pictures away by the route of its own, and reads what is left (%s)',
    async (way, route) => {
      const asked: string[] = [];
      const host = {
        ask: (name: string) => (asked.push(name), Promise.resolve({ total: 0, items: [] })),
      } as unknown as HostClient;
      const gallery = new Gallery(host, () => undefined);
      gallery.choice.toggle('a', 0);
      await gallery[way](['a']);
      expect(asked).toEqual([route, 'gallery.page']);
      expect(gallery.choice.ids.size).toBe(0);
    },
  );

  it('asks again for a page that came before the first one and went with it', async () => {
    const { gallery, answers } = await loaded();
    const coming = gallery.refresh();
    gallery.ensure(300, 300);
    const [first, second] = answers.splice(0);
    second?.answer();
    await settled();
    first?.answer();
    await coming;
    expect(gallery.items[300]).toBeUndefined();

    gallery.ensure(300, 300);
    expect(answers.map(({ offset }) => offset)).toEqual([200]);
    answers.shift()?.answer();
    await settled();
    expect(gallery.items[300]?.id).toBe('300');
  });
});
