import { boundsOf, intersection, shifted, type Document } from '../../document/index.ts';
import type { Frame } from '../../shared/document-format.ts';

/** The box of what the visible picture layers show inside the frame; `undefined` where they show nothing there. */
export function pictureBounds({ layers, frame }: Document): Frame | undefined {
  const boxes = layers.flatMap(({ kind, isVisible, bitmap, x, y }) => {
    const bounds = kind === 'picture' && isVisible ? boundsOf(bitmap) : undefined;
    return (bounds && intersection(shifted(bounds, x, y), frame)) ?? [];
  });
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
  return { x: left, y: top, width: right - left, height: bottom - top };
}
