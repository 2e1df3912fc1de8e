import { describe, expect, it } from 'vitest';
import { palette, parseColour } from '../../../shared/palette.ts';
import { colourLayout, layoutColours } from './layout-colours.ts';

const bytes = (words: Uint32Array, at: number) => [...new Uint8Array(words.buffer, at * 4, 4)];

describe('colours of a layout', () => {
  const options = { colours: layoutColours(false), hasGaps: true, patternX: 0, patternY: 0 };

  it('shows each class in its colour of the palette, opaque', () => {
    const out = new Uint32Array(palette.length);
    colourLayout(
      Uint8Array.from(palette, (entry) => entry.id),
      undefined,
      palette.length,
      out,
      options,
    );
    for (const { id, colour } of palette.slice(1))
      expect(bytes(out, id)).toEqual([...parseColour(colour), 255]);
  });

  it('takes the opacity of the layer', () => {
    const out = new Uint32Array(1);
    colourLayout(Uint8Array.of(3), Uint8Array.of(128), 1, out, options);
    expect(bytes(out, 0)[3]).toBe(128);
  });

  it('stripes what is not painted, or leaves it empty', () => {
    const out = new Uint32Array(16);
    colourLayout(new Uint8Array(16), undefined, 16, out, options);
    expect(out.some((pixel) => pixel !== 0)).toBe(true);
    expect(out.some((pixel) => pixel === 0)).toBe(true);
    colourLayout(new Uint8Array(16), undefined, 16, out, { ...options, hasGaps: false });
    expect(out.every((pixel) => pixel === 0)).toBe(true);
  });

  it('continues patterns and stripes from one region to the next', () => {
    const patterned = { ...options, colours: layoutColours(true) };
    const classIds = new Uint8Array(40 * 2).fill(12);
    classIds.fill(0, 30, 60);
    const whole = new Uint32Array(80);
    colourLayout(classIds, undefined, 40, whole, patterned);
    const part = new Uint32Array(10);
    colourLayout(classIds.subarray(45, 55), undefined, 10, part, { ...patterned, patternX: 5, patternY: 1 });
    expect(part).toEqual(whole.slice(45, 55));
  });

  it('is told apart by pattern also where colours are alike', () => {
    const { patterned } = layoutColours(true);
    expect(patterned!.subarray(256, 512)).not.toEqual(patterned!.subarray(512, 768));
  });
});
