import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { cutCells } from '../cell-region.ts';
import { createWindowedNetwork } from './windowed-network.ts';
import { planAxis } from './windows.ts';

const channels = 3;

/** A network that answers for each cell by itself: its value and what it is told of it. */
function networkOver(
  width: number,
  height: number,
  largest: number,
  isWrapped: boolean,
  wanted?: Float32Array,
) {
  const random = createRandom(4);
  const told = Float32Array.from({ length: channels * width * height }, random);
  const size = { width, height };
  const windows: number[] = [];
  const network = createWindowedNetwork({
    size,
    gridAt: (phase) => ({
      columns: planAxis(width, largest, isWrapped, phase),
      rows: planAxis(height, largest, isWrapped, phase),
    }),
    network: (x, { timestep }, conditions) => {
      windows.push(x.length);
      return Promise.resolve(x.map((value, i) => timestep * value + conditions!.layout![i]!));
    },
    conditionsOf: (region) => ({ layout: cutCells(told, size, region) }),
    beforeWindow: () => Promise.resolve(),
    wanted,
  });
  const x = Float32Array.from({ length: told.length }, random);
  return { network, x, windows, expected: (timestep: number) => x.map((v, i) => timestep * v + told[i]!) };
}

describe('createWindowedNetwork', () => {
  it.each([
    ['one window', 20, 12, 32, false],
    ['windows between edges', 50, 21, 16, false],
    ['windows around', 50, 21, 16, true],
    ['one window that goes around by itself', 12, 12, 32, true],
  ])(
    'gives each cell what the network says of it, once: %s',
    async (_, width, height, largest, isWrapped) => {
      const { network, x, expected } = networkOver(width, height, largest, isWrapped);
      for (const timestep of [900, 333.3, 1]) {
        const answer = await network(x, { alpha: 0, sigma: 1, timestep });
        const wanted = expected(timestep);
        let error = 0;
        for (let i = 0; i < wanted.length; i++) error = Math.max(error, Math.abs(answer[i]! - wanted[i]!));
        expect(error / timestep).toBeLessThan(1e-5);
      }
    },
  );

  it('asks for windows of one size, as many for every level', async () => {
    const { network, x, windows } = networkOver(50, 21, 16, false);
    await network(x, { alpha: 0, sigma: 1, timestep: 100 });
    const first = windows.splice(0);
    await network(x, { alpha: 0, sigma: 1, timestep: 451 });
    expect(new Set([...first, ...windows])).toEqual(new Set([channels * 16 * 16]));
    expect(windows.length).toBe(first.length);
  });

  it.each([
    ['between edges', false],
    ['around', true],
  ])(
    'leaves out windows without a cell that is wanted, and gives the others’ cells the same: %s',
    async (_, isWrapped) => {
      const [width, height] = [70, 21];
      // Far from the middle, and over the edge.
      const wanted = Float32Array.from({ length: width * height }, (_value, i) => {
        const x = i % width;
        return (x < 5 || x >= 68) && i > 3 * width && i < 9 * width ? 1 : 0;
      });
      const all = networkOver(width, height, 16, isWrapped);
      const some = networkOver(width, height, 16, isWrapped, wanted);
      for (const timestep of [900, 333.3, 1]) {
        const level = { alpha: 0, sigma: 1, timestep };
        const [expected, answer] = [await all.network(all.x, level), await some.network(some.x, level)];
        for (let i = 0; i < answer.length; i++) {
          if (wanted[i % wanted.length] === 1) expect(answer[i]).toBe(expected[i]);
        }
      }
      expect(some.windows.length).toBeGreaterThan(0);
      expect(some.windows.length).toBeLessThan(all.windows.length / 1.5);
    },
  );
});
