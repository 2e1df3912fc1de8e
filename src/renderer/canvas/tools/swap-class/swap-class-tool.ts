import { bitmapSampler, floodFill } from '../../../../document/index.ts';
import { beginPainting } from '../../painting/paint-gesture.ts';
import { pressTool } from '../press-tool.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';
import { layerAt } from '../visible-layer.ts';

/** Makes what is pressed another class, on whichever layer it lies: meadow to snow in one press. */
export function makeSwapClass(port: CanvasPort): CanvasTool {
  return pressTool((at) => {
    const layer = layerAt(port.project.document, at, ['semantic']);
    if (!layer) {
      port.notify('nothingThere');
      return;
    }
    const gesture = beginPainting(port, at, { layer, isMirrored: false });
    if (!gesture) return;
    const { target } = gesture;
    const seed = { x: Math.floor(at.x), y: Math.floor(at.y) };
    floodFill(bitmapSampler(layer.bitmap, layer.x, layer.y), target, seed, port.options.classId, {
      isContiguous: port.options.isContiguous,
      bounds: target.bounds,
    });
    if (!gesture.commit('swapClass') && port.project.selection) port.notify('outsideSelection');
  });
}
