import { pressTool } from '../press-tool.ts';
import type { CanvasTool } from '../tool.ts';

/** Moves the view. The pointers themselves do that (see input/pointer-role.ts); this is what is held meanwhile. */
export function makeHand(): CanvasTool {
  return pressTool(() => undefined, 'grab');
}
