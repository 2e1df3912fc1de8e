import type { CanvasTool, Sample } from './tool.ts';

/** A tool that acts at once where it is pressed and has no gesture. */
export function pressTool(press: (at: Sample) => void, cursor = 'crosshair'): CanvasTool {
  return {
    cursor: () => cursor,
    keyboardUse: 'press',
    isBusy: false,
    begin: press,
    move: () => undefined,
    end: () => undefined,
    cancel: () => undefined,
    overlay: () => [],
  };
}
