import { lassoGesture } from '../area-gestures.ts';
import { paintingAreas } from '../area-paint.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';

/** Paints what is drawn around. */
export function makeLasso(port: CanvasPort): CanvasTool {
  return lassoGesture(port, paintingAreas(port, 'lasso', false));
}
