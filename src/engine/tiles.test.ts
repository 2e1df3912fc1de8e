import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../tests/support/create-random.ts';
import { fixturePacks } from '../../tests/support/tiny-pack.ts';
import { cutCells } from './cell-region.ts';
import { decodeCells, decodeLatent } from './decode-latent.ts';
import { encodeCells, encodePixels, toPlanes } from './encode-pixels.ts';
import { loadPack, type LoadedPack } from './load-pack.ts';
import { fillTiles, planTiles, type TiledWhole } from './tiles.ts';

const width = 150;
const height = 20;

let loaded: LoadedPack;
let random: () => number;

beforeAll(async () => {
  loaded = await loadPack(join(fixturePacks, 'tiny'), { provider: 'cpu', threads: 1 });
});
afterAll(() => loaded.release());

function latentOf(cells: number): Float32Array {
  random = createRandom(1);
  const { channels } = loaded.pack.manifest.latent;
  return Float32Array.from({ length: channels * cells }, () => 3 * random() - 1.5);
}

function largest(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < first.length; i++) most = Math.max(most, Math.abs(first[i]! - second[i]!));
  return most;
}

/** A latent decoded in tiles, in floats. */
async function decodeInTiles(latent: Float32Array, reach: number): Promise<Float32Array> {
  const { latent: spec } = loaded.pack.manifest;
  const data = new Float32Array(3 * width * height * spec.factor ** 2);
  const whole: TiledWhole = {
    ...{ data, channels: 3, isInterleaved: false, scale: spec.factor },
    ...{ width: width * spec.factor, height: height * spec.factor },
  };
  const plan = { reach, isWrapped: false };
  await fillTiles(whole, planTiles(width, plan), planTiles(height, plan), (region) =>
    decodeCells(loaded.decoder, cutCells(latent, { width, height }, region), region, spec),
  );
  return data;
}

describe('tiles', () => {
  it('decode to what decoding at once gives, and just so far as the reach is told', async () => {
    const latent = latentOf(width * height);
    const { latent: spec } = loaded.pack.manifest;
    const atOnce = await decodeCells(loaded.decoder, latent.slice(), { width, height }, spec);
    expect(largest(await decodeInTiles(latent, spec.reach!), atOnce)).toBeLessThan(1e-5);
    expect(largest(await decodeInTiles(latent, 2), atOnce)).toBeGreaterThan(1e-3);
  });

  it('encode to what encoding at once gives', async () => {
    random = createRandom(2);
    const { latent: spec } = loaded.pack.manifest;
    const size = { width: width * spec.factor, height: height * spec.factor };
    const rgb = Uint8Array.from({ length: 3 * size.width * size.height }, () => 256 * random());
    const atOnce = await encodeCells(await loaded.encoder(), toPlanes(rgb), { width, height }, spec);
    expect(largest(await encodePixels(loaded, rgb, size), atOnce)).toBeLessThan(1e-5);
  });

  it('make of edges that meet one picture, wherever it is cut', async () => {
    const [columns, rows] = [24, 12];
    const latent = latentOf(columns * rows);
    const { latent: spec } = loaded.pack.manifest;
    const { factor } = spec;
    const rolled = cutCells(
      latent,
      { width: columns, height: rows },
      { x: 7, y: 5, width: columns, height: rows },
    );
    const decode = (cells: Float32Array) => decodeLatent(loaded.decoder, cells, columns, rows, spec, 'both');
    const [straight, other] = [await decode(latent), await decode(rolled)];
    const [pixelColumns, pixelRows] = [columns * factor, rows * factor];
    const back = new Uint8Array(straight.length);
    for (let y = 0; y < pixelRows; y++) {
      for (let x = 0; x < pixelColumns; x++) {
        const from = ((y + pixelRows - 5 * factor) % pixelRows) * pixelColumns;
        const column = (x + pixelColumns - 7 * factor) % pixelColumns;
        back.set(other.subarray(3 * (from + column), 3 * (from + column) + 3), 3 * (y * pixelColumns + x));
      }
    }
    expect(largest(back, straight)).toBeLessThanOrEqual(1);
    const size = { width: pixelColumns, height: pixelRows };
    const [encoded, encodedRolled] = [
      await encodePixels(loaded, straight, size, 'both'),
      await encodePixels(loaded, other, size, 'both'),
    ];
    const cut = cutCells(
      encoded,
      { width: columns, height: rows },
      { x: 7, y: 5, width: columns, height: rows },
    );
    expect(largest(cut, encodedRolled)).toBeLessThan(0.05);
  });
});

describe('planTiles', () => {
  it('leaves no cell out and keeps none twice where the reach is known', () => {
    for (const size of [1, 128, 129, 255, 1000]) {
      for (const isWrapped of [false, true]) {
        const tiles = planTiles(size, { reach: 12, isWrapped });
        let next = 0;
        for (const { read, kept } of tiles) {
          expect(kept.start).toBe(next);
          next += kept.length;
          expect(kept.start - read.start).toBe(
            isWrapped ? 12 : Math.min(tiles.length > 1 ? 12 : 0, kept.start),
          );
        }
        expect(next).toBe(size);
      }
    }
  });

  it.each([
    ['edges', false],
    ['edges that meet', true],
  ])('fades tiles of an unknown reach into each other without a step, with %s', async (_, isWrapped) => {
    const [columns, rows] = [300, 300];
    const plan = { reach: undefined, isWrapped };
    const data = new Float32Array(columns * rows);
    let tile = 0;
    await fillTiles(
      { data, width: columns, height: rows, channels: 1, isInterleaved: true, scale: 1 },
      planTiles(columns, plan),
      planTiles(rows, plan),
      ({ width: w, height: h }) => Promise.resolve(new Float32Array(w * h).fill(tile++)),
    );
    // Sixteen flat tiles, 0 to 15: neighbours differ by up to 12, faded over 16 cells.
    let step = 0;
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const here = data[y * columns + x]!;
        const right = isWrapped || x + 1 < columns ? data[y * columns + ((x + 1) % columns)]! : here;
        const below = isWrapped || y + 1 < rows ? data[((y + 1) % rows) * columns + x]! : here;
        step = Math.max(step, Math.abs(right - here), Math.abs(below - here));
      }
    }
    expect(step).toBeLessThan(12 / 16 + 0.01);
    expect(data[110 * columns + 110]).toBe(5);
  });
});
