import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixturePacks, tinyRequest } from '../../../tests/support/tiny-pack.ts';
import type { GenerationRequest } from '../../shared/generation-request.ts';
import { createEngine, type Engine } from '../engine.ts';
import { cutRegion } from '../pictures/cut-region.ts';
import { resizeWrapped } from '../pictures/resize-pixels.ts';
import type { GenerationProgress } from './painter.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await createEngine({ packFolder: join(fixturePacks, 'tiny'), threads: 2 });
});
afterAll(() => engine.dispose());

type Changes = Partial<GenerationRequest>;

const paint = (changes: Changes) => engine.repaint(tinyRequest({ steps: 1, ...changes }));

/** Mean difference of neighbouring columns: between the last and the first, and between all others. */
function gradients(rgb: Uint8Array, width: number, height: number): { edge: number; inside: number } {
  let edge = 0;
  let inside = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        const here = rgb[3 * (y * width + x) + channel]!;
        const difference = Math.abs(here - rgb[3 * (y * width + ((x + 1) % width)) + channel]!);
        if (x + 1 === width) edge += difference;
        else inside += difference / (width - 1);
      }
    }
  }
  return { edge, inside };
}

describe('a picture of any size', () => {
  it.each([
    [1, 1],
    [8192, 1],
    [1, 600],
    [450, 70],
  ])('is painted: %d × %d', async (width, height) => {
    const { rgb, width: painted } = await paint({ width, height });
    expect([painted, rgb.length]).toEqual([width, 3 * width * height]);
    expect(new Set(rgb).size).toBeGreaterThan(1);
  });

  it('has its layout where it was drawn, at a size that the network cannot paint', async () => {
    const parts = (width: number, height: number, middle: { x: number; y: number }) => ({
      ...{ width, height },
      classIds: Uint8Array.from({ length: width * height }, (_, i) =>
        i % width < middle.x ? (Math.floor(i / width) < middle.y ? 1 : 8) : 4,
      ),
    });
    const middle = { x: 36, y: 38 };
    const odd = await paint({ width: 72, height: 76, conditions: { layout: parts(72, 76, middle) } });
    const even = await paint({ width: 80, height: 80, conditions: { layout: parts(80, 80, middle) } });
    const cut = cutRegion(even.rgb, even, { x: 0, y: 0, width: 72, height: 76 }, 3);
    expect(Buffer.compare(odd.rgb, cut)).toBe(0);
    const stretched = await paint({ width: 80, height: 80, conditions: { layout: parts(72, 76, middle) } });
    expect(Buffer.compare(stretched.rgb, even.rgb)).not.toBe(0);
  });

  it('begins small where it is large, and counts the steps of all sizes', async () => {
    const steps: [number, number][] = [];
    const onProgress = (progress: GenerationProgress) => {
      if (progress.part === 'sampling') steps.push([progress.step, progress.steps]);
    };
    await engine.repaint(tinyRequest({ width: 512, height: 512, steps: 2 }), { onProgress });
    // Two steps from nothing, then the share of two that repaints the enlarged picture.
    expect(steps).toEqual(steps.map((_, i) => [i + 1, steps.length]));
    expect(steps.length).toBeGreaterThan(2);
    const { timings } = await paint({ width: 384, height: 384 });
    expect(timings.samplingRuns).toBe(1);
  });

  it('can be cancelled between two windows of one step', async () => {
    const abort = new AbortController();
    let runs = 0;
    const painting = engine.generate(tinyRequest({ width: 1024, height: 64, steps: 1 }), {
      signal: abort.signal,
      beforeRun: () => {
        if (++runs === 2) abort.abort();
        return Promise.resolve();
      },
    });
    await expect(painting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(runs).toBe(2);
  });

  it('is the same again, in windows too', async () => {
    const [first, second] = [
      await paint({ width: 520, height: 96 }),
      await paint({ width: 520, height: 96 }),
    ];
    expect(Buffer.compare(first.rgb, second.rgb)).toBe(0);
  });
});

describe('edges that meet', () => {
  it('differ no more than what is inside of a tile, and by more where they do not meet', async () => {
    const ratioOf = async (changes: Changes) => {
      const { rgb } = await paint({ width: 192, height: 96, steps: 4, conditions: {}, ...changes });
      const { edge, inside } = gradients(rgb, 192, 96);
      return edge / inside;
    };
    const seeds = [1, 2, 3, 4];
    const mean = async (changes: Changes) => {
      let sum = 0;
      for (const seed of seeds) sum += (await ratioOf({ ...changes, seed })) / seeds.length;
      return sum;
    };
    for (const wrap of ['horizontal', 'both'] as const) expect(await mean({ wrap })).toBeLessThan(1.12);
    expect(await mean({})).toBeGreaterThan(1.2);
  });

  it('are kept at a width that the network cannot paint, and it is said that pixels were resized', async () => {
    const size = { width: 201, height: 90, steps: 3, conditions: {} };
    const { rgb, warnings } = await paint({ ...size, wrap: 'horizontal' });
    expect(warnings.map(({ code }) => code)).toEqual(['WRAP_RESIZED']);
    const { edge, inside } = gradients(rgb, 201, 90);
    expect(edge / inside).toBeLessThan(1.5);
    expect((await paint({ ...size, width: 192, wrap: 'horizontal' })).warnings).toEqual([]);
  });

  it('turn with the layout: half a tile of it makes the same areas half a tile away', async () => {
    // Windows do not lie at the same places then, so the pixels are alike and not the same.
    const stripes = (shift: number) => ({
      ...{ width: 128, height: 64 },
      classIds: new Uint8Array(128 * 64).map((_, i) => ((i + shift) % 128 < 64 ? 1 : 8)),
    });
    const meanOf = (rgb: Uint8Array, from: number) => {
      let sum = 0;
      for (let y = 0; y < 64; y++) for (let x = from; x < from + 64; x++) sum += rgb[3 * (y * 128 + x)]!;
      return sum / 4096;
    };
    const base: Changes = { width: 128, height: 64, steps: 4, wrap: 'horizontal' };
    const { rgb } = await paint({ ...base, conditions: { layout: stripes(0) } });
    const { rgb: turned } = await paint({ ...base, conditions: { layout: stripes(64) } });
    const contrast = meanOf(rgb, 0) - meanOf(rgb, 64);
    expect(Math.abs(contrast)).toBeGreaterThan(3);
    expect(Math.sign(meanOf(turned, 64) - meanOf(turned, 0))).toBe(Math.sign(contrast));
  });
});

describe('resizeWrapped', () => {
  it('gives what a picture laid beside itself gives, and keeps a plain colour', () => {
    const [width, height] = [12, 6];
    const rgb = Uint8Array.from({ length: 3 * width * height }, (_, i) => 128 + 100 * Math.sin(i * i));
    const doubled = resizeWrapped(rgb, { width, height }, { width: 24, height: 12 }, 'both');
    const roll = (picture: Uint8Array, by: number) =>
      picture.map((_, i) => {
        const [pixel, channel] = [Math.floor(i / 3), i % 3];
        const x = pixel % width;
        return picture[3 * (pixel - x + ((x + by) % width)) + channel]!;
      });
    const rolled = roll(rgb, 5);
    const doubledRolled = resizeWrapped(rolled, { width, height }, { width: 24, height: 12 }, 'both');
    for (let x = 0; x < 24; x++) {
      expect(doubledRolled[3 * (5 * 24 + x)]).toBe(doubled[3 * (5 * 24 + ((x + 10) % 24))]);
    }
    const smaller = (picture: Uint8Array) =>
      resizeWrapped(picture, { width, height }, { width: 4, height: 2 }, 'both');
    const still = smaller(rgb);
    const turned = smaller(roll(rgb, 3));
    for (let x = 0; x < 4; x++) expect(turned[3 * x]).toBe(still[3 * ((x + 1) % 4)]);
    const checks = rgb.map((_, i) => (Math.floor(i / 3) % 2 === 0 ? 28 : 228));
    // What is too fine for a smaller picture is averaged.
    for (const value of smaller(checks)) expect(Math.abs(value - 128)).toBeLessThan(12);
    const flat = new Uint8Array(rgb.length).fill(77);
    expect(new Set(resizeWrapped(flat, { width, height }, { width: 17, height: 6 }, 'horizontal'))).toEqual(
      new Set([77]),
    );
  });
});
