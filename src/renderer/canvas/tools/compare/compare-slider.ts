import type { Rect } from '../../../../document/index.ts';
import type { CanvasView } from '../../../state/view-state.svelte.ts';
import type { CanvasPort, CanvasTool, Sample } from '../tool.ts';

/** The slider is seized from this many CSS pixels away. */
const REACH = 14;

/** The slider between the two sides of a comparison, which is seized before any tool is. */
export interface CompareSlider extends CanvasTool {
  isUnder(at: Sample): boolean;
}

/** @param frame  where pictures are compared; `undefined` while none are */
export function makeCompareSlider(
  port: Pick<CanvasPort, 'zoom' | 'refreshOverlay'>,
  view: Pick<CanvasView, 'compareAt'>,
  frame: () => Rect | undefined,
): CompareSlider {
  let isHeld = false;

  function slideTo(at: Sample): void {
    const across = frame();
    if (across) view.compareAt = shareAt(across, at.x);
  }

  return {
    isUnder(at) {
      const across = frame();
      if (!across) return false;
      const { x, y, width, height } = across;
      const away = Math.abs(x + width * view.compareAt - at.x) * port.zoom;
      return away <= REACH && at.y >= y && at.y <= y + height;
    },
    cursor: () => 'ew-resize',
    keyboardUse: 'drag',
    get isBusy() {
      return isHeld;
    },
    begin(at) {
      isHeld = true;
      slideTo(at);
    },
    move(to) {
      const last = to.at(-1);
      if (isHeld && last) slideTo(last);
    },
    end(at) {
      if (isHeld) slideTo(at);
      isHeld = false;
    },
    cancel() {
      isHeld = false;
    },
    overlay: () => [],
  };
}

/** How far a place lies across a frame, 0 to 1. */
function shareAt({ x, width }: Rect, at: number): number {
  return Math.min(1, Math.max(0, (at - x) / width));
}
