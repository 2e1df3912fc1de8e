import { brushTool } from '../brush/brush-tool.ts';
import type { CanvasPort, CanvasTool } from '../tool.ts';

/** A brush that leaves nothing: no class, no coverage, no colour. */
export function makeEraser(port: CanvasPort): CanvasTool {
  return brushTool(port, { label: 'eraserStroke', isErasing: true });
}
