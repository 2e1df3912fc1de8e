import type { Document } from '../../document/index.ts';
import { MAX_CANVAS_SIDE, type Frame } from '../../shared/document-format.ts';

/** Shapes that a frame is often wanted in, width before height. */
export const frameAspects = ['1:1', '4:3', '3:2', '16:9', '2:1', '3:4', '2:3', '9:16'] as const;

const TOLERANCE = 0.02;

function ratioOf(aspect: string): number {
  const [width = NaN, height = NaN] = aspect.split(':').map(Number);
  return width / height;
}

/** The usual shape that a frame has, if it has one. */
export function aspectOf({ width, height }: Frame): string | undefined {
  return frameAspects.find((aspect) => Math.abs(width / height / ratioOf(aspect) - 1) < TOLERANCE);
}

/** The shortest side that a frame can be given by a number. */
export const LEAST_FRAME_SIDE = 64;

/** The frame with a side of another length; it moves onto the canvas where it would reach beyond the far edge. */
export function frameWithSide(
  { width, height, frame }: Pick<Document, 'width' | 'height' | 'frame'>,
  side: 'width' | 'height',
  length: number,
): Frame {
  const next = {
    ...frame,
    [side]: Math.min(MAX_CANVAS_SIDE, Math.max(LEAST_FRAME_SIDE, Math.round(length))),
  };
  const onto = (at: number, long: number, most: number) => Math.min(at, Math.max(0, most - long));
  return side === 'width'
    ? { ...next, x: onto(next.x, next.width, width) }
    : { ...next, y: onto(next.y, next.height, height) };
}

/** The largest frame of a shape inside the canvas, as near to where the frame is as it fits. */
export function frameWithAspect(
  document: Pick<Document, 'width' | 'height' | 'frame'>,
  aspect: string,
): Frame | undefined {
  const ratio = ratioOf(aspect);
  if (!(ratio > 0)) return undefined;
  const { frame } = document;
  const width = Math.max(1, Math.round(Math.min(document.width, document.height * ratio)));
  const height = Math.max(1, Math.round(width / ratio));
  const clamp = (value: number, most: number) => Math.round(Math.min(Math.max(0, value), Math.max(0, most)));
  return {
    x: clamp(frame.x + (frame.width - width) / 2, document.width - width),
    y: clamp(frame.y + (frame.height - height) / 2, document.height - height),
    width,
    height: Math.min(height, document.height),
  };
}
