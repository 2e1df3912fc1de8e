import { expect, it } from 'vitest';
import { previewLatent } from './preview.ts';

it('maps each latent cell to a pixel, clamped', () => {
  const map = {
    weight: [
      [1, 0],
      [0, 1],
      [0.5, 0.5],
    ],
    bias: [0, 0, -0.25],
  };
  // Two channels of two cells.
  const latent = Float32Array.of(-1, 1, 0, 9);
  expect(previewLatent(latent, 2, 1, map)).toEqual({
    width: 2,
    height: 1,
    rgb: Uint8Array.of(0, 128, 32, 255, 255, 255),
  });
});
