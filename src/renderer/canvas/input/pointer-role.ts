/** What a pointer that goes down is for. */
type PointerRole = 'paint' | 'pan' | 'turn' | 'none';

export interface PointerPress {
  readonly pointerType: string;
  /** As in `PointerEvent.button`: 0 main, 1 middle, 2 the other, 5 a pen's eraser. */
  readonly button: number;
  readonly isSpaceHeld: boolean;
  readonly isShift: boolean;
  readonly isHandTool: boolean;
  /** A pen has been used on this canvas: fingers then are for moving it, as the other hand holds the pen. */
  readonly hasPen: boolean;
}

/** How the other end of a pen, the one that erases, is reported. */
export const ERASER_BUTTON = 5;

/** The role of a pointer by how it is pressed. */
export function pointerRole(press: PointerPress): PointerRole {
  if (press.button === 1) return press.isShift ? 'turn' : 'pan';
  if (press.button === ERASER_BUTTON) return 'paint';
  if (press.button !== 0) return 'none';
  if (press.isSpaceHeld) return press.isShift ? 'turn' : 'pan';
  if (press.isHandTool) return press.isShift ? 'turn' : 'pan';
  if (press.pointerType === 'touch' && press.hasPen) return 'pan';
  return 'paint';
}

/** Pixels of a line and of a page, for wheels that count in these. */
const LINE_PIXELS = 16;
const PAGE_PIXELS = 400;

/** Factor to zoom by for a wheel's movement; a pinch on a touch pad comes as a wheel with Ctrl, in finer steps. */
export function wheelFactor(event: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const unit = event.deltaMode === 1 ? LINE_PIXELS : event.deltaMode === 2 ? PAGE_PIXELS : 1;
  const pixels = Math.min(200, Math.max(-200, event.deltaY * unit));
  return Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002));
}
