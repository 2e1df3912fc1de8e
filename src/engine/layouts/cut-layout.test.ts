import { expect, it } from 'vitest';
import { cutRegion } from '../pictures/cut-region.ts';
import { cutLayout } from './cut-layout.ts';

const classIds = Uint8Array.of(1, 2, 3, 4, 5, 6);
const layout = { width: 3, height: 2, classIds };
const region = { x: -1, y: 0, width: 5, height: 3 };

it('cuts pixels and classes alike, going on beyond the edges as the picture does', () => {
  const size = { width: 3, height: 2 };
  const still = [1, 1, 2, 3, 3, 4, 4, 5, 6, 6, 4, 4, 5, 6, 6];
  const around = [3, 1, 2, 3, 1, 6, 4, 5, 6, 4, 6, 4, 5, 6, 4];
  const tiled = [...around.slice(0, 10), ...around.slice(0, 5)];
  for (const [wrap, expected] of [
    [undefined, still],
    ['horizontal', around],
    ['both', tiled],
  ] as const) {
    expect([...cutRegion(classIds, size, region, 1, wrap)]).toEqual(expected);
    expect([...cutLayout(layout, size, region, wrap).classIds]).toEqual(expected);
  }
});

it('takes the nearest class of a layout of another size', () => {
  const part = cutLayout(layout, { width: 6, height: 4 }, { x: 2, y: 1, width: 3, height: 2 });
  expect([...part.classIds]).toEqual([2, 2, 3, 5, 5, 6]);
});
