import { UmberError } from '../shared/errors.ts';
import { sentence } from '../shared/sentence.ts';
import type { Wrap } from '../shared/generation-request.ts';
import type { PackManifest } from '../shared/pack-manifest.ts';
import { cutCells, type CellRegion } from './cell-region.ts';
import { toByte } from './preview.ts';
import type { ModelSession } from './sessions/runtime.ts';
import { fillTiles, planTiles } from './tiles.ts';

/**
 * A latent in the model's scale as RGB bytes, row by row; a large one tile by tile.
 *
 * @param latent `[C, height, width]`
 * @param width  in latent cells, as is `height`
 * @param wrap   edges that meet: the decoder sees beyond them what follows at the other one
 * @param betweenTiles awaited before each run of the decoder
 * @throws UmberError `ENGINE_FAILED` where the picture is not finite, `PACK_MODEL_INVALID` where it has another size
 */
export async function decodeLatent(
  decoder: ModelSession,
  latent: Float32Array,
  width: number,
  height: number,
  spec: PackManifest['latent'],
  wrap?: Wrap,
  betweenTiles?: () => Promise<void>,
): Promise<Uint8Array> {
  const { factor, reach } = spec;
  const size = { width, height };
  const rgb = new Uint8Array(3 * width * height * factor * factor);
  await fillTiles(
    {
      ...{ data: rgb, width: width * factor, height: height * factor },
      ...{ channels: 3, isInterleaved: true, scale: factor },
    },
    planTiles(width, { reach, isWrapped: wrap !== undefined }),
    planTiles(height, { reach, isWrapped: wrap === 'both' }),
    async (region) => {
      await betweenTiles?.();
      return toBytes(await decodeCells(decoder, cutCells(latent, size, region), region, spec));
    },
  );
  return rgb;
}

/**
 * One run of the decoder: `[3, h, w]` from −1 … 1, unclamped.
 *
 * @param cells `[C, size.height, size.width]` in the model's scale; changed
 */
export async function decodeCells(
  decoder: ModelSession,
  cells: Float32Array,
  { width, height }: Pick<CellRegion, 'width' | 'height'>,
  { channels, factor, mean, std }: PackManifest['latent'],
): Promise<Float32Array> {
  const count = width * height;
  for (let c = 0; c < channels; c++) {
    for (let i = c * count; i < (c + 1) * count; i++) cells[i] = cells[i]! * std[c]! + mean[c]!;
  }
  const [input] = decoder.inputs;
  const [output] = decoder.outputs;
  const results = await decoder.run({
    [input?.name ?? 'latent_sample']: { type: 'float32', dims: [1, channels, height, width], data: cells },
  });
  const picture = results[output?.name ?? 'sample'];
  if (picture?.type !== 'float32' || picture.data.length !== 3 * count * factor * factor) {
    throw new UmberError('PACK_MODEL_INVALID', sentence`The pack's decoder gives pictures of another size.`, {
      advice: sentence`Use a pack made for this version of Umber.`,
    });
  }
  return picture.data;
}

/** Values from −1 … 1 as bytes. */
function toBytes(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length);
  let faults = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) faults++;
    bytes[i] = toByte(value);
  }
  if (faults > 0) {
    throw new UmberError(
      'ENGINE_FAILED',
      sentence`The decoded picture holds ${faults} values that are no numbers.`,
      {
        advice: sentence`Use another provider, or a pack of higher precision.`,
      },
    );
  }
  return bytes;
}
