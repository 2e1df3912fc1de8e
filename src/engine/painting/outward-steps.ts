import type { Wrap } from '../../shared/generation-request.ts';
import type { Size } from '../../shared/size.ts';
import type { Region } from '../pictures/cut-region.ts';
import { findHoles, neighbours } from './find-holes.ts';

/** One step of painting a hole from its edges. */
export interface OutwardStep {
  /** One byte per pixel: what of the mask is still to be painted. Made when asked for: all at once would take much. */
  readonly coverage: () => Uint8Array;
  /** Around what this step is for. */
  readonly boxes: readonly Region[];
  /** What of the picture is there once this step is done. */
  readonly bounds: Region;
}

const SQUARE = 8;
/** How much of what a step painted the next one paints again, in squares: its seam lies in there. */
const PAINTED_AGAIN = 4;

/**
 * The steps in which a hole is painted: one, or several where it reaches farther from known ground than the network
 * can look, so that each goes on from what is there.
 *
 * @param coverage one byte per pixel; not all 0
 * @param reach    how far a step goes, in pixels
 */
export function outwardSteps(
  coverage: Uint8Array,
  size: Size,
  wrap: Wrap | undefined,
  reach: number,
): OutwardStep[] {
  const some = (region: Region, wanted: (value: number) => boolean): boolean => {
    for (let y = region.y; y < region.y + region.height; y++) {
      for (let x = region.x; x < region.x + region.width; x++) {
        if (wanted(coverage[y * size.width + x]!)) return true;
      }
    }
    return false;
  };
  const whole = { x: 0, y: 0, ...size };
  const hidden = findHoles(size, SQUARE, wrap, (region) => !some(region, (value) => value === 0));
  const depths = depthsOf(hidden.labels, hidden, wrap);
  const deepest = depths.reduce((most, depth) => Math.max(most, depth), 0);
  const stride = Math.max(PAINTED_AGAIN + 1, Math.floor(reach / SQUARE));
  if (deepest <= stride || deepest === UNREACHED) {
    const { boxes } = findHoles(size, SQUARE, wrap, (region) => some(region, (value) => value > 0));
    return [{ coverage: () => coverage, boxes, bounds: whole }];
  }
  const depthAt = ({ x, y }: Region) => depths[(y / SQUARE) * hidden.columns + x / SQUARE]!;
  const steps: OutwardStep[] = [];
  for (let from = 0; from < deepest; from += stride - PAINTED_AGAIN) {
    const to = from + stride;
    const { boxes } = findHoles(size, SQUARE, wrap, (region) => {
      const depth = depthAt(region);
      const isNear = from === 0 ? depth <= to : depth > from && depth <= to;
      return isNear && some(region, (value) => value > 0);
    });
    const there = findHoles(size, SQUARE, undefined, (region) => depthAt(region) <= to).boxes;
    const remaining = () => {
      const rest = coverage.slice();
      for (let y = 0, pixel = 0; y < size.height; y++) {
        const row = Math.floor(y / SQUARE) * hidden.columns;
        for (let x = 0; x < size.width; x++, pixel++) {
          if (depths[row + Math.floor(x / SQUARE)]! <= from) rest[pixel] = 0;
        }
      }
      return rest;
    };
    steps.push({
      coverage: from === 0 ? () => coverage : remaining,
      boxes,
      bounds: boundsOf(there, whole, wrap),
    });
    if (to >= deepest) break;
  }
  return steps;
}

const UNREACHED = 2 ** 30;

/** How many squares each square is from one that is not all hole; `UNREACHED` where there is none. */
function depthsOf(
  labels: Int32Array,
  { columns, rows }: { columns: number; rows: number },
  wrap: Wrap | undefined,
): Int32Array {
  const depths = labels.map((label) => (label === 0 ? 0 : UNREACHED));
  let edge = [...depths.keys()].filter((square) => depths[square] === 0);
  for (let depth = 1; edge.length > 0; depth++) {
    const next: number[] = [];
    for (const square of edge) {
      for (const y of neighbours(Math.floor(square / columns), rows, wrap === 'both')) {
        for (const x of neighbours(square % columns, columns, wrap !== undefined)) {
          const beside = y * columns + x;
          if (depths[beside] !== UNREACHED) continue;
          depths[beside] = depth;
          next.push(beside);
        }
      }
    }
    edge = next;
  }
  return depths;
}

/** Around all of them; edges that meet have nothing beyond them. */
function boundsOf(boxes: readonly Region[], whole: Region, wrap: Wrap | undefined): Region {
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  const across = wrap ? whole : { x: left, width: right - left };
  const down = wrap === 'both' ? whole : { y: top, height: bottom - top };
  return { x: across.x, y: down.y, width: across.width, height: down.height };
}
