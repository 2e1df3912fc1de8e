import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { readMask } from './read-mask.ts';

function coverageOf(data: Uint8Array | Uint16Array, channels: 1 | 2 | 3 | 4): number[] {
  const png = { width: 2, height: 2, data, channels, depth: data instanceof Uint16Array ? 16 : 8 } as const;
  return [...readMask(encode(png)).coverage];
}

describe('readMask', () => {
  it('covers by brightness where nothing is transparent', () => {
    expect(coverageOf(Uint8Array.of(0, 255, 7, 200), 1)).toEqual([0, 255, 7, 200]);
    expect(coverageOf(Uint16Array.of(0, 65535, 257, 51400), 1)).toEqual([0, 255, 1, 200]);
    expect(coverageOf(Uint8Array.of(0, 255, 255, 255, 9, 255, 200, 255), 2)).toEqual([0, 255, 9, 200]);
    const colours = Uint8Array.of(255, 255, 255, 0, 0, 0, 255, 0, 0, 9, 9, 9);
    expect(coverageOf(colours, 3)).toEqual([255, 0, 76, 9]);
  });

  it('covers what is drawn, of whatever colour, where the rest is transparent', () => {
    const strokes = Uint8Array.of(0, 0, 0, 255, 255, 255, 255, 128, 200, 0, 0, 0, 255, 255, 255, 0);
    expect(coverageOf(strokes, 4)).toEqual([255, 128, 0, 0]);
  });

  it('refuses what is no PNG', () => {
    expect(() => readMask(Buffer.from('mask'))).toThrow(expect.objectContaining({ code: 'PICTURE_NOT_PNG' }));
  });
});
