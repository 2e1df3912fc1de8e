/**
 * Live painting with the default pack at 256×256 through the whole studio, by a real mouse in Chromium: from the pen to
 * the repainted picture on the screen, against what the engine alone takes; and how many frames come late meanwhile.
 * Needs `npm run build` and Chromium. Usage: live.ts [SECONDS]
 */
import type { Page } from '@playwright/test';
import { canvas, openExample, stroke } from '../../e2e/support/hand.ts';
import { judge } from '../limits.ts';
import { lateFrames, watchFrames } from './frames.ts';
import { openBenchStudio, quantile } from './open-bench-studio.ts';

const DABS = 20;
/** Steps of a repainting with the pen up, and while it moves. */
const DAB_STEPS = 4;
const MOVING_STEPS = 2;
const seconds = Number(process.argv[2] ?? 20);

interface Repainting {
  /** From the pen to the screen. */
  ms: number;
  steps: number;
  samplingMs: number;
  decodeMs: number;
}

const studio = await openBenchStudio();
const { page, host } = studio;
await host.start();
await page.goto(host.address);
await openExample(page, 'Mountain lake');
await page.evaluate(() => {
  const kept: Repainting[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.name !== 'umber:live') continue;
      const detail = (entry as PerformanceMeasure).detail as Omit<Repainting, 'ms'>;
      kept.push({ ms: entry.duration, ...detail });
    }
  }).observe({ type: 'measure' });
  Object.assign(globalThis, { repaintings: kept });
});

// The first ones load the pack and tell the studio how fast this machine is.
for (let dab = 0; dab < 4; dab++) await paintDab(page, dab);
await taken(page);
for (let dab = 0; dab < DABS; dab++) await paintDab(page, dab);
// Of a dab's pictures the one after the pen has gone up, where there was one before.
const alone = (await taken(page)).filter(({ steps }) => steps === DAB_STEPS);
const solo = {
  stepMs: median(alone.map(({ samplingMs, steps }) => samplingMs / steps)),
  decodeMs: median(alone.map(({ decodeMs }) => decodeMs)),
};
console.log(
  `One dab at a time: a step ${solo.stepMs.toFixed(1)} ms, decoding ${solo.decodeMs.toFixed(1)} ms ` +
    `(medians of ${alone.length}), ${DAB_STEPS} steps: ${describeLatency(alone, DAB_STEPS)}`,
);

const watched = await watchFrames(page);
const end = performance.now() + seconds * 1000;
const box = (await canvas(page).boundingBox())!;
const at = (angle: number) =>
  [
    box.x + box.width * (0.5 + 0.15 * Math.cos(angle)),
    box.y + box.height * (0.5 + 0.2 * Math.sin(2 * angle)),
  ] as const;
const start = performance.now();
await page.mouse.move(...at(0));
await page.mouse.down();
let strokes = 1;
for (let moves = 1; performance.now() < end; moves++) {
  await page.mouse.move(...at(moves / 25));
  // A pen goes up now and then, and goes on in another class: what is painted over like by like changes nothing.
  if (moves % 150 === 0) {
    await page.mouse.up();
    await page.keyboard.press(String(1 + ((DABS + strokes) % 9)));
    await page.mouse.down();
    strokes++;
  }
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, start + (moves * 1000) / 60 - performance.now())),
  );
}
await page.mouse.up();
const late = await lateFrames(watched);
const moving = await taken(page);
const followed = moving.filter(({ steps }) => steps < DAB_STEPS);
const inEngine = median(followed.map(({ samplingMs, decodeMs }) => samplingMs + decodeMs));
const aSecond = moving.length / seconds;
console.log(
  `While the pen moves (${strokes} strokes at 60 Hz, ${seconds} s): ` +
    `${aSecond.toFixed(1)} pictures a second ${judge('livePictures', aSecond)}, engine ${inEngine.toFixed(0)} ms (median), ` +
    `${MOVING_STEPS} steps: ${describeLatency(followed, MOVING_STEPS)}, ` +
    `late frames ${late.percent.toFixed(1)} % of ${late.count} ${judge('liveLateFrames', late.percent)}`,
);
await studio.close();

/** From the pen to the screen, against what as many steps take alone, and whether that is soon enough. */
function describeLatency(repaintings: readonly Repainting[], steps: number): string {
  const p95 = quantile(
    repaintings.map(({ ms }) => ms),
    0.95,
  );
  const soloMs = steps * solo.stepMs + solo.decodeMs;
  const ratio = p95 / soloMs;
  return (
    `pen to screen p95 ${p95.toFixed(0)} ms, alone ${soloMs.toFixed(0)} ms, ` +
    `ratio ${ratio.toFixed(2)} ${judge('liveRatio', ratio)}`
  );
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Resolves when its picture is there. */
async function paintDab(on: Page, dab: number): Promise<void> {
  const before = await count(on);
  // Another class each time, or nothing would have changed where dabs overlap.
  await on.keyboard.press(String(1 + (dab % 9)));
  await stroke(on, [[0.4 + 0.02 * (dab % 10), 0.4 + 0.01 * dab]]);
  // Not by polling, which would keep the page drawing frames.
  await on.evaluate(
    ([known, steps]) =>
      new Promise<void>((resolve) => {
        const { repaintings } = globalThis as unknown as { repaintings: { steps: number }[] };
        const observer = new PerformanceObserver(() => {
          if (!repaintings.slice(known).some((one) => one.steps === steps)) return;
          observer.disconnect();
          resolve();
        });
        observer.observe({ type: 'measure', buffered: true });
      }),
    [before, DAB_STEPS] as const,
  );
}

function count(on: Page): Promise<number> {
  return on.evaluate(() => (globalThis as unknown as { repaintings: unknown[] }).repaintings.length);
}

/** What has been measured since the last time. */
function taken(on: Page): Promise<Repainting[]> {
  return on.evaluate(() => (globalThis as unknown as { repaintings: Repainting[] }).repaintings.splice(0));
}
