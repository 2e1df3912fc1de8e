/**
 * How little is left of a picture, 0 to 1, as the networks were taught it; 1 says that nothing is known.
 *
 * @param blur  deviation of a Gaussian blur, in pixels of what is painted; see `blurOfEnlarging`
 * @param noise deviation of the noise, with pixels from 0 to 1
 * @source training/degrade.py, `degradation_level`
 */
export function damageLevel(blur: number, noise: number): number {
  return Math.min(1, Math.log2(1 + blur) / 4 + 2 * noise);
}

/** Longest side of the part in which damage is looked for, in pixels: more of a picture tells nothing new. */
const LOOKED_AT = 1024;

/** The part of a picture in which its damage is looked for: all of a small one, the middle of a large one. */
export function damagePart({ width, height }: { readonly width: number; readonly height: number }) {
  const columns = Math.min(width, LOOKED_AT);
  const rows = Math.min(height, LOOKED_AT);
  return { x: (width - columns) >> 1, y: (height - rows) >> 1, width: columns, height: rows };
}

/** The blur, in pixels of the larger picture, that a picture enlarged `factor` times counts as having; 0 from 1 down. */
export function blurOfEnlarging(factor: number): number {
  return factor > 1 ? factor / 2 : 0;
}

/** The blur that a picture of this level and noise has, in pixels: `damageLevel` the other way round. */
export function blurAtLevel(level: number, noise: number): number {
  return Math.max(0, 2 ** (4 * (level - 2 * noise)) - 1);
}
