/** A colour where distances are about as large as they look; lightness 0 to 1. */
export type Oklab = readonly [lightness: number, greenRed: number, blueYellow: number];

/**
 * An sRGB colour in OKLab.
 *
 * @param rgb bytes packed as 0xRRGGBB
 * @source Björn Ottosson, A perceptual color space for image processing, 2020
 */
export function toOklab(rgb: number): Oklab {
  const red = linear[(rgb >> 16) & 255]!;
  const green = linear[(rgb >> 8) & 255]!;
  const blue = linear[rgb & 255]!;
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Distance between two colours; 0.02 is just noticeable, black and white are 1 apart. */
export function colourDistance(first: Oklab, second: Oklab): number {
  const [l, a, b] = [first[0] - second[0], first[1] - second[1], first[2] - second[2]];
  // Math.hypot guards against overflow that cannot happen here, at ten times the cost.
  return Math.sqrt(l * l + a * a + b * b);
}

const linear = Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});
