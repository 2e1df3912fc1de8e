import type { Wrap } from '../../shared/generation-request.ts';
import { largestAtOnce, windowsAlong } from '../../shared/network-work.ts';
import type { PackManifest } from '../../shared/pack-manifest.ts';

/** Where windows lie along one axis, all of one length. */
export interface WindowAxis {
  readonly length: number;
  /** First cell and weight of each cell; at every cell of the axis the weights of all windows sum to 1. */
  readonly windows: readonly { readonly start: number; readonly weights: Float32Array }[];
}

/** Windows that cover a latent, each column of them with each row. */
export interface WindowGrid {
  readonly columns: WindowAxis;
  readonly rows: WindowAxis;
}

/** How far windows that end at no edge are moved, back or forth, as a share of their length. */
const MOVED = 1 / 8;

/**
 * The windows in which a latent is predicted: one, where the network can paint it all at once and no edges meet.
 *
 * @param size  in cells, each a multiple of what the network can divide
 * @param phase 0 to 1: where borders lie. Lengths and counts are the same for all phases
 */
export function planWindows(
  size: { width: number; height: number },
  manifest: PackManifest,
  wrap: Wrap | undefined,
  phase = 0.5,
): WindowGrid {
  const { width, height } = largestAtOnce(manifest);
  const { factor } = manifest.latent;
  return {
    columns: planAxis(size.width, width / factor, wrap !== undefined, phase),
    rows: planAxis(size.height, height / factor, wrap === 'both', phase),
  };
}

/**
 * Windows along an axis of `size` cells, spread evenly: the first and the last end at its edges, or they go around.
 * The phase moves those that end at no edge.
 *
 * @param largest longest window, in cells
 */
export function planAxis(size: number, largest: number, isWrapped: boolean, phase = 0.5): WindowAxis {
  const { length, count } = windowsAlong(size, largest, isWrapped);
  if (count === 1) return { length, windows: [{ start: 0, weights: new Float32Array(length).fill(1) }] };
  const moved = (2 * phase - 1) * MOVED * length;
  const starts = Array.from({ length: count }, (_, i) => {
    if (isWrapped) return Math.round(((i + phase) * size) / count);
    const even = (i * (size - length)) / (count - 1);
    return Math.round(i === 0 || i === count - 1 ? even : even + moved);
  });
  const raw = starts.map((start, i) => {
    const before =
      i > 0 ? starts[i - 1]! + length - start : isWrapped ? starts.at(-1)! + length - size - start : 0;
    const after =
      i + 1 < count ? start + length - starts[i + 1]! : isWrapped ? start + length - size - starts[0]! : 0;
    return Float64Array.from({ length }, (_, k) => rise(k, before) * rise(length - 1 - k, after));
  });
  const sums = new Float64Array(size);
  raw.forEach((weights, i) => weights.forEach((weight, k) => (sums[(starts[i]! + k) % size]! += weight)));
  const windows = raw.map((weights, i) => ({
    start: starts[i]!,
    weights: Float32Array.from(weights, (weight, k) => weight / sums[(starts[i]! + k) % size]!),
  }));
  return { length, windows };
}

/** 0 at a window's border to 1 at the end of what it shares, without a kink at either. */
function rise(cell: number, shared: number): number {
  return cell >= shared ? 1 : Math.sin((Math.PI / 2) * ((cell + 0.5) / shared)) ** 2;
}
