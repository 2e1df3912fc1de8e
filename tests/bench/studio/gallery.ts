/**
 * Ten thousand pictures in the gallery: how long they take to be found, and how many frames come late while one scrolls
 * through them. Needs `npm run build` and Chromium. Usage: gallery.ts [COUNT]
 */
import { fillGallery } from '../../support/fill-gallery.ts';
import { openBenchStudio, quantile } from './open-bench-studio.ts';

const LATE_MS = 8;
const count = Number(process.argv[2] ?? 10_000);
const studio = await openBenchStudio((dataFolder) => fillGallery(dataFolder, count));
const { page, host } = studio;
const start = performance.now();
await host.start();
await page.goto(host.address);
await page.getByRole('button', { name: 'Gallery' }).click();
await page.getByText(`${count.toLocaleString('en-GB')} pictures`).waitFor({ timeout: 300_000 });
console.log(`${count} pictures found after ${((performance.now() - start) / 1000).toFixed(1)} s`);
await page.locator('[data-place] img').first().waitFor();
await page.locator('[data-place]').first().hover();
const gaps = await page.evaluateHandle(() => {
  const kept: number[] = [];
  let last = performance.now();
  const tick = (now: number): void => {
    kept.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  return kept;
});
for (let turn = 0; turn < 300; turn++) {
  await page.mouse.wheel(0, turn % 100 < 80 ? 240 : 4000);
  await page.waitForTimeout(16);
}
const all = await gaps.evaluate((kept) => [...kept]);
const late = all.filter((gap) => gap > quantile(all, 0.5) + LATE_MS).length / all.length;
console.log(`scrolling: ${(100 * late).toFixed(1)} % of ${all.length} frames over ${LATE_MS} ms late`);
await studio.close();
