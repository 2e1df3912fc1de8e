import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedRegion } from '../src/document/index.ts';
import { completeRequest, createEngine } from '../src/engine/index.ts';
import { fixturePacks } from './support/tiny-pack.ts';

const size = { width: 160, height: 96 };

/** Sky over grass, and a mountain that stands on `foot`. */
function landscape(foot: number) {
  const classIds = Uint8Array.from({ length: size.width * size.height }, (_, i) => {
    const [x, y] = [i % size.width, Math.floor(i / size.width)];
    if (y >= 64) return 8;
    return y - 30 > Math.abs(x - foot) ? 3 : 1;
  });
  return { ...size, classIds };
}

it('moving a mountain repaints where it was and where it went, and no other pixel', async () => {
  const engine = await createEngine({ packFolder: join(fixturePacks, 'tiny'), threads: 1 });
  const [before, now] = [landscape(50), landscape(66)];
  const base = completeRequest(engine.pack.manifest, {
    ...size,
    seed: 4,
    steps: 2,
    conditions: { layout: before },
  });
  const first = await engine.generate(base);
  const coverage = changedRegion(before, now, { cell: 8, margin: 8 })!;
  const second = await engine.generate({
    ...base,
    conditions: {
      layout: now,
      source: { ...size, rgb: first.rgb, strength: 1 },
      mask: { ...size, coverage, feather: 4, context: 32 },
    },
  });
  let [kept, changed] = [0, 0];
  for (let i = 0; i < coverage.length; i++) {
    const isSame = [0, 1, 2].every((channel) => first.rgb[3 * i + channel] === second.rgb[3 * i + channel]);
    if (coverage[i] === 0) {
      expect(isSame).toBe(true);
      kept++;
    } else if (!isSame) changed++;
  }
  expect(second.edit).toEqual({ keptPixels: kept, changedOutside: 0 });
  expect(kept).toBeGreaterThan(coverage.length / 2);
  expect(changed).toBeGreaterThan(1000);
  await engine.dispose();
});
