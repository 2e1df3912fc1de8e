import type { ColourTable } from './class-tables.ts';
import { colourDistance, toOklab } from './oklab.ts';
import type { Oklab } from './oklab.ts';

/** Colours this close to a class, side by side, are that class with some noise: JPEG, a colour profile. */
const noiseDistance = 0.03;
/** So many of the 8 neighbours must have the same colour before an off-palette pixel counts as painted. */
const sameNeighbours = 3;
/** So many must be noise around the same class. More, because the middle of a soft edge passes by other classes. */
const noisyNeighbours = 7;
/** Within this of a class, an edge pixel takes it whatever its colour. */
const narrowEdge = 2;
/** Widest soft edge between two classes, in pixels from either side. */
const widestEdge = 32;
/** Widest remainder where the soft edges of three classes meet. */
const meetingPoint = 8;
/** How far a colour of a wide soft edge may be from the straight line between the two classes, in 0 to 255. */
const blendTolerance = 12;

/** Stands for a pixel that is transparent. */
export const TRANSPARENT = -1;

/** A class for every pixel, and which of them are guesses. */
export interface SnappedColours {
  /** Index into the table's entries per pixel, `TRANSPARENT` where the pixel is. */
  readonly entries: Int16Array;
  /** 1 where the pixel's colour is not one of the table. */
  readonly isSnapped: Uint8Array;
}

/**
 * The class of every pixel by its colour.
 *
 * A colour of the table is its class. Other colours are either painted or edges. Painted (some neighbours of the
 * same colour, or nearly all close to the same class): the nearest class by perceptual distance. Edges (everything
 * else: anti-aliasing, soft brushes) take the class of one of the pixels around them, the nearest in
 * colour, so that a half-covered pixel between two classes never becomes a third.
 *
 * @param rgb 0xRRGGBB per pixel, row by row, `TRANSPARENT` for transparent ones
 */
export function snapColours(
  rgb: Int32Array,
  width: number,
  height: number,
  table: ColourTable,
): SnappedColours {
  const matcher = createMatcher(table);
  const entries = new Int16Array(rgb.length);
  const isSnapped = new Uint8Array(rgb.length);
  const isResolved = new Uint8Array(rgb.length);
  const nearestEntries = new Int16Array(rgb.length);
  const nearestDistances = new Float32Array(rgb.length);
  const loose: number[] = [];
  const neighbours = createNeighbours(width, height);

  for (let pixel = 0; pixel < rgb.length; pixel++) {
    const colour = rgb[pixel]!;
    const { entry, distance } =
      colour === TRANSPARENT ? { entry: TRANSPARENT, distance: 0 } : matcher.nearest(colour);
    nearestEntries[pixel] = entry;
    nearestDistances[pixel] = distance;
    entries[pixel] = entry;
    isSnapped[pixel] = Number(distance > 0);
  }
  for (let pixel = 0; pixel < rgb.length; pixel++) {
    if (isSnapped[pixel] === 0 || isPainted(pixel)) isResolved[pixel] = 1;
    else loose.push(pixel);
  }
  resolveEdges();
  return { entries, isSnapped };

  function isPainted(pixel: number): boolean {
    const isNoise = nearestDistances[pixel]! <= noiseDistance;
    let alike = 0;
    let close = 0;
    for (const neighbour of neighbours(pixel)) {
      if (rgb[neighbour] === TRANSPARENT) continue;
      if (isAlike(rgb[pixel]!, rgb[neighbour]!)) alike++;
      const isSame = nearestEntries[neighbour] === nearestEntries[pixel];
      if (isNoise && isSame && nearestDistances[neighbour]! <= noiseDistance) close++;
    }
    return alike >= sameNeighbours || close >= noisyNeighbours;
  }

  /** Lets classes grow into the edges around them, a pixel at a time from all sides at once. */
  function resolveEdges(): void {
    const present = new Set<number>();
    entries.forEach((entry, pixel) => isResolved[pixel] && entry !== TRANSPARENT && present.add(entry));
    grow(narrowEdge);
    // A picture that is mostly off the palette is no layout with soft edges but a photograph.
    if (loose.length > rgb.length / 2) return;
    grow(widestEdge, present);
    grow(meetingPoint);
  }

  /** With `blendsOf`, only into colours that a class mixed with one of these would give. */
  function grow(pixels: number, blendsOf?: ReadonlySet<number>): void {
    let waiting: Iterable<number> = loose;
    for (let wave = 0; wave < pixels; wave++) {
      const resolved: [pixel: number, entry: number][] = [];
      for (const pixel of waiting) {
        const entry = isResolved[pixel] ? undefined : bestNeighbour(pixel, blendsOf);
        if (entry !== undefined) resolved.push([pixel, entry]);
      }
      if (resolved.length === 0) return;
      const next = new Set<number>();
      for (const [pixel, entry] of resolved) {
        entries[pixel] = entry;
        isResolved[pixel] = 1;
      }
      for (const [pixel] of resolved) {
        for (const neighbour of neighbours(pixel)) if (!isResolved[neighbour]) next.add(neighbour);
      }
      waiting = next;
    }
  }

  function bestNeighbour(pixel: number, blendsOf: ReadonlySet<number> | undefined): number | undefined {
    const colour = rgb[pixel]!;
    let best: number | undefined;
    let bestDistance = Infinity;
    for (const neighbour of neighbours(pixel)) {
      if (!isResolved[neighbour]) continue;
      const entry = entries[neighbour]!;
      // Transparency gives no colour to blend with: what is kept beside it is painted.
      if (entry === TRANSPARENT || entry === best) continue;
      if (blendsOf && !matcher.isBlend(colour, entry, blendsOf)) continue;
      const distance = matcher.distance(colour, entry);
      if (distance < bestDistance) [best, bestDistance] = [entry, distance];
    }
    return best;
  }
}

/** Answers how colours relate to the table's; each colour is worked out once. */
function createMatcher({ entries }: ColourTable) {
  const known = new Map<number, { entry: number; distance: number; oklab: Oklab }>();

  function nearest(colour: number): { entry: number; distance: number; oklab: Oklab } {
    let match = known.get(colour);
    if (match === undefined) {
      const oklab = toOklab(colour);
      match = { entry: 0, distance: Infinity, oklab };
      for (const [entry, { oklab: other }] of entries.entries()) {
        const distance = colourDistance(oklab, other);
        if (distance < match.distance) match = { entry, distance, oklab };
      }
      known.set(colour, match);
    }
    return match;
  }

  function distance(colour: number, entry: number): number {
    return colourDistance(nearest(colour).oklab, entries[entry]!.oklab);
  }

  function isBlend(colour: number, entry: number, others: ReadonlySet<number>): boolean {
    for (const other of others) {
      if (other === entry) continue;
      for (const space of [channels, lightChannels]) {
        const from = space(entries[entry]!.rgb);
        if (distanceToLine(space(colour), from, space(entries[other]!.rgb)) <= blendTolerance) return true;
      }
    }
    return false;
  }

  return { nearest, distance, isBlend };
}

/** Distance of a colour from the straight line between two others. */
function distanceToLine(colour: readonly number[], start: readonly number[], end: readonly number[]): number {
  const line = end.map((value, index) => value - start[index]!);
  const offset = colour.map((value, index) => value - start[index]!);
  const length = line.reduce((sum, value) => sum + value * value, 0);
  const along = offset.reduce((sum, value, index) => sum + value * line[index]!, 0);
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, along / length));
  return Math.hypot(...offset.map((value, index) => value - share * line[index]!));
}

function channels(rgb: number): number[] {
  return [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255];
}

/** As light, scaled to 0 to 255: half of the painting programs blend that way. */
function lightChannels(rgb: number): number[] {
  return channels(rgb).map((value) => 255 * (value / 255) ** 2.2);
}

function isAlike(first: number, second: number): boolean {
  return (
    Math.abs(((first >> 16) & 255) - ((second >> 16) & 255)) <= 1 &&
    Math.abs(((first >> 8) & 255) - ((second >> 8) & 255)) <= 1 &&
    Math.abs((first & 255) - (second & 255)) <= 1
  );
}

/** The up to 8 pixels around one. The array is reused: read it before the next call. */
function createNeighbours(width: number, height: number): (pixel: number) => readonly number[] {
  const found: number[] = [];
  return (pixel) => {
    const x = pixel % width;
    const y = (pixel - x) / width;
    found.length = 0;
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        if (row !== y || column !== x) found.push(row * width + column);
      }
    }
    return found;
  };
}
