import type { LayerKind } from '../../shared/document-format.ts';
import { parseColour } from '../../shared/palette.ts';
import type { ToolState } from './tool-state.svelte.ts';

/** What the hand paints into a layer of the kind: a class id, full coverage, or `0xRRGGBBAA`. */
export function layerValue(kind: LayerKind, tools: Pick<ToolState, 'classId' | 'colour'>): number {
  if (kind === 'semantic') return tools.classId;
  if (kind === 'mask') return 255;
  const [red, green, blue] = parseColour(tools.colour);
  return ((red << 24) | (green << 16) | (blue << 8) | 255) >>> 0;
}
