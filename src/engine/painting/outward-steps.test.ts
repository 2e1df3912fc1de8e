import { describe, expect, it } from 'vitest';
import { outwardSteps } from './outward-steps.ts';

function cover(width: number, height: number, covered: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, i) =>
    covered(i % width, Math.floor(i / width)) ? 255 : 0,
  );
}

describe('outwardSteps', () => {
  it('is one step for a hole that the network can look across', () => {
    const coverage = cover(200, 100, (x) => x > 60 && x < 120);
    const steps = outwardSteps(coverage, { width: 200, height: 100 }, undefined, 96);
    expect(steps).toMatchObject([{ bounds: { x: 0, y: 0, width: 200, height: 100 } }]);
    expect(steps[0]!.coverage()).toBe(coverage);
  });

  it('is one step where nothing is known', () => {
    const coverage = cover(400, 400, () => true);
    expect(outwardSteps(coverage, { width: 400, height: 400 }, undefined, 96)).toHaveLength(1);
  });

  it('goes on from known ground, each step over the end of the one before', () => {
    const size = { width: 400, height: 64 };
    const steps = outwardSteps(
      cover(400, 64, (x) => x >= 80),
      size,
      undefined,
      96,
    );
    // 96 pixels each, of which 32 again.
    expect(steps.map(({ bounds }) => bounds.width)).toEqual([176, 240, 304, 368, 400]);
    const starts = steps.map(({ coverage }) => coverage().indexOf(255));
    expect(starts).toEqual([80, 144, 208, 272, 336]);
  });

  it('holds no coverage of any step before its turn', () => {
    const size = { width: 4000, height: 64 };
    const coverage = cover(size.width, size.height, (x) => x >= 80);
    const before = process.memoryUsage().arrayBuffers;
    const steps = outwardSteps(coverage, size, undefined, 96);
    expect(steps.length).toBeGreaterThan(50);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(15 * coverage.length);
    expect(steps[40]!.coverage().indexOf(255)).toBe(80 + 40 * 64);
  });

  it('takes known ground from over the edge where edges meet', () => {
    const size = { width: 400, height: 64 };
    const coverage = cover(400, 64, (x) => x >= 80);
    const steps = outwardSteps(coverage, size, 'horizontal', 96);
    expect(steps).toHaveLength(2);
    for (const { bounds } of steps) expect(bounds).toMatchObject({ x: 0, width: 400 });
  });

  it('has painted every covered pixel once it is through', () => {
    const size = { width: 333, height: 250 };
    const coverage = cover(333, 250, (x, y) => x < 140 || x > 170 || y < 100 || y > 130);
    const steps = outwardSteps(coverage, size, undefined, 64);
    const coverages = steps.map((step) => step.coverage());
    const isPainted = coverage.map((covered, i) => {
      const [x, y] = [i % 333, Math.floor(i / 333)];
      const isIn = steps.some((step, at) =>
        step.boxes.some(
          (box) =>
            coverages[at]![i]! > 0 &&
            x >= box.x &&
            y >= box.y &&
            x < box.x + box.width &&
            y < box.y + box.height,
        ),
      );
      return covered > 0 && !isIn ? 0 : 1;
    });
    expect(isPainted.includes(0)).toBe(false);
  });
});
