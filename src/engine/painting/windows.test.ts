import { describe, expect, it } from 'vitest';
import type { PackManifest } from '../../shared/pack-manifest.ts';
import { planAxis, planWindows } from './windows.ts';

const manifest = {
  latent: { factor: 8 },
  sizes: { native: [256, 256], multiple: 32 },
} as PackManifest;

describe('planAxis', () => {
  it.each([false, true])('covers every cell with weights that sum to 1, edges meeting: %s', (isWrapped) => {
    for (const size of [4, 8, 40, 48, 52, 64, 100, 128, 1024]) {
      for (const phase of [0, 0.3, 0.5, 0.999]) {
        const { length, windows } = planAxis(size, 48, isWrapped, phase);
        const sums = new Float64Array(size);
        for (const { start, weights } of windows) {
          expect(weights.length).toBe(length);
          if (!isWrapped) expect([start >= 0, start + length <= size]).toEqual([true, true]);
          weights.forEach((weight, k) => {
            sums[(start + k) % size]! += weight;
          });
        }
        for (const sum of sums) expect(sum).toBeCloseTo(1, 6);
      }
    }
  });

  it('lets a window count for next to nothing at a border inside the picture, and for all at its edge', () => {
    const { windows } = planAxis(128, 48, false);
    const [first, second] = windows;
    expect(first!.weights[0]).toBe(1);
    expect(first!.weights.at(-1)).toBeLessThan(0.01);
    expect(second!.weights[0]).toBeLessThan(0.01);
    expect(windows.at(-1)!.weights.at(-1)).toBe(1);
  });

  it('moves borders with the phase and keeps their number', () => {
    const startsAt = (phase: number, isWrapped: boolean) =>
      planAxis(256, 48, isWrapped, phase).windows.map(({ start }) => start);
    for (const isWrapped of [false, true]) {
      expect(startsAt(0.9, isWrapped).length).toBe(startsAt(0.1, isWrapped).length);
      expect(startsAt(0.9, isWrapped)[2]).toBeGreaterThan(startsAt(0.1, isWrapped)[2]!);
    }
  });
});

describe('planWindows', () => {
  it('paints at once up to one and a half times native, unless edges meet', () => {
    const counts = (side: number, wrap?: 'horizontal' | 'both') => {
      const { columns, rows } = planWindows({ width: side, height: side }, manifest, wrap);
      return [columns.windows.length, rows.windows.length];
    };
    expect(counts(48)).toEqual([1, 1]);
    expect(counts(52)).toEqual([2, 2]);
    expect(counts(32, 'horizontal')).toEqual([2, 1]);
    expect(counts(32, 'both')).toEqual([2, 2]);
  });

  it('makes windows as large as the network can divide', () => {
    const odd = { latent: { factor: 8 }, sizes: { native: [96, 64], multiple: 32 } } as PackManifest;
    const { columns, rows } = planWindows({ width: 200, height: 200 }, odd, undefined);
    expect([columns.length, rows.length]).toEqual([16, 12]);
  });
});
