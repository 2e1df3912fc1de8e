import { describe, expect, it } from 'vitest';
import { blankHole, findHole, keepOutside } from './hole.ts';

const level = (timestep: number) => ({ alpha: 1 - timestep / 1000, sigma: timestep / 1000, timestep });

describe('findHole', () => {
  it('takes a cell of which one pixel is covered, and the cells around it', () => {
    const coverage = new Uint8Array(48 * 40);
    coverage[17 * 48 + 23] = 1;
    const { cells } = findHole(coverage, { width: 48, height: 40 }, 8);
    const expected = Array.from({ length: 30 }, (_, i) => {
      const [x, y] = [i % 6, Math.floor(i / 6)];
      return x >= 1 && x <= 3 && y >= 1 && y <= 3 ? 1 : 0;
    });
    expect([...cells]).toEqual(expected);
  });

  it('lets soft and neighbouring cells go later', () => {
    const coverage = new Uint8Array(40 * 8);
    for (let y = 0; y < 8; y++) coverage.fill(255, y * 40, y * 40 + 8).fill(204, y * 40 + 32, y * 40 + 40);
    const { release } = findHole(coverage, { width: 40, height: 8 }, 8);
    expect([...release].map((share) => Math.round(100 * share))).toEqual([100, 50, 0, 40, 80]);
    const around = findHole(coverage, { width: 40, height: 8 }, 8, 'horizontal').release;
    expect([...around].map((share) => Math.round(100 * share))).toEqual([100, 50, 0, 40, 80]);
  });
});

describe('keepOutside', () => {
  it('answers with the source until a cell is let go', async () => {
    const denoise = keepOutside(
      () => Promise.resolve(Float32Array.of(1, 1, 1, 1, 1, 1)),
      Float32Array.of(5, 6, 7, 8, 9, 10),
      Float32Array.of(0, 0.5, 1),
      level(800),
    );
    const at = async (timestep: number) => [...(await denoise(new Float32Array(6), level(timestep)))];
    expect(await at(800)).toEqual([5, 6, 1, 8, 9, 1]);
    expect(await at(401)).toEqual([5, 6, 1, 8, 9, 1]);
    expect(await at(400)).toEqual([5, 1, 1, 8, 1, 1]);
    expect(await at(0)).toEqual([5, 1, 1, 8, 1, 1]);
  });

  it('keeps soft cells at the first level, also where that has no noise left', async () => {
    const answer = () => Promise.resolve(Float32Array.of(1, 1, 1));
    const [source, release] = [Float32Array.of(5, 6, 7), Float32Array.of(0, 0.5, 1)];
    for (const timestep of [1, 0]) {
      const denoise = keepOutside(answer, source, release, level(timestep));
      expect([...(await denoise(new Float32Array(3), level(timestep)))]).toEqual([5, 6, 1]);
    }
  });
});

describe('blankHole', () => {
  it('greys whole cells and nothing else', () => {
    const rgb = new Uint8Array(3 * 16 * 16).fill(9);
    const blank = blankHole(rgb, { width: 16, height: 16 }, Float32Array.of(0, 1, 0, 0), 8);
    for (let i = 0; i < 256; i++) expect(blank[3 * i]).toBe(i % 16 >= 8 && i < 128 ? 128 : 9);
    expect(rgb.every((value) => value === 9)).toBe(true);
  });
});
