import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import { fixturePacks } from '../../../tests/support/tiny-pack.ts';
import { loadPack, type LoadedPack } from '../load-pack.ts';
import { segmentPicture } from '../segment-picture.ts';
import { layoutAround } from './layout-around.ts';

let tiny: LoadedPack;

beforeAll(async () => {
  tiny = await loadPack(join(fixturePacks, 'tiny'), { provider: 'cpu', threads: 1 });
});
afterAll(() => tiny.release());

const size = { width: 96, height: 64 };
const random = createRandom(31);
/** Left and right of different colours, so that the segmenter sees more than one thing. */
const rgb = Uint8Array.from({ length: 3 * 96 * 64 }, (_, i) =>
  Math.floor(i / 3) % 96 < 48 ? 60 * (i % 3) + 40 * random() : 200 - 90 * (i % 3) + 50 * random(),
);
const isHole = (x: number, y: number) => x >= 40 && x < 70 && y >= 20;
const coverage = Uint8Array.from({ length: 96 * 64 }, (_, i) => (isHole(i % 96, Math.floor(i / 96)) ? 1 : 0));

it('keeps what the segmenter sees around the hole, and goes on with it inside', async () => {
  const { classIds } = await segmentPicture(tiny, { ...size, rgb });
  const layout = await layoutAround(tiny, { ...size, rgb, coverage }, undefined);
  expect(layout).toMatchObject(size);
  const at = (x: number, y: number) => layout!.classIds[y * 96 + x];
  for (let y = 0; y < 64; y++) {
    for (let x = 0; x < 96; x++) if (!isHole(x, y)) expect(at(x, y)).toBe(classIds[y * 96 + x]);
  }
  // Nearest is what lies straight beside, up to the middle.
  for (let y = 40; y < 64; y++) {
    for (let x = 40; x < 55; x++) expect(at(x, y)).toBe(at(39, y));
    for (let x = 55; x < 70; x++) expect(at(x, y)).toBe(at(70, y));
  }
});

it('has nothing to say where all is hole', async () => {
  const all = new Uint8Array(96 * 64).fill(255);
  expect(await layoutAround(tiny, { ...size, rgb, coverage: all }, undefined)).toBeUndefined();
});
