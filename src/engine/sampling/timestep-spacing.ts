/** Where among the training steps the sampled ones lie, in the words of diffusers. */
export type Spacing = 'leading' | 'linspace' | 'trailing';

/** How many timesteps to choose, and from how many. */
export interface SpacingOptions {
  readonly trainSteps: number;
  readonly steps: number;
  /** Added to leading timesteps (`steps_offset`). */
  readonly offset: number;
  /** Multistep solvers divide into one part more and drop the lowest timestep. */
  readonly dropsLowest: boolean;
  /** Whole timesteps; without it linspace keeps fractions. */
  readonly isRounded: boolean;
}

/**
 * Choose `steps` timesteps out of the training steps, descending.
 *
 * Always `steps` of them: the reference's float range yields one too many for 62 trailing counts. A single
 * step starts at the noisiest timestep, where the reference takes the cleanest one (leading, linspace).
 *
 * @source Lin et al. 2023, table 2 (arXiv:2305.08891)
 */
export function spaceTimesteps(spacing: Spacing, options: SpacingOptions): Float32Array {
  const { trainSteps, steps, offset, dropsLowest, isRounded } = options;
  const highest = trainSteps - 1;
  const lowest = dropsLowest ? 1 : 0;
  const parts = steps + lowest;
  // numpy's range measures its stride off its first two values; where halves fall depends on it.
  const stride = trainSteps - (trainSteps - trainSteps / steps);
  const timesteps = new Float32Array(steps);
  for (let i = 0; i < steps; i++) {
    const k = parts - 1 - i; // position counted from the clean end
    let t = highest;
    if (spacing === 'trailing') t = roundHalfToEven(trainSteps - i * stride) - 1;
    else if (steps > 1 && spacing === 'leading') t = k * Math.floor(trainSteps / parts) + offset;
    else if (i > 0)
      t = isRounded ? roundHalfToEven(k * (highest / (parts - 1))) : k * (highest / (parts - 1));
    timesteps[i] = Math.min(Math.max(t, 0), highest);
  }
  return timesteps;
}

/** Rounding as numpy does it; `Math.round` takes every half up. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  return isHalf ? floor + (floor % 2) : Math.round(value);
}
