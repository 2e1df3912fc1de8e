import { describe, expect, it, vi } from 'vitest';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
const { GalleryChoice } = await import('./gallery-choice.svelte.ts');

function choiceOf(list: string[], unknown: ReadonlySet<string> = new Set()) {
  const waiting: (() => void)[] = [];
  let isSlow = false;
  const choice = new GalleryChoice({
    placeOf: (id) => (unknown.has(id) || !list.includes(id) ? undefined : list.indexOf(id)),
    async idsBetween(first, last) {
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
      return list.slice(first, last + 1);
    },
    allIds: () => Promise.resolve(list),
  });
  const toggle = (id: string) => choice.toggle(id, list.indexOf(id));
  const extendTo = (id: string) => choice.extendTo(id, list.indexOf(id));
  const chosen = () => [...choice.ids].sort().join('');
  return { choice, toggle, extendTo, chosen, waiting, slowDown: () => (isSlow = true) };
}

describe('GalleryChoice', () => {
  it('chooses one by one, and lets go again', () => {
    const { toggle, chosen } = choiceOf(Array.from('abcd'));
    toggle('b');
    toggle('d');
    expect(chosen()).toBe('bd');
    toggle('b');
    expect(chosen()).toBe('d');
  });

  it('draws a range from where it began, back and forth, beside what was chosen before', async () => {
    const { toggle, extendTo, chosen } = choiceOf(Array.from('abcdefgh'));
    toggle('h');
    toggle('c');
    await extendTo('e');
    expect(chosen()).toBe('cdeh');
    await extendTo('a');
    expect(chosen()).toBe('abch');
    toggle('e');
    await extendTo('f');
    expect(chosen()).toBe('abcefh');
  });

  it('begins a range where it is asked for while nothing is chosen', async () => {
    const { extendTo, chosen } = choiceOf(Array.from('abcd'));
    await extendTo('b');
    expect(chosen()).toBe('b');
    await extendTo('d');
    expect(chosen()).toBe('bcd');
  });

  it('finds the beginning again after newer pictures have pushed it on', async () => {
    const list = Array.from('bcd');
    const { toggle, extendTo, chosen } = choiceOf(list);
    toggle('c');
    list.unshift('a');
    await extendTo('d');
    expect(chosen()).toBe('cd');
  });

  it('goes by the last place of a beginning whose page is away', async () => {
    const { toggle, extendTo, chosen } = choiceOf(Array.from('abcd'), new Set('b'));
    toggle('b');
    await extendTo('c');
    expect(chosen()).toBe('bc');
  });

  it('forgets a range whose ids come after another choice', async () => {
    const { choice, toggle, extendTo, chosen, waiting, slowDown } = choiceOf(Array.from('abcd'));
    toggle('a');
    slowDown();
    const coming = extendTo('d');
    choice.none();
    waiting.shift()?.();
    await coming;
    expect(chosen()).toBe('');
  });

  it('chooses all, and lets go of those that went', async () => {
    const { choice, extendTo, chosen } = choiceOf(Array.from('abcd'));
    await choice.all();
    expect(chosen()).toBe('abcd');
    choice.drop(['b', 'x']);
    expect(chosen()).toBe('acd');
    await extendTo('d');
    expect(chosen()).toBe('acd');
  });
});
