import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostClient } from './host-client.ts';
import type { Variant } from './results.svelte.ts';

// Nothing here is drawn, so that plain fields do for the reactive ones.
const plain = <Value>(value: Value): Value => value;
vi.stubGlobal('$state', Object.assign(plain, { raw: plain }));
vi.stubGlobal('$derived', plain);
const decode = vi.fn(() => Promise.resolve({}));
vi.stubGlobal('createImageBitmap', decode);
const { Results } = await import('./results.svelte.ts');

beforeEach(() => void decode.mockClear());

/** As many variants as are asked for, with sides of so many pixels. */
function variants(count: number, side: number): Variant[] {
  return Array.from({ length: count }, (_, index) => ({
    item: {
      ...{ id: `v${index}`, createdMs: index, width: side, height: side, prompt: '', pack: 'tiny', seed: 1 },
      isStarred: false,
    },
    frame: { x: 0, y: 0, width: side, height: side },
    file: new Blob(),
    url: '',
  }));
}

/** How often a picture is decoded where these are looked at one after another. */
async function decodedOf(looked: readonly Variant[]): Promise<number> {
  const results = new Results({} as HostClient);
  for (const variant of looked) await results.pictureOf(variant);
  return decode.mock.calls.length;
}

describe('Results', () => {
  it('keeps the pictures that were looked at last decoded', async () => {
    const eight = variants(8, 512);
    expect(await decodedOf([...eight, ...eight])).toBe(8);
  });

  it('keeps fewer of large pictures, and always the one that was looked at last', async () => {
    const [first, second, third] = variants(3, 4096) as [Variant, Variant, Variant];
    expect(await decodedOf([first, second, first, second])).toBe(2);
    decode.mockClear();
    expect(await decodedOf([first, second, third, first])).toBe(4);
    decode.mockClear();
    const [huge] = variants(1, 8192) as [Variant];
    expect(await decodedOf([huge, huge])).toBe(1);
  });
});
