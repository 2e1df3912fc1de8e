import type { JSHandle, Page } from '@playwright/test';
import { quantile } from './open-bench-studio.ts';

/** A frame is late when it comes so much after its time. */
const LATE_MS = 8;

/** Milliseconds from each frame of the page to the next, kept from now on. */
export function watchFrames(page: Page): Promise<JSHandle<number[]>> {
  return page.evaluateHandle(() => {
    const gaps: number[] = [];
    let last = performance.now();
    const tick = (now: number): void => {
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    return gaps;
  });
}

/** How many of the frames came late, in percent, against the rhythm that the screen has by itself. */
export async function lateFrames(
  watched: JSHandle<number[]>,
): Promise<{ percent: number; count: number; rhythmMs: number }> {
  const gaps = await watched.evaluate((kept) => [...kept]);
  const rhythmMs = quantile(gaps, 0.5);
  const late = gaps.filter((gap) => gap > rhythmMs + LATE_MS).length;
  return { percent: (100 * late) / gaps.length, count: gaps.length, rhythmMs };
}
