import { scalingAbout, transformLayer, type Document } from '../../document/index.ts';
import { MAX_CANVAS_SIDE, type Frame, type Patch } from '../../shared/document-format.ts';
import type { Size } from './build-request.ts';

/** A canvas of which a part has grown to a size, and all else with it. */
export interface EnlargedCanvas {
  readonly size: Size;
  /** Where the part lies on it. */
  readonly part: Frame;
  readonly scaleX: number;
  readonly scaleY: number;
}

/** How large the canvas is once a picture of a part of it has all its pixels; `undefined` for no larger, or too large. */
export function enlargedCanvas(
  document: Size,
  { frame: part, item: { width, height } }: { readonly frame: Frame; readonly item: Size },
): EnlargedCanvas | undefined {
  const scaleX = width / part.width;
  const scaleY = height / part.height;
  const size = { width: Math.round(document.width * scaleX), height: Math.round(document.height * scaleY) };
  if (scaleX <= 1 || scaleY <= 1 || Math.max(size.width, size.height) > MAX_CANVAS_SIDE) return undefined;
  const x = Math.min(Math.round(part.x * scaleX), size.width - width);
  const y = Math.min(Math.round(part.y * scaleY), size.height - height);
  return { size, part: { x, y, width, height }, scaleX, scaleY };
}

/** The patch that enlarges the canvas, every layer on it and the frame. */
export function enlargeCanvas(document: Document, { size, scaleX, scaleY }: EnlargedCanvas): Patch {
  const { frame } = document;
  const x = Math.min(Math.round(frame.x * scaleX), size.width - 1);
  const y = Math.min(Math.round(frame.y * scaleY), size.height - 1);
  const scaled = {
    x,
    y,
    width: Math.max(1, Math.min(Math.round(frame.width * scaleX), size.width - x)),
    height: Math.max(1, Math.min(Math.round(frame.height * scaleY), size.height - y)),
  };
  // Transforming cuts off what leaves the canvas: the larger one is meant.
  const larger = { ...document, ...size };
  const map = scalingAbout({ x: 0, y: 0 }, scaleX, scaleY);
  return [
    { op: 'document', fields: { ...size, frame: scaled } },
    ...document.layers.flatMap(({ id }) => transformLayer(larger, id, map).patch),
  ];
}
