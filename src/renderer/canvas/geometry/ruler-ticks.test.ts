import { describe, expect, it } from 'vitest';
import { zoomBounds } from '../../state/view-state.svelte.ts';
import { rulerTicks } from './ruler-ticks.ts';

const numbers = (pan: number, zoom: number, length = 600) =>
  rulerTicks(pan, zoom, length).flatMap(({ rank, value }) => (rank === 'numbered' ? [value] : []));

describe('a ruler', () => {
  it('has the place of each of its lines in the view, before the canvas too', () => {
    const ticks = rulerTicks(100, 0.5, 600);
    expect(ticks.find(({ value }) => value === 0)).toEqual({ value: 0, place: 100, rank: 'numbered' });
    expect(ticks.find(({ value }) => value === 400)).toEqual({ value: 400, place: 300, rank: 'numbered' });
    expect(ticks.find(({ value }) => value === 300)).toEqual({ value: 300, place: 250, rank: 'half' });
    expect(ticks.find(({ value }) => value === -20)).toEqual({ value: -20, place: 90, rank: 'small' });
    expect(Math.max(...ticks.map(({ place }) => place))).toBe(600);
  });

  it('has its numbers further apart in canvas pixels the less they are enlarged', () => {
    expect(numbers(0, 1)).toEqual([0, 100, 200, 300, 400, 500, 600]);
    expect(numbers(0, 0.5)).toEqual([0, 200, 400, 600, 800, 1000, 1200]);
    expect(numbers(0, 0.15)).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000]);
    expect(numbers(0, 20)).toEqual([0, 5, 10, 15, 20, 25, 30]);
  });

  it('divides pixels no further', () => {
    expect(rulerTicks(-640, 64, 128).map(({ value }) => value)).toEqual([10, 11, 12]);
    expect(rulerTicks(0, 40, 160).map(({ rank }) => rank)).toEqual([
      ...['numbered', 'half', 'numbered', 'half', 'numbered'],
    ]);
  });

  it('goes on from before the view, where a number may reach into it', () => {
    expect(numbers(-130, 1)[0]).toBe(100);
  });

  it('is not crowded at any zoom', () => {
    for (const zoom of Object.values(zoomBounds)) {
      const ticks = rulerTicks(-50, zoom, 2000);
      expect(ticks.length).toBeGreaterThan(20);
      for (const [index, { place }] of ticks.entries())
        expect(place - (ticks[index - 1]?.place ?? -Infinity)).toBeGreaterThan(5);
    }
  });
});
