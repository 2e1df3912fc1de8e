import type { BatchedNetwork, SpatialConditions } from '../batched-network.ts';
import { cutCells, wrapped, type CellRegion } from '../cell-region.ts';
import type { Network } from '../sampling/denoiser.ts';
import type { NoiseLevel } from '../sampling/sampler.ts';
import type { WindowGrid } from './windows.ts';

/** Its multiples fall as evenly as can be between 0 and 1. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** A latent that is larger than what the network paints at once. */
export interface WindowedNetworkOptions {
  /** In cells. */
  readonly size: { readonly width: number; readonly height: number };
  /** The windows for a phase from 0 to 1, as many and as large for each. */
  readonly gridAt: (phase: number) => WindowGrid;
  /** Answers for one window. */
  readonly network: BatchedNetwork;
  /** The conditions of a window, made anew each time so that none are held for all of a large picture. */
  readonly conditionsOf: (region: CellRegion) => SpatialConditions;
  /** Awaited before each window. */
  readonly beforeWindow: () => Promise<void>;
  /** `[1, h, w]` of 0 and 1: cells whose answer counts. A window without any is left out; all count where absent. */
  readonly wanted?: Float32Array | undefined;
}

/**
 * One prediction for all of a latent: windows are predicted one after another and averaged, by weights that fade out
 * towards their borders, and borders lie elsewhere at each level. Whatever the sampler does with it, it does once for
 * the whole picture. Cells that are not wanted may be answered by 0, or by some of their windows.
 *
 * @source Jiménez 2023, Mixture of Diffusers (arXiv:2302.02412)
 */
export function createWindowedNetwork(options: WindowedNetworkOptions): Network {
  const { size, gridAt, network, conditionsOf, beforeWindow, wanted } = options;
  let part: Float32Array | undefined;
  let mean: Float32Array | undefined;

  return async function predict(x, level) {
    const { columns, rows } = gridAt(phaseOf(level));
    mean ??= new Float32Array(x.length);
    mean.fill(0);
    const channels = x.length / (size.width * size.height);
    part ??= new Float32Array(channels * columns.length * rows.length);
    for (const row of rows.windows) {
      for (const column of columns.windows) {
        const region = { x: column.start, y: row.start, width: columns.length, height: rows.length };
        if (wanted && !cutCells(wanted, size, region).includes(1)) continue;
        await beforeWindow();
        cutCells(x, size, region, part);
        const predicted = await network(part, level, conditionsOf(region));
        let from = 0;
        for (let channel = 0; channel < channels; channel++) {
          for (let j = 0; j < rows.length; j++) {
            const start = (channel * size.height + wrapped(row.start + j, size.height)) * size.width;
            const share = row.weights[j]!;
            for (let i = 0; i < columns.length; i++) {
              mean[start + wrapped(column.start + i, size.width)]! +=
                share * column.weights[i]! * predicted[from++]!;
            }
          }
        }
      }
    }
    return mean;
  };
}

/** Far apart for levels that follow each other, and the same whenever a level comes again. */
export function phaseOf({ timestep }: Pick<NoiseLevel, 'timestep'>): number {
  return (timestep * GOLDEN_RATIO) % 1;
}
