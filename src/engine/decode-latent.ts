import { UmberError } from '../shared/errors.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import { toByte } from './preview.ts';
import type { ModelSession } from './sessions/runtime.ts';

/**
 * A latent in the model's scale as RGB bytes, row by row.
 *
 * @param latent `[C, height, width]`
 * @param width  in latent cells, as is `height`
 * @throws UmberError `ENGINE_FAILED` where the picture is not finite, `PACK_MODEL_INVALID` where it has another size
 */
export async function decodeLatent(
  decoder: ModelSession,
  latent: Float32Array,
  width: number,
  height: number,
  { channels, factor, mean, std }: PackManifest['latent'],
): Promise<Uint8Array> {
  const cells = width * height;
  const scaled = new Float32Array(latent.length);
  for (let c = 0; c < channels; c++) {
    for (let i = c * cells; i < (c + 1) * cells; i++) scaled[i] = latent[i]! * std[c]! + mean[c]!;
  }
  const [input] = decoder.inputs;
  const [output] = decoder.outputs;
  const results = await decoder.run({
    [input?.name ?? 'latent_sample']: { type: 'float32', dims: [1, channels, height, width], data: scaled },
  });
  const picture = results[output?.name ?? 'sample'];
  const pixels = cells * factor * factor;
  if (picture?.type !== 'float32' || picture.data.length !== 3 * pixels) {
    throw new UmberError('PACK_MODEL_INVALID', "The pack's decoder gives pictures of another size.", {
      advice: 'Use a pack made for this version of Umber.',
    });
  }
  return toRgb(picture.data, pixels);
}

/** `[3, pixels]` from −1 … 1 to interleaved bytes. */
function toRgb(planes: Float32Array, pixels: number): Uint8Array {
  const rgb = new Uint8Array(3 * pixels);
  let faults = 0;
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = planes[channel * pixels + pixel]!;
      if (!Number.isFinite(value)) faults++;
      rgb[3 * pixel + channel] = toByte(value);
    }
  }
  if (faults > 0) {
    throw new UmberError('ENGINE_FAILED', `The decoded picture holds ${faults} values that are no numbers.`, {
      advice: 'Use another provider, or a pack of higher precision.',
    });
  }
  return rgb;
}
