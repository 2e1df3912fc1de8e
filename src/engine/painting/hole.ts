import type { Wrap } from '../../shared/generation-request.ts';
import type { Denoiser, NoiseLevel } from '../sampling/sampler.ts';
import { neighbours } from './find-holes.ts';

/** What of a latent may change, and when. */
export interface Hole {
  /** `[1, h, w]` of 0 and 1: the cells that are painted. */
  readonly cells: Float32Array;
  /**
   * `[1, h, w]`, 0 to 1: how noisy the latent still is when a cell lets go of the source, as a share of the noise of
   * the first step. 1 is free from the start, 0 never.
   */
  readonly release: Float32Array;
}

/** A cell beside a covered one is let go half way, so that what was painted meets what was there. */
const RELEASE_OF_NEIGHBOURS = 0.5;

/**
 * The cells of which any pixel is covered, and a cell around them, in which the seam lies.
 *
 * By the largest and never by the nearest pixel, or a thin stroke would be lost. A cell of soft coverage is let go
 * later.
 *
 * @param coverage one byte per pixel
 * @param size     in pixels, multiples of `factor`
 */
export function findHole(
  coverage: Uint8Array,
  { width, height }: { width: number; height: number },
  factor: number,
  wrap?: Wrap,
): Hole {
  const columns = width / factor;
  const rows = height / factor;
  const covered = new Float32Array(columns * rows);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / factor) * columns;
    for (let x = 0; x < width; x++) {
      const cell = row + Math.floor(x / factor);
      covered[cell] = Math.max(covered[cell]!, coverage[y * width + x]! / 255);
    }
  }
  const release = covered.slice();
  for (let y = 0; y < rows; y++) {
    const around = neighbours(y, rows, wrap === 'both');
    for (let x = 0; x < columns; x++) {
      const cell = y * columns + x;
      for (const column of neighbours(x, columns, wrap !== undefined)) {
        for (const row of around) {
          const beside = RELEASE_OF_NEIGHBOURS * covered[row * columns + column]!;
          release[cell] = Math.max(release[cell]!, beside);
        }
      }
    }
  }
  return { cells: release.map((share) => (share > 0 ? 1 : 0)), release };
}

/** RGB with mid grey where cells are painted, as the networks learned of holes. */
export function blankHole(
  rgb: Uint8Array,
  { width, height }: { width: number; height: number },
  cells: Float32Array,
  factor: number,
): Uint8Array {
  const blank = rgb.slice();
  const columns = width / factor;
  for (let y = 0; y < height; y++) {
    for (let column = 0; column < columns; column++) {
      if (cells[Math.floor(y / factor) * columns + column] === 0) continue;
      const start = 3 * (y * width + column * factor);
      blank.fill(128, start, start + 3 * factor);
    }
  }
  return blank;
}

/** A latent `[C, h, w]` with zeros in the cells that are painted. */
export function withoutHole(latent: Float32Array, cells: Float32Array): Float32Array {
  return latent.map((value, i) => (cells[i % cells.length]! > 0 ? 0 : value));
}

/**
 * A denoiser that knows what is outside of the hole: there its answer is the source.
 *
 * With any sampler the latent outside then stays the source with the noise of each level, so what is painted inside
 * grows out of what is there.
 *
 * @param source  `[C, h, w]`, as what is sampled
 * @param release when each cell is let go, as in `Hole`
 * @param first   the level at which sampling begins
 * @source Avrahami et al. 2023, blended latent diffusion (arXiv:2206.02779), on x0 in the place of x;
 *         Levin and Fried 2023, differential diffusion (arXiv:2306.00950)
 */
export function keepOutside(
  denoise: Denoiser,
  source: Float32Array,
  release: Float32Array,
  first: NoiseLevel,
): Denoiser {
  return async (x, level) => {
    const x0 = await denoise(x, level);
    // At the first level it is 1, also where that is the last one, at 0.
    const noise = level.timestep < first.timestep ? level.timestep / first.timestep : 1;
    for (let i = 0; i < x0.length; i++) {
      const share = release[i % release.length]!;
      if (share === 0 || noise > share) x0[i] = source[i]!;
    }
    return x0;
  };
}
