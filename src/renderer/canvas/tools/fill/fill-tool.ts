import {
  bitmapSampler,
  floodFill,
  layoutSampler,
  type ClassSampler,
  type Document,
  type DocumentLayer,
  type Point,
} from '../../../../document/index.ts';
import { colourSampler } from '../../painting/colour-sampler.ts';
import { beginPainting } from '../../painting/paint-gesture.ts';
import { pressTool } from '../press-tool.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';

/** The bucket: fills what is alike around the place that is pressed, or everything alike. */
export function makeFill(port: CanvasPort): CanvasTool {
  return pressTool((at) => {
    const gesture = beginPainting(port, at, { isMirrored: false });
    if (!gesture) return;
    const { document, selection } = port.project;
    const { layer, target, value } = gesture;
    const seed = { x: Math.floor(at.x), y: Math.floor(at.y) };
    floodFill(whatIsAlike(document, layer, seed), target, seed, value, {
      isContiguous: port.options.isContiguous,
      bounds: target.bounds,
    });
    if (!gesture.commit('fill') && selection) port.notify('outsideSelection');
  });
}

/**
 * A class layer is filled by its own classes, so that an empty one is filled behind whatever lies nearer; a mask by the
 * layout's, so that one press masks a region.
 */
function whatIsAlike(document: Document, layer: DocumentLayer, seed: Point): ClassSampler {
  switch (layer.kind) {
    case 'semantic':
      return bitmapSampler(layer.bitmap, layer.x, layer.y);
    case 'mask':
      return layoutSampler(document);
    case 'picture':
      return colourSampler(layer, seed);
  }
}
