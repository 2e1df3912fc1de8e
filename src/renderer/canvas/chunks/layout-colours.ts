import { palette, parseColour } from '../../../shared/palette.ts';
import { PATTERN_SIDE, classPattern } from './class-patterns.ts';

const CLASSES = 256;
const PATTERN_PIXELS = PATTERN_SIDE * PATTERN_SIDE;

/** How strongly a pattern's ink stands out from the colour of its class, 0 to 1. */
const INK_STRENGTH = 0.42;

/** Colours of classes, patterned or plain, as little-endian RGBA words without their alpha. */
export interface LayoutColours {
  /** By class id. */
  readonly plain: Uint32Array;
  /** By class id and pixel of the pattern; absent where classes are plain. */
  readonly patterned: Uint32Array | undefined;
}

/** A class that the palette lacks (from a later version) is shown in a grey of its own. */
function colourOf(classId: number): [red: number, green: number, blue: number] {
  const known = palette[classId];
  if (known) return parseColour(known.colour);
  const grey = 90 + ((classId * 37) % 120);
  return [grey, grey, grey];
}

/** Light ink on dark colours, dark ink on light ones. */
function inkOn([red, green, blue]: [number, number, number]): [number, number, number] {
  const isLight = 0.299 * red + 0.587 * green + 0.114 * blue > 110;
  const towards = isLight ? 0 : 255;
  const mixed = (value: number) => Math.round(value + (towards - value) * INK_STRENGTH);
  return [mixed(red), mixed(green), mixed(blue)];
}

function word([red, green, blue]: readonly [number, number, number]): number {
  return red | (green << 8) | (blue << 16);
}

/** The colours of all classes. Patterned ones take 256 KiB. */
export function layoutColours(hasPatterns: boolean): LayoutColours {
  const plain = Uint32Array.from({ length: CLASSES }, (_, classId) => word(colourOf(classId)));
  if (!hasPatterns) return { plain, patterned: undefined };
  const patterned = new Uint32Array(CLASSES * PATTERN_PIXELS);
  for (let classId = 1; classId < CLASSES; classId++) {
    const pattern = classPattern(classId);
    const ink = word(inkOn(colourOf(classId)));
    for (let pixel = 0; pixel < PATTERN_PIXELS; pixel++) {
      patterned[classId * PATTERN_PIXELS + pixel] = pattern[pixel] === 1 ? ink : plain[classId]!;
    }
  }
  return { plain, patterned };
}

/** Grey of the stripes that say "nothing is painted here"; light and dark, to be seen on any picture. */
const GAP_LIGHT = 0x50d8d8d8;
const GAP_DARK = 0x50383838;

interface ColouringOptions {
  readonly colours: LayoutColours;
  /** Stripes where no class is; otherwise nothing is drawn there. */
  readonly hasGaps: boolean;
  /** Where in the endless pattern the region begins, in pixels of the chunk. */
  readonly patternX: number;
  readonly patternY: number;
}

/**
 * Turns class ids into what is seen of them.
 *
 * @param classIds  row by row, `width` to a row
 * @param alphas    opacity of the layer that each pixel comes from, 0 to 255; absent for opaque
 * @param out       little-endian RGBA words, not premultiplied
 */
export function colourLayout(
  classIds: Uint8Array,
  alphas: Uint8Array | undefined,
  width: number,
  out: Uint32Array,
  { colours: { plain, patterned }, hasGaps, patternX, patternY }: ColouringOptions,
): void {
  let x = 0;
  let y = 0;
  for (let pixel = 0; pixel < out.length; pixel++) {
    const classId = classIds[pixel]!;
    if (classId === 0) {
      out[pixel] = hasGaps ? gapStripe(x + patternX, y + patternY) : 0;
    } else {
      const alpha = alphas ? alphas[pixel]! : 255;
      const colour = patterned
        ? patterned[
            classId * PATTERN_PIXELS +
              ((y + patternY) & (PATTERN_SIDE - 1)) * PATTERN_SIDE +
              ((x + patternX) & (PATTERN_SIDE - 1))
          ]!
        : plain[classId]!;
      out[pixel] = colour | (alpha << 24);
    }
    if (++x === width) {
      x = 0;
      y++;
    }
  }
}

function gapStripe(x: number, y: number): number {
  const place = (x + y) & 15;
  return place < 2 ? GAP_LIGHT : place < 4 ? GAP_DARK : 0;
}
