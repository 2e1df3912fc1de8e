import type { Denoiser } from '../sampling/sampler.ts';

/**
 * Which latent cells may change: those of which any pixel is covered. By the largest and never by the nearest pixel,
 * or a thin stroke would be lost.
 *
 * @param coverage one byte per pixel
 * @returns `[1, h, w]` of 0 and 1
 */
export function holeCells(
  coverage: Uint8Array,
  { width, height }: { width: number; height: number },
  factor: number,
): Float32Array {
  const columns = width / factor;
  const cells = new Float32Array(columns * (height / factor));
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x++) {
      if (coverage[y * width + x]! > 0) cells[row + Math.floor(x / factor)] = 1;
    }
  }
  return cells;
}

/** A latent `[C, h, w]` with zeros in the hole. */
export function withoutHole(latent: Float32Array, hole: Float32Array): Float32Array {
  return latent.map((value, i) => (hole[i % hole.length]! > 0 ? 0 : value));
}

/**
 * A denoiser that knows what is outside of the hole: there its answer is the source.
 *
 * With any sampler the latent outside then stays the source with the noise of each level, so what is painted inside
 * grows out of what is there.
 *
 * @param source `[C, h, w]`, as what is sampled
 * @source Avrahami et al. 2023, blended latent diffusion (arXiv:2206.02779), on x0 in the place of x
 */
export function keepOutside(denoise: Denoiser, source: Float32Array, hole: Float32Array): Denoiser {
  return async (x, level) => {
    const x0 = await denoise(x, level);
    for (let i = 0; i < x0.length; i++) {
      if (hole[i % hole.length] === 0) x0[i] = source[i]!;
    }
    return x0;
  };
}
