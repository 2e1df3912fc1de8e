import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { matchColours } from './match-colours.ts';

const size = { width: 96, height: 72 };
const isHole = (x: number, y: number) => x >= 30 && x < 70 && y >= 20 && y < 50;
const coverage = Uint8Array.from({ length: 96 * 72 }, (_, i) =>
  isHole(i % 96, Math.floor(i / 96)) ? 255 : 0,
);

function colours(at: (x: number, y: number, channel: number) => number): Uint8Array {
  return Uint8Array.from({ length: 3 * 96 * 72 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return Math.min(255, Math.max(0, Math.round(at(pixel % 96, Math.floor(pixel / 96), i % 3))));
  });
}

describe('matchColours', () => {
  it('takes a drift of colour off inside, where it cannot be seen, also one that changes across', () => {
    const clean = (x: number, y: number, channel: number) => 90 + 10 * channel + (isHole(x, y) ? 20 : 0);
    const drift = (x: number) => 4 + x / 12;
    const painted = colours((x, y, channel) => clean(x, y, channel) + drift(x));
    matchColours(
      painted,
      colours((x, y, channel) => clean(x, y, channel) - (isHole(x, y) ? 60 : 0)),
      coverage,
      size,
    );
    for (let y = 24; y < 46; y += 3) {
      for (let x = 34; x < 66; x += 3) {
        expect(Math.abs(painted[3 * (y * 96 + x)]! - clean(x, y, 0))).toBeLessThanOrEqual(2);
      }
    }
  });

  it('leaves texture alone that the autoencoder lost or made', () => {
    const random = createRandom(4);
    const painted = colours(() => 120);
    matchColours(
      painted,
      colours(() => 120 + 40 * (random() - 0.5)),
      coverage,
      size,
    );
    for (const value of painted) expect(Math.abs(value - 120)).toBeLessThanOrEqual(5);
  });

  it('changes nothing where all is hole, or where nothing drifted', () => {
    const painted = colours((x, y) => x + y);
    const before = painted.slice();
    matchColours(
      painted,
      colours(() => 0),
      new Uint8Array(96 * 72).fill(255),
      size,
    );
    expect(painted).toEqual(before);
    matchColours(painted, before, coverage, size);
    expect(painted).toEqual(before);
  });
});
