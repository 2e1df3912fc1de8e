import { describe, expect, it } from 'vitest';
import { layoutFractions } from './layout-fractions.ts';

const sky = 1;
const sand = 10;

describe('layoutFractions', () => {
  it('gives the covered share of each cell per class', () => {
    const layout = {
      width: 4,
      height: 4,
      classIds: Uint8Array.from([
        ...[sky, sky, sky, 0],
        ...[sky, sand, 0, 0],
        ...[sand, sand, sky, sky],
        ...[sand, sand, sky, sky],
      ]),
    };
    const grid = { width: 4, height: 4, factor: 2, classes: [sky, sand] };
    expect([...layoutFractions(layout, grid)]).toEqual([0.75, 0.25, 0, 1, 0.25, 0, 1, 0]);
  });

  it('leaves cells empty where nothing is labelled or the pack lacks the class', () => {
    const layout = { width: 2, height: 2, classIds: Uint8Array.of(0, 5, 5, 0) };
    expect([...layoutFractions(layout, { width: 2, height: 2, factor: 2, classes: [sky, sand] })]).toEqual([
      0, 0,
    ]);
  });

  it('brings the layout to the picture’s size by the nearest pixel, larger or smaller', () => {
    const layout = { width: 2, height: 1, classIds: Uint8Array.of(sky, sand) };
    const wide = layoutFractions(layout, { width: 12, height: 4, factor: 4, classes: [sky] });
    expect([...wide]).toEqual([1, 0.5, 0]);
    const fine = {
      width: 9,
      height: 3,
      classIds: new Uint8Array(27).map((_, index) => (index % 3 === 1 ? sky : sand)),
    };
    expect([...layoutFractions(fine, { width: 3, height: 1, factor: 1, classes: [sky, sand] })]).toEqual([
      1, 1, 1, 0, 0, 0,
    ]);
  });

  it('never loses a painted pixel: all classes together cover the cell', () => {
    const layout = {
      width: 513,
      height: 257,
      classIds: new Uint8Array(513 * 257).map((_, index) => 1 + (index % 16)),
    };
    const grid = {
      width: 64,
      height: 32,
      factor: 8,
      classes: Array.from({ length: 16 }, (_, index) => index + 1),
    };
    const fractions = layoutFractions(layout, grid);
    for (let cell = 0; cell < 32; cell++) {
      let sum = 0;
      for (let channel = 0; channel < 16; channel++) sum += fractions[channel * 32 + cell]!;
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  it('counts a part of the grid as the whole does, and goes on at the other edge', () => {
    const layout = {
      width: 37,
      height: 21,
      classIds: new Uint8Array(37 * 21).map((_, index) => 1 + ((index * index) % 3)),
    };
    const grid = { width: 64, height: 32, factor: 8, classes: [1, 2, 3] };
    const whole = layoutFractions(layout, grid);
    const part = layoutFractions(layout, grid, { x: 6, y: -1, width: 4, height: 3 });
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < 3; y++) {
        for (let x = 0; x < 4; x++) {
          expect(part[(channel * 3 + y) * 4 + x]).toBe(
            whole[(channel * 4 + ((y + 3) % 4)) * 8 + ((x + 6) % 8)],
          );
        }
      }
    }
  });
});
