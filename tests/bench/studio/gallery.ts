/**
 * Ten thousand pictures in the gallery: how long they take to be found, and how many frames come late while one scrolls
 * through them. Needs `npm run build` and Chromium. Usage: gallery.ts [COUNT]
 */
import { fillGallery } from '../../support/fill-gallery.ts';
import { judge } from '../limits.ts';
import { lateFrames, watchFrames } from './frames.ts';
import { openBenchStudio } from './open-bench-studio.ts';

const count = Number(process.argv[2] ?? 10_000);
const studio = await openBenchStudio((dataFolder) => fillGallery(dataFolder, count));
const { page, host } = studio;
const start = performance.now();
await host.start();
await page.goto(host.address);
await page.getByRole('button', { name: 'Gallery' }).click();
await page.getByText(`${count.toLocaleString('en-GB')} pictures`).waitFor({ timeout: 300_000 });
const foundMs = performance.now() - start;
console.log(`${count} pictures found after ${Math.round(foundMs)} ms ${judge('galleryFound', foundMs)}`);
await page.locator('[data-place] img').first().waitFor();
await page.locator('[data-place]').first().hover();
const watched = await watchFrames(page);
for (let turn = 0; turn < 300; turn++) {
  await page.mouse.wheel(0, turn % 100 < 80 ? 240 : 4000);
  await page.waitForTimeout(16);
}
const late = await lateFrames(watched);
console.log(
  `Scrolling: late frames ${late.percent.toFixed(1)} % of ${late.count} ${judge('galleryLateFrames', late.percent)}, ` +
    `one every ${late.rhythmMs.toFixed(1)} ms`,
);
await studio.close();
