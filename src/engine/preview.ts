import type { PackManifest } from '../shared/pack-manifest.ts';

/** A picture of the size of a latent. */
export interface Preview {
  width: number;
  height: number;
  /** RGB, row by row, one pixel per latent cell. */
  rgb: Uint8Array;
}

/**
 * A small picture straight from a latent, by the pack's linear map; microseconds, where decoding takes many steps'
 * worth.
 *
 * @param latent `[C, height, width]` in the model's scale
 */
export function previewLatent(
  latent: Float32Array,
  width: number,
  height: number,
  map: NonNullable<PackManifest['preview']>,
): Preview {
  const cells = width * height;
  const rgb = new Uint8Array(3 * cells);
  for (const [channel, weights] of map.weight.entries()) {
    const bias = map.bias[channel] ?? 0;
    for (let cell = 0; cell < cells; cell++) {
      let value = bias;
      for (let c = 0; c < weights.length; c++) value += weights[c]! * latent[c * cells + cell]!;
      rgb[3 * cell + channel] = toByte(value);
    }
  }
  return { width, height, rgb };
}

/** A colour value from −1 … 1 as a byte, clamped and rounded. */
export function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}
