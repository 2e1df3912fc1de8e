/** Pixels added at each side. */
export interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB, row by row. */
  readonly rgb: Uint8Array;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly classIds: Uint8Array;
}

/** What is painted when a picture is made larger. */
export interface ExtendedPicture {
  /** The picture on its larger ground, which goes on as its mirror image, softened. */
  readonly source: Picture;
  /** One byte per pixel: 255 beyond the picture and for a little inside, where old and new meet. */
  readonly coverage: Uint8Array;
  /** Of the size of the larger ground; beyond the picture each side goes on with the class at its edge. */
  readonly layout?: Layout;
}

/** How far into the picture is painted at least where a side is extended, in pixels. */
const LEAST_OVERLAP = 16;
/** Of a square over which the ground beyond the picture is averaged, to each side; it is a start, no content. */
const SOFTNESS = 8;

/**
 * How far into a picture is painted where it is extended, in whole pixels: the seam lies in there, not on empty ground.
 * Of a small picture half at least is kept between two sides that grow.
 *
 * @param length  of the picture, from the side that is extended to the opposite one
 * @param feather width of the seam
 */
export function overlapInto(length: number, feather: number): number {
  return Math.min(Math.ceil(Math.max(LEAST_OVERLAP, feather)), Math.floor(length / 4));
}

/**
 * Lays a picture on a larger ground for painting on beyond its edges.
 *
 * @param margins whole pixels, 0 or more
 * @param feather width of the seam, in pixels
 * @param layout  what the picture was painted from, of any size: the nearest pixel counts
 */
export function extendPicture(
  picture: Picture,
  margins: Margins,
  feather: number,
  layout?: Layout,
): ExtendedPicture {
  const width = margins.left + picture.width + margins.right;
  const height = margins.top + picture.height + margins.bottom;
  const insideX = (x: number) => x - margins.left;
  const insideY = (y: number) => y - margins.top;
  const isInside = (x: number, y: number) =>
    insideX(x) >= 0 && insideX(x) < picture.width && insideY(y) >= 0 && insideY(y) < picture.height;

  const columns = Int32Array.from({ length: width }, (_, x) => mirrored(insideX(x), picture.width));
  const mirror = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = mirrored(insideY(y), picture.height) * picture.width;
    for (const column of columns) {
      for (let from = 3 * (row + column), end = from + 3; from < end; from++)
        mirror[to++] = picture.rgb[from]!;
    }
  }
  const rgb = softened(softened(mirror, width, 3, 3 * width), height, 3 * width, 3);
  const coverage = new Uint8Array(width * height).fill(255);
  const kept = keptPart(picture, margins, feather);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!isInside(x, y)) continue;
      const at = 3 * (y * width + x);
      rgb.set(mirror.subarray(at, at + 3), at);
      const isKept = x >= kept.left && x < kept.right && y >= kept.top && y < kept.bottom;
      if (isKept) coverage[y * width + x] = 0;
    }
  }
  const source = { width, height, rgb };
  return layout ? { source, coverage, layout: extendedLayout() } : { source, coverage };

  function extendedLayout(): Layout {
    const { classIds, ...size } = layout!;
    const nearest = (at: number, length: number, of: number) =>
      Math.floor(((Math.min(Math.max(at, 0), length - 1) + 0.5) * of) / length);
    const xs = Int32Array.from({ length: width }, (_, x) => nearest(insideX(x), picture.width, size.width));
    const extended = new Uint8Array(width * height);
    for (let y = 0, to = 0; y < height; y++) {
      const row = nearest(insideY(y), picture.height, size.height) * size.width;
      for (const x of xs) extended[to++] = classIds[row + x]!;
    }
    return { width, height, classIds: extended };
  }
}

/** What stays as it is, on the larger ground. */
function keptPart({ width, height }: Picture, { left, top, right, bottom }: Margins, feather: number) {
  const overlap = (side: number, length: number) => (side > 0 ? overlapInto(length, feather) : 0);
  return {
    left: left + overlap(left, width),
    top: top + overlap(top, height),
    right: left + width - overlap(right, width),
    bottom: top + height - overlap(bottom, height),
  };
}

/** A position beyond an axis, seen in mirrors at both of its ends. */
function mirrored(at: number, length: number): number {
  const around = ((at % (2 * length)) + 2 * length) % (2 * length);
  return around < length ? around : 2 * length - 1 - around;
}

/**
 * The mean of each value and those near it along one axis.
 *
 * @param length of the axis
 * @param step   from one value to the next along it
 * @param across from one line to the next, of those that lie within one another
 */
function softened(values: Uint8Array, length: number, step: number, across: number): Uint8Array {
  const soft = new Uint8Array(values.length);
  const lines = values.length / length;
  const inner = Math.min(step, across);
  for (let line = 0; line < lines; line++) {
    const start = Math.floor(line / inner) * across + (line % inner);
    const at = (k: number) => start + Math.min(Math.max(k, 0), length - 1) * step;
    let sum = 0;
    for (let k = -SOFTNESS; k <= SOFTNESS; k++) sum += values[at(k)]!;
    for (let k = 0; k < length; k++) {
      soft[at(k)] = Math.round(sum / (2 * SOFTNESS + 1));
      sum += values[at(k + SOFTNESS + 1)]! - values[at(k - SOFTNESS)]!;
    }
  }
  return soft;
}
