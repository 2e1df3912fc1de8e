import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { Wrap } from '../shared/generation-request.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import type { Size } from '../shared/size.ts';
import type { LoadedPack } from './load-pack.ts';
import { cutRegion } from './pictures/cut-region.ts';
import type { ModelSession } from './sessions/runtime.ts';
import { fillTiles, planTiles } from './tiles.ts';

/**
 * A picture as a latent `[C, h, w]` in the model's scale: the mean of what the encoder says of it. A large one is
 * encoded tile by tile.
 *
 * @param rgb  bytes, row by row
 * @param size in pixels, multiples of the latent's factor
 * @param wrap edges that meet: the encoder sees beyond them what follows at the other one
 * @param betweenTiles awaited before each run of the encoder
 * @throws UmberError `PACK_CONDITION_MISSING` where the pack has no encoder, `PACK_MODEL_INVALID`
 */
export async function encodePixels(
  loaded: LoadedPack,
  rgb: Uint8Array,
  size: Size,
  wrap?: Wrap,
  betweenTiles?: () => Promise<void>,
): Promise<Float32Array> {
  const spec = loaded.pack.manifest.latent;
  const { channels, factor, reach } = spec;
  const width = size.width / factor;
  const height = size.height / factor;
  const encoder = await loaded.encoder();
  const latent = new Float32Array(channels * width * height);
  await fillTiles(
    { data: latent, width, height, channels, isInterleaved: false, scale: 1 },
    planTiles(width, { reach, isWrapped: wrap !== undefined }),
    planTiles(height, { reach, isWrapped: wrap === 'both' }),
    async (region) => {
      await betweenTiles?.();
      const pixels = {
        ...{ x: region.x * factor, y: region.y * factor },
        ...{ width: region.width * factor, height: region.height * factor },
      };
      return encodeCells(encoder, toPlanes(cutRegion(rgb, size, pixels, 3, wrap)), region, spec);
    },
  );
  return latent;
}

/**
 * One run of the encoder: `[C, h, w]` in the model's scale.
 *
 * @param planes `[3, h, w]` from −1 … 1, `factor` pixels per cell
 * @param size   in cells
 */
export async function encodeCells(
  encoder: ModelSession,
  planes: Float32Array,
  { width, height }: Size,
  { channels, factor, mean, std }: PackManifest['latent'],
): Promise<Float32Array> {
  const [input] = encoder.inputs;
  const [output] = encoder.outputs;
  const dims = [1, 3, height * factor, width * factor];
  const results = await encoder.run({ [input?.name ?? 'sample']: { type: 'float32', dims, data: planes } });
  const parameters = results[output?.name ?? 'latent_parameters'];
  const cells = width * height;
  // Means, and after them the log variances where the encoder gives those too.
  const isWhole =
    parameters?.data.length === channels * cells || parameters?.data.length === 2 * channels * cells;
  if (parameters?.type !== 'float32' || !isWhole) {
    throw new UmberError('PACK_MODEL_INVALID', sentence`The pack's encoder gives latents of another size.`, {
      advice: sentence`Use a pack made for this version of Umber.`,
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
