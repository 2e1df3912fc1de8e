import { pixelAt, type Document, type DocumentLayer, type Point } from '../../../document/index.ts';

/** The nearest visible layer that has something at a pixel of the canvas. */
export function layerAt(
  document: Document,
  at: Point,
  kinds: readonly DocumentLayer['kind'][],
): DocumentLayer | undefined {
  const x = Math.floor(at.x);
  const y = Math.floor(at.y);
  return document.layers.findLast(
    (layer) =>
      layer.isVisible && kinds.includes(layer.kind) && pixelAt(layer.bitmap, x - layer.x, y - layer.y) !== 0,
  );
}
