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
