import { polygonGesture } from '../area-gestures.ts';
import { paintingAreas } from '../area-paint.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';

export function makePolygon(port: CanvasPort): CanvasTool {
  return polygonGesture(port, paintingAreas(port, 'polygon', true));
}
