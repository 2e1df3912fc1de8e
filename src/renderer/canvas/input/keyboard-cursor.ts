import type { Point } from '../../../document/index.ts';

/** Arrow keys and where they point. */
const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Smallest step over the canvas, in canvas pixels, unless single pixels are asked for. */
const LEAST_STEP = 4;

/** A step of half the brush: neighbouring dabs overlap and leave no gap. */
export function keyboardStep(brushSize: number, isFine: boolean): number {
  return isFine ? 1 : Math.max(LEAST_STEP, Math.round(brushSize / 2));
}

/**
 * Where the cursor goes by an arrow key: onto the next line of the grid of that step, so that it can be brought back to
 * the same place, and never off the canvas. `undefined` for other keys. Pixels are pointed at in their middle.
 */
export function movedCursor(
  from: Point,
  key: string,
  step: number,
  canvas: { readonly width: number; readonly height: number },
): Point | undefined {
  const direction = directions[key];
  if (!direction) return undefined;
  return {
    x: along(from.x, direction.x, step, canvas.width),
    y: along(from.y, direction.y, step, canvas.height),
  };
}

function along(from: number, direction: number, step: number, length: number): number {
  const pixel = Math.floor(from);
  const line = direction > 0 ? Math.floor(pixel / step) + 1 : Math.ceil(pixel / step) - 1;
  const to = direction === 0 ? pixel : line * step;
  return Math.min(length - 1, Math.max(0, to)) + 0.5;
}
