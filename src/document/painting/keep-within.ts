import type { Bitmap } from '../bitmap/bitmap.ts';
import { bitmapSampler, type ClassSampler } from './class-sampler.ts';
import type { PaintTarget } from './paint-target.ts';

/** Paints only where the source is of one class, so that a brush stops at the border of what it began on. */
export function keepWithin(target: PaintTarget, source: ClassSampler, classId: number): PaintTarget {
  return maskedTarget(target, source, (sampled) => (sampled === classId ? 255 : 0));
}

/** Paints only in a selection of the canvas; softly where it is soft, and where painting is hard, from one half up. */
export function keepSelected(target: PaintTarget, selection: Bitmap): PaintTarget {
  return maskedTarget(target, bitmapSampler(selection), (coverage) => coverage);
}

function maskedTarget(
  target: PaintTarget,
  source: ClassSampler,
  coverageOf: (sampled: number) => number,
): PaintTarget {
  const { bounds, copies } = target;
  const right = bounds.x + bounds.width;
  const bottom = bounds.y + bounds.height;
  const table = Uint8Array.from({ length: 256 }, (_, sampled) => coverageOf(sampled));
  let buffer = new Uint8Array(256);
  const sample = (y: number, from: number, to: number): Uint8Array => {
    if (buffer.length < to - from) buffer = new Uint8Array(2 * (to - from));
    source.readSpan(y, from, to, buffer);
    return buffer;
  };
  return {
    bounds,
    copies,
    fillSpan(y, x0, x1, value) {
      const from = Math.max(x0, bounds.x);
      const to = Math.min(x1, right);
      if (from >= to || y < bounds.y || y >= bottom) return;
      const sampled = sample(y, from, to);
      for (let x = from; x < to; x++) {
        if (table[sampled[x - from]!]! < 128) continue;
        const start = x;
        while (x < to && table[sampled[x - from]!]! >= 128) x++;
        target.fillSpan(y, start, x, value);
      }
    },
    coverSpan(y, x0, coverage, value) {
      const from = Math.max(x0, bounds.x);
      const to = Math.min(x0 + coverage.length, right);
      if (from >= to || y < bounds.y || y >= bottom) return;
      const sampled = sample(y, from, to);
      for (let x = from; x < to; x++) {
        const allowed = table[sampled[x - from]!]!;
        sampled[x - from] = Math.round((coverage[x - x0]! * allowed) / 255);
      }
      target.coverSpan(y, from, sampled.subarray(0, to - from), value);
    },
  };
}
