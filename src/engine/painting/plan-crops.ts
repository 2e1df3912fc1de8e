import type { Wrap } from '../../shared/generation-request.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';
import type { Size } from '../../shared/size.ts';
import { wrapped } from '../cell-region.ts';
import type { Region } from '../pictures/cut-region.ts';

/** A part of a picture that is painted by itself. */
export interface Crop {
  /** In pixels of the picture; beyond its edges it goes on as the picture does. */
  readonly region: Region;
  /** The size at which it is painted: the region's, or larger; multiples of what the pack paints. */
  readonly painted: Size;
  /** Which edges of the crop meet: it then has all of the picture between them. */
  readonly wrap: Wrap | undefined;
}

/** What limits where crops lie, and how large they are. */
export interface CropLimits {
  /** What of the picture there is. */
  readonly bounds: Region;
  /** How far around a hole the network shall look at least, in pixels. */
  readonly context: number;
  readonly sizes: PackManifest['sizes'];
  readonly wrap: Wrap | undefined;
}

/** Nearer to native than this a crop is widened to it; enlarging would only soften it. */
const LEAST_ENLARGED = 1.25;

interface Stretch {
  readonly start: number;
  readonly length: number;
}
interface Limits extends Stretch {
  readonly isWrapped: boolean;
}

/**
 * Shares out holes among crops: each by itself, or several in one where that is less to paint or where a crop would
 * reach into another's hole.
 *
 * @param boxes around each hole, at least one
 */
export function planCrops(boxes: readonly Region[], limits: CropLimits): Crop[] {
  let parts = boxes.map((box) => ({ box, crop: cropAround(box, limits) }));
  for (;;) {
    const pair = findPair(parts, limits);
    if (!pair) return parts.map(({ crop }) => crop);
    const box = union(parts[pair[0]]!.box, parts[pair[1]]!.box, limits);
    parts = [
      ...parts.filter((_, i) => i !== pair[0] && i !== pair[1]),
      { box, crop: cropAround(box, limits) },
    ];
  }
}

function findPair(
  parts: readonly { box: Region; crop: Crop }[],
  limits: CropLimits,
): [number, number] | undefined {
  for (let i = 0; i < parts.length; i++) {
    for (let j = i + 1; j < parts.length; j++) {
      const [a, b] = [parts[i]!, parts[j]!];
      if (meet(a.crop.region, b.box, limits) || meet(b.crop.region, a.box, limits)) return [i, j];
      const both = cropAround(union(a.box, b.box, limits), limits);
      if (area(both.painted) <= area(a.crop.painted) + area(b.crop.painted)) return [i, j];
    }
  }
  return undefined;
}

/** The crop for one hole. */
function cropAround(box: Region, limits: CropLimits): Crop {
  const { context, sizes } = limits;
  const [nativeWidth, nativeHeight] = sizes.native;
  const across = acrossOf(limits);
  const down = downOf(limits);
  const boxAcross = { start: box.x, length: box.width };
  const boxDown = { start: box.y, length: box.height };
  // At half of native at least, or a dot without context would be enlarged to a blur.
  const x = widened(boxAcross, Math.max(box.width + 2 * context, nativeWidth / 2), across);
  const y = widened(boxDown, Math.max(box.height + 2 * context, nativeHeight / 2), down);
  const enlarged = Math.sqrt((nativeWidth * nativeHeight) / (x.length * y.length));
  if (enlarged >= LEAST_ENLARGED) {
    const size = (length: number) => toMultiple(length * enlarged, sizes);
    return crop(x, y, { width: size(x.length), height: size(y.length) }, limits);
  }
  // At the picture's own size, and then with all that the network is used to see.
  const width = toMultiple(Math.max(x.length, Math.min(nativeWidth, across.length)), sizes);
  const height = toMultiple(Math.max(y.length, Math.min(nativeHeight, down.length)), sizes);
  return crop(filled(x, width, across), filled(y, height, down), { width, height }, limits);
}

function crop(x: Stretch, y: Stretch, painted: Size, limits: CropLimits): Crop {
  const { bounds, wrap } = limits;
  const isRound = wrap !== undefined && x.length === bounds.width;
  return {
    region: { x: x.start, y: y.start, width: x.length, height: y.length },
    painted,
    wrap: !isRound ? undefined : wrap === 'both' && y.length < bounds.height ? 'horizontal' : wrap,
  };
}

/** What the pack can paint of at least this length: never less, or a pixel of the hole could be lost. */
function toMultiple(length: number, { multiple, min }: PackManifest['sizes']): number {
  // The small term keeps a length that is one already from becoming the next by rounding.
  return Math.ceil(Math.max(length - 1e-6, min) / multiple) * multiple;
}

/** A stretch with as much on both sides, as long as is wished or as there is. */
function widened(stretch: Stretch, wished: number, limits: Limits): Stretch {
  const length = Math.min(Math.max(Math.ceil(wished), stretch.length), limits.length);
  const centred = stretch.start - Math.floor((length - stretch.length) / 2);
  // Also one that goes all around: where its ends do not meet in a crop, they are opposite the hole.
  if (limits.isWrapped) return { start: centred, length };
  const start = Math.min(Math.max(centred, limits.start), limits.start + limits.length - length);
  return { start, length };
}

/** A stretch as long as what is painted: beyond the edges where the picture is too small, but never around it twice. */
function filled(stretch: Stretch, length: number, limits: Limits): Stretch {
  if (length <= limits.length) return widened(stretch, length, limits);
  if (limits.isWrapped) return widened(stretch, limits.length, limits);
  return { start: limits.start, length };
}

function acrossOf({ bounds, wrap }: CropLimits): Limits {
  return { start: bounds.x, length: bounds.width, isWrapped: wrap !== undefined };
}

function downOf({ bounds, wrap }: CropLimits): Limits {
  return { start: bounds.y, length: bounds.height, isWrapped: wrap === 'both' };
}

function union(a: Region, b: Region, limits: CropLimits): Region {
  const x = joined({ start: a.x, length: a.width }, { start: b.x, length: b.width }, acrossOf(limits));
  const y = joined({ start: a.y, length: a.height }, { start: b.y, length: b.height }, downOf(limits));
  return { x: x.start, y: y.start, width: x.length, height: y.length };
}

/** The shortest stretch that holds both. */
function joined(a: Stretch, b: Stretch, { length: size, isWrapped }: Limits): Stretch {
  const from = (first: Stretch, second: Stretch): Stretch => {
    const apart = second.start - first.start;
    const ahead = isWrapped ? wrapped(apart, size) : apart;
    return { start: first.start, length: Math.min(Math.max(first.length, ahead + second.length), size) };
  };
  if (!isWrapped) return a.start <= b.start ? from(a, b) : from(b, a);
  const [forth, back] = [from(a, b), from(b, a)];
  return forth.length <= back.length ? forth : back;
}

function meet(a: Region, b: Region, limits: CropLimits): boolean {
  return (
    overlap({ start: a.x, length: a.width }, { start: b.x, length: b.width }, acrossOf(limits)) &&
    overlap({ start: a.y, length: a.height }, { start: b.y, length: b.height }, downOf(limits))
  );
}

function overlap(a: Stretch, b: Stretch, { length: size, isWrapped }: Limits): boolean {
  const shifts = isWrapped ? [-size, 0, size] : [0];
  return shifts.some((shift) => a.start < b.start + shift + b.length && b.start + shift < a.start + a.length);
}

function area({ width, height }: Size): number {
  return width * height;
}
