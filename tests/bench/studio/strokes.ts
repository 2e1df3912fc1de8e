/**
 * Strokes with a real mouse in Chromium, through the whole studio: main-thread milliseconds per pointer event and per
 * painted frame, at rest and while the engine paints all the while, and the longest task of the pauses between them.
 * Needs `npm run build` and Chromium; prints one line per case. Usage: strokes.ts [SIDE ...]
 */
import type { Page } from '@playwright/test';
import { canvas, results, setSteps, stroke } from '../../e2e/support/hand.ts';
import { judge } from '../limits.ts';
import { openBenchStudio, quantile } from './open-bench-studio.ts';

const STROKES = 8;
/** What the engine is given to do: more than it can do while the strokes are drawn. */
const PICTURES = 64;
const STEPS = 8;

const sides = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1024, 4096];
for (const side of sides) await measureSide(side);

/** Each side in a studio of its own, so that nothing is left of the one before. */
async function measureSide(side: number): Promise<void> {
  const studio = await openBenchStudio();
  const { page, host } = studio;
  await host.start();
  await page.goto(host.address);
  await page.getByRole('button', { name: 'Other size…' }).click();
  await page.getByLabel('Width').fill(String(side));
  await page.getByLabel('Height').fill(String(side));
  await page.getByRole('button', { name: 'Create' }).click();
  await canvas(page).waitFor();
  // No repainting of its own accord: what the engine does is said below.
  await page.getByRole('button', { name: 'Live' }).click();

  report(side, 'at rest', await measureStrokes(page));

  await setSteps(page, STEPS);
  await page.getByRole('textbox', { name: 'How many' }).fill(String(PICTURES));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+Enter');
  await page.getByText(new RegExp(`^Step \\d+ of ${STEPS}`)).waitFor({ timeout: 120_000 });
  const busy = await measureStrokes(page);
  const painted = await results(page).count();
  const isStill = await page.getByRole('button', { name: 'Cancel' }).isEnabled();
  if (!isStill)
    throw new Error(`The engine had painted all ${PICTURES} pictures before the strokes were drawn.`);
  report(side, `while the engine paints (${painted} of ${PICTURES} pictures done at the end)`, busy);

  await studio.close();
}

interface Durations {
  pointer: number[];
  frame: number[];
  /** Of the pauses, as Chromium tells of those above 50 ms. */
  task: number[];
}

async function measureStrokes(page: Page): Promise<Durations> {
  await page.evaluate(() => {
    const kept: Durations = { pointer: [], frame: [], task: [] };
    const observer = new PerformanceObserver((list) => {
      for (const { name, duration, entryType } of list.getEntries()) {
        if (entryType === 'longtask') kept.task.push(duration);
        if (name === 'umber:pointer') kept.pointer.push(duration);
        if (name === 'umber:frame') kept.frame.push(duration);
      }
    });
    observer.observe({ entryTypes: ['measure', 'longtask'] });
    Object.assign(globalThis, { strokeDurations: kept });
  });
  for (let index = 0; index < STROKES; index++) {
    const y = 0.25 + (0.5 * index) / STROKES;
    await stroke(page, [
      [0.3, y],
      [0.45, y + 0.2],
      [0.55, y - 0.1],
      [0.7, y + 0.1],
    ]);
    // Long enough for what is done once the hand rests.
    await page.waitForTimeout(1_500);
  }
  return page.evaluate(() => (globalThis as unknown as { strokeDurations: Durations }).strokeDurations);
}

function report(side: number, when: string, { pointer, frame, task }: Durations): void {
  const [pointerMs, frameMs] = [quantile(pointer, 0.95), quantile(frame, 0.95)];
  // There is at most one frame for an event.
  const verdict = judge(side > 1024 ? 'pointer4096' : 'pointer1024', pointerMs + frameMs);
  console.log(
    `${side}×${side}, ${when}: pointer event p95 ${pointerMs.toFixed(1)} ms of ${pointer.length}, ` +
      `frame p95 ${frameMs.toFixed(1)} ms of ${frame.length} ${verdict}, ` +
      `longest task ${Math.round(Math.max(0, ...task))} ms, ${task.length} above 50 ms`,
  );
}
