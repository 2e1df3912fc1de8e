/**
 * One level of noise: `x = alpha * x0 + sigma * eps`.
 *
 * Three scales are in use: VE (alpha = 1), VP (alpha^2 + sigma^2 = 1) and flow (alpha = 1 - sigma).
 * Samplers work on any of them; alpha may be 0 (pure noise) and sigma may be 0 (the picture).
 */
export interface NoiseLevel {
  readonly alpha: number;
  readonly sigma: number;
  /** What the network is told; not read at the last level. */
  readonly timestep: number;
}

/**
 * Predict the clean latent x0 from `x`, which is in the scale of `level`.
 *
 * `x` is the sampler's working buffer: read it, never keep or change it. The returned array is fresh and
 * the sampler's own (multistep samplers keep it for the next step).
 */
export type Denoiser = (x: Float32Array, level: NoiseLevel) => Promise<Float32Array>;

/** One step done. */
export interface StepEvent {
  /** Steps done, 1 to `steps`. */
  readonly step: number;
  readonly steps: number;
  /** The x0 prediction of this step, for a preview; valid until the callback returns. */
  readonly denoised: Float32Array;
}

/** What a sampler needs beside its levels. */
export interface SampleOptions {
  /** Standard normal values, as many as `x` has; may return the same buffer each time. */
  readonly noise: () => Float32Array;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((event: StepEvent) => void) | undefined;
  /** Share of fresh noise per step, 0 (deterministic) to 1; read by `ddim` and `dpmpp_2m`, 0 if left out. */
  readonly eta?: number | undefined;
}

/**
 * Carry `x` from the first level to the last.
 *
 * `x` is in the scale of `levels[0]` and is not modified; levels descend in noise, one more than steps.
 * Allocates a few arrays of x's size per run, and none per step beyond what the denoiser returns.
 * Throws UmberError `CANCELLED` when `signal` has aborted, checked once per step.
 */
export type Sampler = (
  denoise: Denoiser,
  x: Float32Array,
  levels: readonly NoiseLevel[],
  options: SampleOptions,
) => Promise<Float32Array>;
