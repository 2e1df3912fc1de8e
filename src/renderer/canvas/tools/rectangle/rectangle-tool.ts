import { boxGesture } from '../area-gestures.ts';
import { paintingAreas } from '../area-paint.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';

export function makeRectangle(port: CanvasPort): CanvasTool {
  return boxGesture(port, 'rectangle', paintingAreas(port, 'rectangle', true));
}
