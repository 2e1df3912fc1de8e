import { describe, expect, it } from 'vitest';
import { NewestFirst } from './newest-first.ts';

const never = new AbortController().signal;

/** Work that ends when it is told to. */
function slowWork() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => (): Promise<string> => {
    started.push(name);
    return new Promise((resolve) => ends.set(name, () => resolve(name)));
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)!();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { started, work, end };
}

describe('newest first', () => {
  it('does a few at a time, and then what was asked for last', async () => {
    const { started, work, end } = slowWork();
    const queue = new NewestFirst(2);
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => queue.run(work(name), never));
    expect(started).toEqual(['a', 'b']);
    await end('a');
    expect(started).toEqual(['a', 'b', 'e']);
    await end('e');
    await end('b');
    await end('d');
    await end('c');
    expect(started).toEqual(['a', 'b', 'e', 'd', 'c']);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('leaves out what nobody wants any more, and goes on after a failure', async () => {
    const { started, work, end } = slowWork();
    const queue = new NewestFirst(1);
    const controller = new AbortController();
    const failing = queue.run(() => Promise.reject(new Error('no')), never);
    const unwanted = queue.run(work('unwanted'), controller.signal);
    const wanted = queue.run(work('wanted'), never);
    controller.abort();
    await expect(unwanted).rejects.toMatchObject({ name: 'AbortError' });
    await expect(queue.run(work('late'), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await expect(failing).rejects.toThrow('no');
    expect(started).toEqual(['wanted']);
    await end('wanted');
    expect(await wanted).toBe('wanted');
    const again = queue.run(work('again'), never);
    expect(started).toEqual(['wanted', 'again']);
    await end('again');
    await again;
  });
});
