import type { Document } from '../../document/index.ts';
import type { Frame } from '../../shared/document-format.ts';

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
