import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../tests/support/create-random.ts';
import type { Region } from '../pictures/cut-region.ts';
import { findHoles } from './find-holes.ts';
import { planCrops } from './plan-crops.ts';

const sizes = { native: [256, 256] as [number, number], multiple: 32, min: 64, max: 1024 };
const picture = { x: 0, y: 0, width: 1000, height: 800 };

function plan(boxes: Region[], changes: Partial<Parameters<typeof planCrops>[1]> = {}) {
  return planCrops(boxes, { bounds: picture, context: 64, sizes, wrap: undefined, ...changes });
}

const box = (x: number, y: number, width: number, height: number): Region => ({ x, y, width, height });

describe('planCrops', () => {
  it('enlarges a small hole with its context to native size', () => {
    expect(plan([box(400, 400, 20, 20)])).toEqual([
      { region: box(336, 336, 148, 148), painted: { width: 256, height: 256 }, wrap: undefined },
    ]);
  });

  it('shows the network half of its native size at least, around the smallest dot', () => {
    const [crop] = plan([box(400, 400, 1, 1)], { context: 0 });
    expect(crop!.region).toEqual(box(337, 337, 128, 128));
  });

  it('paints a large hole at its own size', () => {
    const [crop] = plan([box(300, 200, 400, 300)]);
    expect(crop!.painted).toEqual({ width: 544, height: 448 });
    expect(crop!.region).toMatchObject({ width: 544, height: 448 });
  });

  it('stays inside of the picture at its edges, and goes beyond one that is too small', () => {
    const [corner] = plan([box(980, 790, 20, 10)]);
    expect(corner!.region.x + corner!.region.width).toBe(1000);
    expect(corner!.region.y + corner!.region.height).toBe(800);
    const [small] = plan([box(0, 0, 230, 230)], { bounds: box(0, 0, 230, 230) });
    expect(small).toMatchObject({ region: box(0, 0, 256, 256), painted: { width: 256, height: 256 } });
  });

  it('paints holes that are far apart by themselves, and near ones together', () => {
    expect(plan([box(100, 100, 20, 20), box(800, 600, 20, 20)])).toHaveLength(2);
    expect(plan([box(100, 100, 20, 20), box(150, 130, 20, 20)])).toHaveLength(1);
  });

  it('goes over the edge where edges meet, and has them meet in a crop of the whole width', () => {
    const [over] = plan([box(990, 300, 20, 20)], { wrap: 'horizontal' });
    expect(over!.region).toMatchObject({ x: 926, width: 148 });
    const [whole] = plan([box(100, 300, 950, 20)], { wrap: 'both' });
    expect(whole).toMatchObject({ wrap: 'horizontal', region: { x: 75, width: 1000 } });
    const [all] = plan([box(0, 0, 1000, 800)], { wrap: 'both' });
    expect(all!.wrap).toBe('both');
  });

  it('cuts a tile opposite the hole where a crop has all of its height and not of its width', () => {
    const bounds = box(0, 0, 1024, 128);
    // 64 pixels wide, and 16 of its 32 rows below the top.
    const [over] = plan([box(480, 112, 64, 32)], { bounds, wrap: 'both' });
    expect(over).toMatchObject({ wrap: undefined, region: box(416, 64, 192, 128) });
    const low = box(0, 0, 1024, 96);
    const [enlarged] = plan([box(300, 80, 400, 32)], { bounds: low, wrap: 'both' });
    expect(enlarged).toMatchObject({ wrap: undefined, region: { y: 48, height: 96 } });
  });

  it('holds every hole in a crop, in sizes that the pack paints, wherever they lie', () => {
    const random = createRandom(21);
    for (let run = 0; run < 200; run++) {
      const bounds = box(0, 0, 1 + Math.floor(900 * random()), 1 + Math.floor(900 * random()));
      const boxes = Array.from({ length: 1 + Math.floor(5 * random()) }, () => {
        const [width, height] = [bounds.width, bounds.height].map(
          (side) => 1 + Math.floor((side - 1) * random() ** 3),
        );
        return box(
          Math.floor((bounds.width - width!) * random()),
          Math.floor((bounds.height - height!) * random()),
          width!,
          height!,
        );
      });
      const crops = plan(boxes, { bounds, context: Math.floor(100 * random()) });
      for (const { region, painted } of crops) {
        expect((painted.width % 32) + (painted.height % 32)).toBe(0);
        expect(Math.min(painted.width, painted.height)).toBeGreaterThanOrEqual(64);
        expect(Math.min(painted.width / region.width, painted.height / region.height)).toBeGreaterThanOrEqual(
          1,
        );
      }
      for (const { x, y, width, height } of boxes) {
        const holder = crops.find(
          ({ region }) =>
            region.x <= x &&
            region.y <= y &&
            region.x + region.width >= x + width &&
            region.y + region.height >= y + height,
        );
        expect(holder).toBeDefined();
      }
    }
  });
});

describe('findHoles', () => {
  const covered = (holes: Region[]) => (region: Region) =>
    holes.some(
      (hole) =>
        region.x < hole.x + hole.width &&
        hole.x < region.x + region.width &&
        region.y < hole.y + hole.height &&
        hole.y < region.y + region.height,
    );
  const size = { width: 100, height: 60 };

  it('finds what hangs together, also at a corner', () => {
    const holes = findHoles(
      size,
      8,
      undefined,
      covered([box(8, 8, 8, 8), box(16, 16, 8, 8), box(80, 40, 20, 20)]),
    );
    expect(holes.boxes).toEqual([box(8, 8, 16, 16), box(80, 40, 20, 20)]);
  });

  it('goes over the edge where edges meet', () => {
    const holes = findHoles(size, 8, 'horizontal', covered([box(0, 8, 10, 8), box(96, 8, 4, 8)]));
    expect(holes.boxes).toEqual([box(96, 8, 20, 8)]);
  });

  it('takes scattered dots as one', () => {
    const dots = Array.from({ length: 70 }, (_, i) => box(32 * (i % 10), 32 * Math.floor(i / 10), 1, 1));
    expect(findHoles({ width: 320, height: 224 }, 8, undefined, covered(dots)).boxes).toEqual([
      box(0, 0, 296, 200),
    ]);
  });
});
