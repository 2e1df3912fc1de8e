import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** A rectangle on the screens, in their own pixels. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const windowStateSchema = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }),
  isMaximised: z.boolean(),
});

/** How the window was left. */
export type WindowState = z.infer<typeof windowStateSchema>;

export const minimumSize = { width: 720, height: 480 };
const usualSize = { width: 1440, height: 900 };
/** So much of the window has to be on a screen for a hand to get hold of it. */
const VISIBLE_PIXELS = 120;

/** How the window was left the last time; `undefined` at the first start, or where the file is damaged. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return windowStateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Keeps it for the next start. Losing it is no loss, so nothing is said where it cannot be written. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  } catch {
    // The window opens at its usual size then.
  }
}

/**
 * Where to open the window: as it was left, unless the screen that it was on is gone or smaller now.
 *
 * @param workAreas  what of each screen is free for windows, the main screen first
 */
export function placeWindow(
  state: WindowState | undefined,
  workAreas: readonly Bounds[],
): Partial<Bounds> & { width: number; height: number } {
  const wanted = state?.bounds;
  const area = wanted && workAreas.find((candidate) => isReachable(wanted, candidate));
  const [main] = workAreas;
  const size = wanted ?? usualSize;
  const room = area ?? main ?? { ...usualSize };
  const width = Math.max(minimumSize.width, Math.min(size.width, room.width));
  const height = Math.max(minimumSize.height, Math.min(size.height, room.height));
  // Without a place the system centres it.
  return area ? { x: wanted.x, y: wanted.y, width, height } : { width, height };
}

/** True where enough of the window's upper edge, by which it is moved, lies on the screen. */
function isReachable(window: Bounds, screen: Bounds): boolean {
  const shared = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return (
    shared >= VISIBLE_PIXELS && window.y >= screen.y && window.y <= screen.y + screen.height - VISIBLE_PIXELS
  );
}
