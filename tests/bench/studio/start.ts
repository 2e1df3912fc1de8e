/**
 * From the start of the host's process to a window that can be used, and to the first picture, with the default pack.
 * Needs `npm run build` and Chromium. Usage: start.ts [ROUNDS]
 */
import { canvas, results } from '../../e2e/support/hand.ts';
import { judge } from '../limits.ts';
import { openBenchStudio, quantile } from './open-bench-studio.ts';

const rounds = Number(process.argv[2] ?? 5);
const usableMs: number[] = [];
for (let round = 0; round < rounds; round++) {
  const studio = await openBenchStudio();
  const { page, host } = studio;
  const start = performance.now();
  await host.start();
  const listening = performance.now();
  await page.goto(host.address);
  const example = page.getByRole('button', { name: /^Mountain lake/ });
  await example.waitFor();
  const usable = performance.now();
  await example.click();
  await canvas(page).waitFor();
  const opened = performance.now();
  await page.keyboard.press('Control+Enter');
  await results(page).first().waitFor({ timeout: 120_000 });
  const painted = performance.now();
  const ms = (from: number, to: number) => `${Math.round(to - from)} ms`;
  usableMs.push(usable - start);
  console.log(
    `host listens after ${ms(start, listening)}, start screen after ${ms(start, usable)}, ` +
      `canvas ${ms(usable, opened)} after a click, first picture ${ms(opened, painted)} after Ctrl+Enter`,
  );
  await studio.close();
}
const median = quantile(usableMs, 0.5);
console.log(`Window usable after ${Math.round(median)} ms (median) ${judge('windowUsable', median)}`);
