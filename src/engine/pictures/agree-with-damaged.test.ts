import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import type { Size } from '../../shared/size.ts';
import { agreeWithDamaged } from './agree-with-damaged.ts';
import { comparePictures } from './compare-pictures.ts';
import { gaussianTaps, resampleAcross, resampleDown, shrinkingTaps } from './resampling.ts';

const noPause = () => Promise.resolve();
const random = createRandom(5);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Edges, curves and a slope: something to be sharp about. */
function draw({ width, height }: Size): Uint8Array {
  const rgb = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isInside = (x - width / 2) ** 2 + (y - height / 3) ** 2 < (height / 4) ** 2;
      const stripe = Math.floor((x + 2 * y) / 9) % 2;
      rgb.set([isInside ? 200 : 60, 40 + 120 * stripe, 30 + (150 * y) / height], 3 * (y * width + x));
    }
  }
  return rgb;
}

function damage(rgb: Uint8Array, from: Size, to: Size, { blur = 0, noise = 0 } = {}): Uint8Array {
  let seen = resampleAcross(Float32Array.from(rgb), from.height, shrinkingTaps(from.width, to.width));
  const whole = { from: [0, from.height], to: [0, to.height] } as const;
  seen = resampleDown(seen, { taps: shrinkingTaps(from.height, to.height), ...whole });
  if (blur > 0) {
    seen = resampleAcross(seen, to.height, gaussianTaps(to.width, blur));
    const rows = { from: [0, to.height], to: [0, to.height] } as const;
    seen = resampleDown(seen, { taps: gaussianTaps(to.height, blur), ...rows });
  }
  return Uint8Array.from(seen, (value) =>
    Math.max(0, Math.min(255, Math.round(value + 255 * noise * normal()))),
  );
}

/** What goes out at the right or at the bottom comes in on the other side. */
function rolled(rgb: Uint8Array, { width, height }: Size, right: number, down: number): Uint8Array {
  const moved = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const to = 3 * (((y + down) % height) * width + ((x + right) % width));
      moved.set(rgb.subarray(from, from + 3), to);
    }
  }
  return moved;
}

describe('agreeWithDamaged', () => {
  it.each([
    [
      { width: 128, height: 96 },
      { width: 64, height: 48 },
    ],
    [
      { width: 128, height: 96 },
      { width: 32, height: 24 },
    ],
    [
      { width: 130, height: 97 },
      { width: 37, height: 40 },
    ],
    [
      { width: 64, height: 64 },
      { width: 1, height: 1 },
    ],
    // Several bands of rows.
    [
      { width: 64, height: 3000 },
      { width: 32, height: 1500 },
    ],
  ])('of %o gives what shrinks to the picture of %o that was known', async (size, small) => {
    const known = damage(draw(size), size, small);
    const painted = draw(size).map((value) => Math.max(20, Math.min(235, value + 25 * normal())));
    const damaged = { rgb: known, ...small, blur: 0, noise: 0 };
    const result = await agreeWithDamaged(painted, size, damaged, undefined, noPause);
    const again = damage(result, size, small);
    expect(comparePictures(again, known).maxDifference).toBeLessThanOrEqual(8);
    const isFar = (value: number, i: number) => Math.abs(value - known[i]!) > 2;
    expect(again.filter(isFar).length).toBeLessThanOrEqual(0.005 * again.length);
  });

  it('gives an undamaged picture back', async () => {
    const size = { width: 40, height: 30 };
    const rgb = draw(size);
    const grey = new Uint8Array(rgb.length).fill(128);
    const result = await agreeWithDamaged(
      grey,
      size,
      { rgb, ...size, blur: 0, noise: 0 },
      undefined,
      noPause,
    );
    expect(result).toEqual(rgb);
  });

  it('sharpens a blurred picture that was painted as it is', async () => {
    const size = { width: 96, height: 80 };
    const original = draw(size);
    const blurred = damage(original, size, size, { blur: 2 });
    const damaged = { rgb: blurred, ...size, blur: 2, noise: 0 };
    const result = await agreeWithDamaged(blurred, size, damaged, undefined, noPause);
    const gain = comparePictures(result, original).psnr - comparePictures(blurred, original).psnr;
    expect(gain).toBeGreaterThan(1.5);
  });

  it('gives a painting that lost detail the detail back, but not the noise', async () => {
    const size = { width: 96, height: 80 };
    const original = draw(size);
    const noisy = damage(original, size, size, { noise: 0.06 });
    const painted = damage(original, size, size, { blur: 1.2 });
    const damaged = { rgb: noisy, ...size, blur: 0, noise: 0.06 };
    const result = await agreeWithDamaged(painted, size, damaged, undefined, noPause);
    const psnr = (rgb: Uint8Array) => comparePictures(rgb, original).psnr;
    expect(psnr(result)).toBeGreaterThan(psnr(noisy) + 1);
    expect(psnr(result)).toBeGreaterThan(psnr(painted) + 1);
  });

  it.each([
    ['horizontal', { blur: 0, noise: 0 }],
    ['both', { blur: 1.5, noise: 0 }],
    ['both', { blur: 0, noise: 0.05 }],
  ] as const)('turns with pictures whose edges meet: %s, %o', async (wrap, wrong) => {
    // Of several bands, and turned by more than a part of one.
    const [small, size] = [
      { width: 31, height: 700 },
      { width: 62, height: 1400 },
    ];
    const known = damage(draw(size), size, small, wrong);
    const painted = draw(size).map((value) => Math.max(20, Math.min(235, value + 25 * normal())));
    const [x, y] = [7, wrap === 'both' ? 333 : 0];
    const plain = await agreeWithDamaged(painted, size, { rgb: known, ...small, ...wrong }, wrap, noPause);
    const turned = await agreeWithDamaged(
      rolled(painted, size, 2 * x, 2 * y),
      size,
      { rgb: rolled(known, small, x, y), ...small, ...wrong },
      wrap,
      noPause,
    );
    expect(comparePictures(turned, rolled(plain, size, 2 * x, 2 * y)).maxDifference).toBeLessThanOrEqual(1);
  });

  it('leaves the painting as it was passed in', async () => {
    const size = { width: 20, height: 20 };
    const painted = draw(size);
    const before = painted.slice();
    const rgb = new Uint8Array(3).fill(90);
    await agreeWithDamaged(
      painted,
      size,
      { rgb, width: 1, height: 1, blur: 0, noise: 0 },
      undefined,
      noPause,
    );
    expect(painted).toEqual(before);
  });
});
