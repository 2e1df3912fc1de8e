import { describe, expect, it } from 'vitest';
import type { LayoutReport } from '../engine/index.ts';
import { describeLayout } from './describe-layout.ts';

const guessed: LayoutReport = {
  source: { classes: 'umber', kind: 'colours', title: 'Umber colours', isCertain: false },
  pixels: 1000,
  snappedPixels: 999,
  snappedColours: ['#00a2e8', '#00a2e9', '#00a2ea', '#00a2eb'].map((colour) => ({
    ...{ colour, name: 'sky', pixels: 200 },
  })),
  unknownPixels: 1,
  unknownClasses: [{ id: 1, name: 'person', pixels: 1 }],
  classes: [
    { id: 1, name: 'sky', pixels: 999 },
    { id: 0, name: 'unlabelled', pixels: 1 },
  ],
};

describe('describeLayout', () => {
  it('says what a layout holds and how sure that is', () => {
    expect(describeLayout(guessed)).toEqual([
      'Layout in Umber colours: sky 100 %.',
      'Few of its colours are of a known palette, so most of this is a guess.',
      'It may be meant otherwise: if so, name whose classes it uses with --classes.',
      '999 pixels (100 %) are off the palette and went to the nearest class: #00a2e8 to sky, #00a2e9 to sky, #00a2ea to sky and others.',
      '1 pixel (0.1 %) is of classes that cannot be painted, and left unlabelled: person.',
      '1 pixel (0.1 %) is unlabelled: the model paints there as it likes.',
    ]);
  });

  it('does not ask for --classes where they were named', () => {
    expect(describeLayout(guessed, { classes: 'umber' }).join()).not.toContain('--classes');
  });
});
