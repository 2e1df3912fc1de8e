import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';
import type { Layout } from '../layouts/layout-png.ts';
import type { LoadedPack } from '../load-pack.ts';
import { resizeRgb } from '../pictures/resize-pixels.ts';
import { segmentPicture } from '../segment-picture.ts';
import { neighbours } from './find-holes.ts';

/** Longest side of the layout: the segmenter sees no more, and cells of the latent are coarser. */
const LONGEST = 1024;

/** A picture that is to be painted in where it is covered. */
interface MaskedPicture extends Size {
  /** RGB, row by row. */
  readonly rgb: Uint8Array;
  /** One byte per pixel. */
  readonly coverage: Uint8Array;
}

/**
 * What lies around a hole, going on into it: classes as the segmenter sees them, and in the hole the nearest of them.
 *
 * Networks follow a layout far better than they guess one: umber-24 without it, with or without its trained condition
 * and at any guidance, paints a picture of its own into the hole. Undefined where nothing is left to look at.
 *
 * @throws UmberError `PACK_CONDITION_MISSING` where the pack has no segmenter, `ENGINE_FAILED`
 */
export async function layoutAround(
  loaded: LoadedPack,
  picture: MaskedPicture,
  wrap: Wrap | undefined,
): Promise<Layout | undefined> {
  const square = Math.ceil(Math.max(picture.width, picture.height) / LONGEST);
  const columns = Math.ceil(picture.width / square);
  const rows = Math.ceil(picture.height / square);
  const isCovered = new Uint8Array(columns * rows);
  for (let y = 0, at = 0; y < picture.height; y++) {
    const row = Math.floor(y / square) * columns;
    for (let x = 0; x < picture.width; x++, at++) {
      if (picture.coverage[at]! > 0) isCovered[row + Math.floor(x / square)] = 1;
    }
  }
  if (!isCovered.includes(0)) return undefined;
  const size = { width: columns, height: rows };
  const seen = await segmentPicture(loaded, { ...size, rgb: await resizeRgb(picture.rgb, picture, size) });
  return { ...size, classIds: continued(seen.classIds, isCovered, size, wrap) };
}

/**
 * Classes with those of the holes replaced from their edges inwards, ring by ring. Never across a corner: a horizon
 * at the edge of a picture has to go straight on.
 */
function continued(
  classIds: Uint8Array,
  isCovered: Uint8Array,
  { width, height }: Size,
  wrap: Wrap | undefined,
): Uint8Array {
  const filled = classIds.slice();
  const isOpen = isCovered.slice();
  let edge = [...isOpen.keys()].filter((at) => isOpen[at] === 0);
  while (edge.length > 0) {
    const next: number[] = [];
    for (const at of edge) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const beside = [
        ...neighbours(x, width, wrap !== undefined).map((column) => y * width + column),
        ...neighbours(y, height, wrap === 'both').map((row) => row * width + x),
      ];
      for (const other of beside) {
        if (isOpen[other] === 0) continue;
        isOpen[other] = 0;
        filled[other] = filled[at]!;
        next.push(other);
      }
    }
    edge = next;
  }
  return filled;
}
