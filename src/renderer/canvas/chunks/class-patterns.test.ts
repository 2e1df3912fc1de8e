import { describe, expect, it } from 'vitest';
import { palette } from '../../../shared/palette.ts';
import { PATTERN_SIDE, classPattern } from './class-patterns.ts';

const ids = palette.map((entry) => entry.id).filter((id) => id > 0);
const share = (pattern: Uint8Array) => pattern.reduce((sum, ink) => sum + ink, 0) / pattern.length;

/** Least share of pixels in which two patterns differ, however one is pushed along the other. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let least = 1;
  for (let dy = 0; dy < PATTERN_SIDE; dy++) {
    for (let dx = 0; dx < PATTERN_SIDE; dx++) {
      let differing = 0;
      for (let y = 0; y < PATTERN_SIDE; y++) {
        for (let x = 0; x < PATTERN_SIDE; x++) {
          const pushed = ((y + dy) % PATTERN_SIDE) * PATTERN_SIDE + ((x + dx) % PATTERN_SIDE);
          if (a[y * PATTERN_SIDE + x] !== b[pushed]) differing++;
        }
      }
      least = Math.min(least, differing / a.length);
    }
  }
  return least;
}

describe('patterns of classes', () => {
  it('has ink and room for the colour in every pattern', () => {
    for (const id of ids) {
      expect(share(classPattern(id)), palette[id]!.name).toBeGreaterThan(0.04);
      expect(share(classPattern(id)), palette[id]!.name).toBeLessThan(0.55);
    }
  });

  it('tells every class from every other, also when the patterns are shifted', () => {
    for (const [index, a] of ids.entries()) {
      for (const b of ids.slice(index + 1)) {
        const apart = difference(classPattern(a), classPattern(b));
        expect(apart, `${palette[a]!.name} and ${palette[b]!.name}`).toBeGreaterThan(0.05);
      }
    }
  });

  it('leaves unlabelled pixels plain, and has something for classes of later palettes', () => {
    expect(share(classPattern(0))).toBe(0);
    const later = [40, 41, 60, 200].map((id) => [...classPattern(id)].join(''));
    expect(new Set(later).size).toBe(4);
  });
});
