const { fround, sqrt, cos, min, PI } = Math;

/** How much noise each training step added. */
export interface BetaSchedule {
  readonly trainSteps: number;
  readonly betaStart: number;
  readonly betaEnd: number;
  readonly shape: 'linear' | 'scaled_linear' | 'squaredcos_cap_v2';
  /** Explicit values take the place of the shape. */
  readonly trainedBetas?: readonly number[] | undefined;
  readonly rescaleToZeroSnr: boolean;
}

/**
 * alpha-bar per training step, bit for bit as PyTorch computes it in float32.
 *
 * Every operation is rounded to float32 on its own, but `torch.cumprod` accumulates in double and rounds
 * what it stores; a float32 running product would differ in most entries.
 *
 * @source Ho et al. 2020 (linear), Rombach et al. 2022 (scaled linear), Nichol and Dhariwal 2021 (cosine)
 */
export function cumulativeAlphas(schedule: BetaSchedule): Float32Array {
  const alphas = betasOf(schedule).map((beta) => 1 - beta);
  const alphasCumprod = cumprod(alphas);
  return schedule.rescaleToZeroSnr ? rescaleToZeroSnr(alphasCumprod) : alphasCumprod;
}

function betasOf({ trainSteps, betaStart, betaEnd, shape, trainedBetas }: BetaSchedule): Float32Array {
  if (trainedBetas) return Float32Array.from(trainedBetas);
  switch (shape) {
    case 'linear':
      return linspace(betaStart, betaEnd, trainSteps);
    case 'scaled_linear':
      return linspace(sqrt(betaStart), sqrt(betaEnd), trainSteps).map((root) => root * root);
    case 'squaredcos_cap_v2': {
      const alphaBar = (t: number) => cos((((t + 0.008) / 1.008) * PI) / 2) ** 2;
      return Float32Array.from({ length: trainSteps }, (_, i) =>
        min(1 - alphaBar((i + 1) / trainSteps) / alphaBar(i / trainSteps), 0.999),
      );
    }
  }
}

/** `torch.linspace` in float32: from both ends towards the middle, product and sum rounded once. */
function linspace(first: number, last: number, length: number): Float32Array {
  const start = fround(first);
  const end = fround(last);
  const step = fround(fround(end - start) / (length - 1));
  return Float32Array.from({ length }, (_, i) =>
    i < length / 2 ? start + step * i : end - step * (length - 1 - i),
  );
}

function cumprod(values: Float32Array): Float32Array {
  let product = 1;
  return values.map((value) => (product *= value));
}

/**
 * Shift and scale sqrt(alpha-bar) so that the last step holds no signal and the first stays as it was.
 *
 * @source Lin et al. 2023, Algorithm 1 (arXiv:2305.08891)
 */
function rescaleToZeroSnr(alphasCumprod: Float32Array): Float32Array {
  const root = alphasCumprod.map(sqrt);
  const first = root[0]!;
  const last = root.at(-1)!;
  const scale = fround(first / fround(first - last));
  const bar = root.map((value) => fround(fround(value - last) * scale) ** 2);
  // Back through the betas, as the float32 reference does: it moves the last bits.
  return cumprod(bar.map((value, i) => 1 - fround(1 - (i === 0 ? value : fround(value / bar[i - 1]!)))));
}
