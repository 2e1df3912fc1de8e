import { resizeCanvas, type Document } from '../../document/index.ts';
import { MAX_CANVAS_SIDE, type Patch } from '../../shared/document-format.ts';

/** Sides of a frame, in the order in which they are offered. */
export const extendSides = ['left', 'right', 'top', 'bottom'] as const;
/** One of the sides. */
export type ExtendSide = (typeof extendSides)[number];

/** Frames grow by whole cells of every pack's latent. */
const STEP = 8;

/**
 * The patch by which the frame reaches farther at one side, by a share of its length there; the canvas grows where it
 * has to. `undefined` where the canvas is as large as can be.
 */
export function extendFrame(document: Document, side: ExtendSide, share: number): Patch | undefined {
  const { frame } = document;
  const isAcross = side === 'left' || side === 'right';
  const length = isAcross ? frame.width : frame.height;
  const by = Math.max(STEP, Math.round((length * share) / STEP) * STEP);
  const isBefore = side === 'left' || side === 'top';
  const start = isAcross ? frame.x : frame.y;
  const canvas = isAcross ? document.width : document.height;
  const overflow = isBefore ? Math.max(0, by - start) : Math.max(0, start + length + by - canvas);
  if (canvas + overflow > MAX_CANVAS_SIDE || length + by > MAX_CANVAS_SIDE) return undefined;
  // What comes before the old canvas moves everything on it.
  const newStart = isBefore ? start + overflow - by : start;
  const frameFields = isAcross
    ? { ...frame, x: newStart, width: length + by }
    : { ...frame, y: newStart, height: length + by };
  const width = document.width + (isAcross ? overflow : 0);
  const height = document.height + (isAcross ? 0 : overflow);
  const away = isBefore ? 1 : 0;
  const grown =
    overflow === 0
      ? []
      : resizeCanvas(
          document,
          { width, height },
          { anchor: { x: isAcross ? away : 0, y: isAcross ? 0 : away } },
        ).patch;
  return [...grown, { op: 'document', fields: { frame: frameFields } }];
}
