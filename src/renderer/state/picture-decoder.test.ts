import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PictureDecoder } from './picture-decoder.ts';
import { stubDecoding } from './testing/stub-decoding.ts';

let decoding: ReturnType<typeof stubDecoding>;
beforeEach(() => void (decoding = stubDecoding()));
afterEach(() => void vi.unstubAllGlobals());

const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };

describe('PictureDecoder', () => {
  it('gives pictures in their order', async () => {
    const decoder = new PictureDecoder();
    const [first, second] = [decoder.decode(picture), decoder.decode(picture)];
    decoding.finish(0);
    expect(await first).toBe(decoding.bitmaps[0]);
    decoding.finish(1);
    expect(await second).toBe(decoding.bitmaps[1]);
  });

  it('drops one that a newer one has overtaken', async () => {
    const decoder = new PictureDecoder();
    const [first, second] = [decoder.decode(picture), decoder.decode(picture)];
    decoding.finish(1);
    expect(await second).toBe(decoding.bitmaps[1]);
    decoding.finish(0);
    expect(await first).toBeUndefined();
    expect(decoding.bitmaps[0]!.close).toHaveBeenCalledOnce();
  });

  it('drops what was being decoded when nothing was wanted any more, and nothing after that', async () => {
    const decoder = new PictureDecoder();
    const before = decoder.decode(picture);
    decoder.forget();
    const after = decoder.decode(picture);
    decoding.finish(0);
    decoding.finish(1);
    expect(await before).toBeUndefined();
    expect(await after).toBe(decoding.bitmaps[1]);
  });
});
