import { boxGesture } from '../area-gestures.ts';
import { paintingAreas } from '../area-paint.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';

export function makeEllipse(port: CanvasPort): CanvasTool {
  return boxGesture(port, 'ellipse', paintingAreas(port, 'ellipse', true));
}
