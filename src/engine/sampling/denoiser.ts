import type { Denoiser, NoiseLevel } from './sampler.ts';

/** What a network was trained to say: the noise, `alpha eps - sigma x0`, or `eps - x0` on the straight line. */
export type Prediction = 'epsilon' | 'v_prediction' | 'flow';

/**
 * A network, guidance included: its raw prediction for `x`, which is in its own scale (VP, or flow).
 *
 * `x` is only lent for the call; the answer is read at once, so one buffer may serve for every call.
 */
export type Network = (x: Float32Array, level: NoiseLevel) => Promise<Float32Array>;

/**
 * A network as a predictor of x0, at any scale of noise levels.
 *
 * Brings `x` to the network's scale (one buffer, kept between calls) and allocates the x0 it returns.
 */
export function toDenoiser(network: Network, prediction: Prediction): Denoiser {
  let scaled: Float32Array | undefined;

  return async function denoise(x, level) {
    const { alpha, sigma } = level;
    const scale = prediction === 'flow' ? 1 / (alpha + sigma) : 1 / Math.sqrt(alpha ** 2 + sigma ** 2);
    let input = x;
    if (Math.abs(scale - 1) > 1e-6) {
      input = scaled ??= new Float32Array(x.length);
      for (let k = 0; k < x.length; k++) input[k] = scale * x[k]!;
    }
    const output = await network(input, level);
    const { ofX, ofOutput } = cleanWeights(prediction, alpha, sigma, scale);
    const x0 = new Float32Array(x.length);
    for (let k = 0; k < x0.length; k++) x0[k] = ofX * x[k]! + ofOutput * output[k]!;
    return x0;
  };
}

/** x0 = ofX * x + ofOutput * output, with x in the scale of the level. */
function cleanWeights(prediction: Prediction, alpha: number, sigma: number, scale: number) {
  switch (prediction) {
    case 'epsilon':
      return { ofX: 1 / alpha, ofOutput: -sigma / alpha };
    case 'v_prediction':
      return { ofX: alpha * scale ** 2, ofOutput: -sigma * scale };
    case 'flow':
      return { ofX: scale, ofOutput: -sigma * scale };
  }
}

/** `alpha x0 + sigma eps`, in `out`: where a run starts that begins from a picture. */
export function addNoise(
  x0: Float32Array,
  eps: Float32Array,
  { alpha, sigma }: NoiseLevel,
  out = new Float32Array(x0.length),
): Float32Array {
  for (let k = 0; k < out.length; k++) out[k] = alpha * x0[k]! + sigma * eps[k]!;
  return out;
}
