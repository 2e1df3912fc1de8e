/**
 * Live painting with the default pack at 256×256 through the whole studio, by a real mouse in Chromium: from the pen to
 * the repainted picture on the screen, against what the engine alone takes; and how many frames come late meanwhile.
 * Needs `npm run build` and Chromium. Usage: live.ts [SECONDS]
 */
import type { Page } from '@playwright/test';
import { canvas, openExample, stroke } from '../../e2e/support/hand.ts';
import { openBenchStudio, quantile } from './open-bench-studio.ts';

const DABS = 12;
/** A frame is late when it comes so much after its time. */
const LATE_MS = 8;
const seconds = Number(process.argv[2] ?? 20);

interface Repainting {
  /** From the pen to the screen. */
  ms: number;
  /** In the engine. */
  engineMs: number;
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
      const { samplingMs, decodeMs } = (entry as PerformanceMeasure).detail as Record<string, number>;
      kept.push({ ms: entry.duration, engineMs: samplingMs! + decodeMs! });
    }
  }).observe({ type: 'measure' });
  Object.assign(globalThis, { repaintings: kept });
});

// The first ones load the pack and tell the studio how fast this machine is.
for (let dab = 0; dab < 4; dab++) await paintDab(page, dab);
await taken(page);
for (let dab = 0; dab < DABS; dab++) await paintDab(page, dab);
const alone = await taken(page);
const soloMs = quantile(
  alone.map(({ engineMs }) => engineMs),
  0.5,
);
console.log(
  `One dab at a time: engine ${soloMs.toFixed(0)} ms (median of ${alone.length}), ` +
    `pen to screen p95 ${p95(alone).toFixed(0)} ms, ratio ${(p95(alone) / soloMs).toFixed(2)}`,
);

const lateness = await page.evaluateHandle(() => {
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
    await page.keyboard.press(String(1 + (strokes % 9)));
    await page.mouse.down();
    strokes++;
  }
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, start + (moves * 1000) / 60 - performance.now())),
  );
}
await page.mouse.up();
const gaps = await lateness.evaluate((kept) => [...kept]);
const moving = await taken(page);
// The screen's own rhythm is what most gaps are like.
const late = gaps.filter((gap) => gap > quantile(gaps, 0.5) + LATE_MS).length / gaps.length;
const meanwhileMs = quantile(
  moving.map(({ engineMs }) => engineMs),
  0.5,
);
console.log(
  `While the pen moves (${strokes} strokes at 60 Hz, ${seconds} s, in fewer steps): ` +
    `${(moving.length / seconds).toFixed(1)} pictures a second, engine ${meanwhileMs.toFixed(0)} ms (median), ` +
    `pen to screen p95 ${p95(moving).toFixed(0)} ms, ratio ${(p95(moving) / meanwhileMs).toFixed(2)}, ` +
    `late frames ${(100 * late).toFixed(1)} % of ${gaps.length}`,
);
await studio.close();

function p95(repaintings: readonly Repainting[]): number {
  return quantile(
    repaintings.map(({ ms }) => ms),
    0.95,
  );
}

/** Resolves when its picture is there. */
async function paintDab(on: Page, dab: number): Promise<void> {
  const before = await count(on);
  // Another class each time, or nothing would have changed where dabs overlap.
  await on.keyboard.press(String(1 + (dab % 9)));
  await stroke(on, [[0.4 + 0.02 * (dab % 10), 0.4 + 0.01 * dab]]);
  // Not by polling, which would keep the page drawing frames.
  await on.evaluate(
    (known) =>
      new Promise<void>((resolve) => {
        const kept = (globalThis as unknown as { repaintings: unknown[] }).repaintings;
        const observer = new PerformanceObserver(() => {
          if (kept.length <= known) return;
          observer.disconnect();
          resolve();
        });
        observer.observe({ type: 'measure', buffered: true });
      }),
    before,
  );
}

function count(on: Page): Promise<number> {
  return on.evaluate(() => (globalThis as unknown as { repaintings: unknown[] }).repaintings.length);
}

/** What has been measured since the last time. */
function taken(on: Page): Promise<Repainting[]> {
  return on.evaluate(() => (globalThis as unknown as { repaintings: Repainting[] }).repaintings.splice(0));
}
