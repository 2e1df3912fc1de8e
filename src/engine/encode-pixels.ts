import { UmberError } from '../shared/errors.ts';
import type { LoadedPack } from './load-pack.ts';

/**
 * A picture as a latent `[C, h, w]` in the model's scale: the mean of what the encoder says of it.
 *
 * @param rgb  bytes, row by row
 * @param size in pixels, multiples of the latent's factor
 * @throws UmberError `PACK_CONDITION_MISSING` where the pack has no encoder, `PACK_MODEL_INVALID`
 */
export async function encodePixels(
  loaded: LoadedPack,
  rgb: Uint8Array,
  { width, height }: { width: number; height: number },
): Promise<Float32Array> {
  const { channels, factor, mean, std } = loaded.pack.manifest.latent;
  const encoder = await loaded.encoder();
  const [input] = encoder.inputs;
  const [output] = encoder.outputs;
  const results = await encoder.run({
    [input?.name ?? 'sample']: { type: 'float32', dims: [1, 3, height, width], data: toPlanes(rgb) },
  });
  const parameters = results[output?.name ?? 'latent_parameters'];
  const cells = (width / factor) * (height / factor);
  // Means, and after them the log variances where the encoder gives those too.
  const isWhole =
    parameters?.data.length === channels * cells || parameters?.data.length === 2 * channels * cells;
  if (parameters?.type !== 'float32' || !isWhole) {
    throw new UmberError('PACK_MODEL_INVALID', "The pack's encoder gives latents of another size.", {
      advice: 'Use a pack made for this version of Umber.',
    });
  }
  const latent = parameters.data.slice(0, channels * cells);
  for (let c = 0; c < channels; c++) {
    for (let i = c * cells; i < (c + 1) * cells; i++) latent[i] = (latent[i]! - mean[c]!) / std[c]!;
  }
  return latent;
}

/** Interleaved bytes to `[3, pixels]` in −1 … 1. */
export function toPlanes(rgb: Uint8Array): Float32Array {
  const pixels = rgb.length / 3;
  const planes = new Float32Array(rgb.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      planes[channel * pixels + pixel] = rgb[3 * pixel + channel]! / 127.5 - 1;
    }
  }
  return planes;
}
