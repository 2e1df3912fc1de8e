import { describe, expect, it } from 'vitest';
import { BitmapEditor } from '../bitmap/bitmap-editor.ts';
import { bitmapFromTiles, emptyBitmap, pixelAt, readRegion, type Bitmap } from '../bitmap/bitmap.ts';
import type { Point } from '../geometry/geometry.ts';
import { maskOfRegion } from '../masks/masks.ts';
import { fingerprint, randomBitmap, SeededRandom } from '../testing/random-document.ts';
import { brushSegment } from './brush.ts';
import { bitmapSampler } from './class-sampler.ts';
import { floodFill } from './flood-fill.ts';
import { keepSelected, keepWithin } from './keep-within.ts';
import { mirrored, type Symmetry } from './mirrored.ts';
import type { PaintTarget } from './paint-target.ts';
import { drawLine, drawPolyline, ellipsePoints, fillEllipse, fillPolygon, fillRectangle } from './shapes.ts';
import { horizonLine, ridgeLine, ridgeOutline } from './terrain-lines.ts';

const bounds = { x: 0, y: 0, width: 200, height: 160 };

function painted(paint: (target: PaintTarget) => void, before: Bitmap = emptyBitmap(1)): Uint8Array {
  const editor = new BitmapEditor(before, { bounds });
  paint(editor);
  return readRegion(editor.bitmap, bounds);
}

function randomPoint(random: SeededRandom): Point {
  return { x: random.between(-20, 220), y: random.between(-20, 180) };
}

/** Some tool with some of its options. */
function useRandomTool(random: SeededRandom, target: PaintTarget, source: Bitmap, value: number): void {
  const [a, b, c] = [randomPoint(random), randomPoint(random), randomPoint(random)];
  const rect = { x: a.x, y: a.y, width: random.between(0, 100), height: random.between(0, 100) };
  const tools = [
    () =>
      brushSegment(target, a, b, {
        radius: { from: random.between(0, 30), to: random.between(0, 30) },
        shape: random.of(['round', 'square']),
        value,
      }),
    () => brushSegment(target, a, a, { radius: random.between(0, 3), shape: 'round', value }),
    () => fillRectangle(target, rect, value),
    () => fillEllipse(target, rect, value),
    () => fillPolygon(target, [a, b, c, randomPoint(random)], value),
    () => drawLine(target, a, b, random.between(0, 9), value),
    () => drawPolyline(target, ellipsePoints(rect), random.between(0, 4), value, { isClosed: true }),
    () => floodFill(bitmapSampler(source), target, a, value, { isContiguous: random.next() < 0.5, bounds }),
    () => horizonLine(target, [a, b], { below: value }),
    () => ridgeLine(target, [a, b, c], value, { seed: random.whole(0, 99), roughness: random.next() }),
  ];
  random.of(tools)();
}

function randomSymmetry(random: SeededRandom): Symmetry {
  return {
    ...(random.next() < 0.3 && { vertical: random.whole(40, 120) / 2 }),
    ...(random.next() < 0.3 && { horizontal: random.whole(40, 120) / 2 }),
    ...(random.next() < 0.3 && { radial: { count: random.whole(2, 7), x: 100, y: 80 } }),
  };
}

describe('painting classes', () => {
  it('leaves every pixel as it was or makes it the new class, whatever the tool', () => {
    const random = new SeededRandom(1);
    for (let round = 0; round < 150; round++) {
      const before = randomBitmap(random, 1, 20);
      const old = readRegion(before, bounds);
      const editor = new BitmapEditor(before, { bounds, kind: 'semantic' });
      useRandomTool(random, mirrored(editor, randomSymmetry(random)), before, 77);
      const now = readRegion(editor.bitmap, bounds);
      const strange = now.findIndex((value, index) => value !== old[index] && value !== 77);
      expect(strange).toBe(-1);
      const outside = { x: -50, y: -50, width: 300, height: 50 };
      expect(fingerprint(readRegion(editor.bitmap, outside))).toBe(fingerprint(readRegion(before, outside)));
    }
  });

  it('covers the pixels whose middle is within the radius of the segment', () => {
    const random = new SeededRandom(2);
    for (let round = 0; round < 20; round++) {
      const [from, to, radius] = [randomPoint(random), randomPoint(random), random.between(1, 25)];
      const pixels = painted((target) =>
        brushSegment(target, from, to, { radius, shape: 'round', value: 1 }),
      );
      const wrong = pixels.findIndex((value, index) => {
        const x = (index % bounds.width) + 0.5;
        const y = Math.floor(index / bounds.width) + 0.5;
        const distance = distanceToSegment({ x, y }, from, to);
        return Math.abs(distance - radius) > 1e-6 && value !== (distance < radius ? 1 : 0);
      });
      expect(wrong).toBe(-1);
    }
  });

  it('paints a stroke of a changing brush as discs all along the way would', () => {
    const [from, to] = [
      { x: 30, y: 40 },
      { x: 150, y: 90 },
    ];
    const pixels = painted((target) =>
      brushSegment(target, from, to, { radius: { from: 3, to: 25 }, shape: 'round', value: 1 }),
    );
    const discs = painted((target) => {
      for (let step = 0; step <= 2000; step++) {
        const t = step / 2000;
        const point = { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
        brushSegment(target, point, point, { radius: 3 + t * 22, shape: 'round', value: 1 });
      }
    });
    expect(differing(pixels, discs)).toBeLessThan(3);
  });

  it('paints a square brush as squares all along the way would', () => {
    const [from, to] = [
      { x: 120, y: 20 },
      { x: 40, y: 120 },
    ];
    const pixels = painted((target) =>
      brushSegment(target, from, to, { radius: 10, shape: 'square', value: 1 }),
    );
    const squares = painted((target) => {
      for (let step = 0; step <= 2000; step++) {
        const t = step / 2000;
        const x = from.x + t * (to.x - from.x) - 10;
        const y = from.y + t * (to.y - from.y) - 10;
        fillRectangle(target, { x, y, width: 20, height: 20 }, 1);
      }
    });
    expect(differing(pixels, squares)).toBeLessThan(3);
  });

  it('never leaves a gap in a stroke, however thin the brush', () => {
    const random = new SeededRandom(3);
    for (const radius of [0, 0.3, 0.5, 0.74, 0.76, 1, 1.4]) {
      for (let round = 0; round < 20; round++) {
        const from = { x: random.between(2, 198), y: random.between(2, 158) };
        const to = { x: random.between(2, 198), y: random.between(2, 158) };
        const pixels = painted((target) =>
          brushSegment(target, from, to, { radius, shape: 'round', value: 1 }),
        );
        expect(reaches(pixels, from, to)).toBe(true);
      }
    }
  });

  it('paints one pixel with a brush of one pixel', () => {
    for (const at of [
      { x: 10, y: 10 },
      { x: 10.5, y: 10.5 },
      { x: 10.99, y: 10.01 },
    ]) {
      const pixels = painted((target) =>
        brushSegment(target, at, at, { radius: 0.5, shape: 'round', value: 1 }),
      );
      expect(pixels.indexOf(1)).toBe(10 * bounds.width + 10);
      expect(pixels.lastIndexOf(1)).toBe(10 * bounds.width + 10);
    }
  });

  it('cuts neighbouring shapes without overlap and without a seam', () => {
    const random = new SeededRandom(4);
    for (let round = 0; round < 20; round++) {
      const corner = randomPoint(random);
      const sides: [Point, Point][] = [
        [
          { x: 0, y: 0 },
          { x: 200, y: 0 },
        ],
        [
          { x: 200, y: 0 },
          { x: 200, y: 160 },
        ],
        [
          { x: 200, y: 160 },
          { x: 0, y: 160 },
        ],
        [
          { x: 0, y: 160 },
          { x: 0, y: 0 },
        ],
      ];
      const inside = { x: Math.min(190, Math.max(10, corner.x)), y: Math.min(150, Math.max(10, corner.y)) };
      const parts = sides.map(([a, b]) => painted((target) => fillPolygon(target, [a, b, inside], 1)));
      const counts = parts[0]!.map((_, index) => parts.reduce((sum, part) => sum + part[index]!, 0));
      expect(counts.every((count) => count === 1)).toBe(true);
    }
  });

  it('fills a polygon by the even-odd rule', () => {
    const random = new SeededRandom(5);
    for (let round = 0; round < 10; round++) {
      const points = Array.from({ length: random.whole(3, 9) }, () => randomPoint(random));
      const pixels = painted((target) => fillPolygon(target, points, 1));
      const wrong = pixels.findIndex((value, index) => {
        const x = (index % bounds.width) + 0.5;
        const y = Math.floor(index / bounds.width) + 0.5;
        return value !== (isInside(points, x, y) ? 1 : 0);
      });
      expect(wrong).toBe(-1);
    }
  });

  it('fills an ellipse to the pixel', () => {
    const rect = { x: 20.3, y: 11.8, width: 120.5, height: 77 };
    const pixels = painted((target) => fillEllipse(target, rect, 1));
    const wrong = pixels.findIndex((value, index) => {
      const x = ((index % bounds.width) + 0.5 - rect.x - rect.width / 2) / (rect.width / 2);
      const y = (Math.floor(index / bounds.width) + 0.5 - rect.y - rect.height / 2) / (rect.height / 2);
      return value !== (x * x + y * y < 1 ? 1 : 0);
    });
    expect(wrong).toBe(-1);
  });
});

describe('painting softly', () => {
  it('covers a pixel as far as the shape does', () => {
    const pixels = painted((target) =>
      fillRectangle(target, { x: 10.25, y: 20.5, width: 2, height: 1 }, 255, { isSmooth: true }),
    );
    const row = (y: number) => [...pixels.subarray(y * bounds.width + 9, y * bounds.width + 14)];
    expect(row(20)).toEqual([0, 96, 128, 32, 0]);
    expect(row(21)).toEqual([0, 96, 128, 32, 0]);
    expect(row(22)).toEqual([0, 0, 0, 0, 0]);
  });

  it('fades from the hard core of the brush to its edge, no further than the stroke may cover', () => {
    const options = { radius: 20, shape: 'round', value: 255, hardness: 0.5, opacity: 0.8 } as const;
    const pixels = painted((target) => brushSegment(target, { x: 60, y: 80.5 }, { x: 90, y: 80.5 }, options));
    const up = Array.from({ length: 24 }, (_, step) => pixels[(80 - step) * bounds.width + 75]!);
    expect(up[0]).toBe(204);
    expect(up[10]).toBe(204);
    expect(up[15]).toBe(102);
    expect(up[20]).toBe(0);
    expect(up.every((value, index) => index === 0 || value <= up[index - 1]!)).toBe(true);
  });

  it('gives a soft square brush the shape of a square', () => {
    const options = { radius: 20, shape: 'square', value: 255, hardness: 0.5 } as const;
    const pixels = painted((target) =>
      brushSegment(target, { x: 80.5, y: 80.5 }, { x: 80.5, y: 80.5 }, options),
    );
    const at = (x: number, y: number) => pixels[y * bounds.width + x];
    expect(at(95, 95)).toBe(at(95, 80));
    expect(at(89, 89)).toBe(255);
    expect(at(101, 80)).toBe(0);
  });
});

describe('symmetry', () => {
  it('is exact to the pixel across an axis', () => {
    const random = new SeededRandom(6);
    for (let round = 0; round < 30; round++) {
      const pixels = painted((target) =>
        useRandomTool(random, mirrored(target, { vertical: 100, horizontal: 80 }), emptyBitmap(1), 5),
      );
      const wrong = pixels.findIndex((value, index) => {
        const x = index % bounds.width;
        const y = Math.floor(index / bounds.width);
        return value !== pixels[y * bounds.width + 199 - x] || value !== pixels[(159 - y) * bounds.width + x];
      });
      expect(wrong).toBe(-1);
    }
  });

  it('repeats what lies beyond the bounds where its mirror image lies within', () => {
    const pixels = painted((target) =>
      fillRectangle(mirrored(target, { vertical: 20 }), { x: -30, y: 10, width: 20, height: 1 }, 3),
    );
    expect(pixels.indexOf(3)).toBe(10 * bounds.width + 50);
    expect(pixels.lastIndexOf(3)).toBe(10 * bounds.width + 69);
  });

  it('turns shapes around a point without holes', () => {
    const pixels = painted((target) =>
      brushSegment(
        mirrored(target, { radial: { count: 5, x: 100, y: 80 } }),
        { x: 100, y: 30 },
        { x: 110, y: 35 },
        { radius: 8, shape: 'round', value: 1 },
      ),
    );
    for (let turn = 0; turn < 5; turn++) {
      const angle = (2 * Math.PI * turn) / 5;
      for (const [dx, dy] of [
        [0, -50],
        [5, -47],
        [10, -45],
        [0, -44],
      ] as const) {
        const x = Math.floor(100 + Math.cos(angle) * dx - Math.sin(angle) * dy);
        const y = Math.floor(80 + Math.sin(angle) * dx + Math.cos(angle) * dy);
        expect(pixels[y * bounds.width + x]).toBe(1);
      }
    }
  });
});

describe('where painting is allowed', () => {
  it('stops at the border of the class that the stroke began on', () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 20; round++) {
      const before = randomBitmap(random, 1, 3);
      const classId = random.whole(0, 3);
      const old = readRegion(before, bounds);
      const editor = new BitmapEditor(before, { bounds });
      useRandomTool(random, keepWithin(editor, bitmapSampler(before), classId), before, 50);
      const now = readRegion(editor.bitmap, bounds);
      expect(
        now.every((value, index) => value === old[index] || (value === 50 && old[index] === classId)),
      ).toBe(true);
    }
  });

  it('stays within a selection, and takes a soft one softly', () => {
    const selection = maskOfRegion({ x: 50, y: 50, width: 10, height: 10 });
    const inside = painted((target) => fillEllipse(keepSelected(target, selection), bounds, 4));
    expect(inside.filter((value) => value === 4)).toHaveLength(100);
    const half = bitmapFromTiles(1, [{ column: 0, row: 0, pixels: Uint8Array.of(128) }]);
    const soft = painted((target) =>
      keepSelected(target, half).coverSpan(0, 0, Uint8Array.of(255, 100), 255),
    );
    expect([...soft.subarray(0, 3)]).toEqual([128, 50, 0]);
  });
});

describe('filling', () => {
  it('fills what hangs together by sides, as a plain search would', () => {
    const random = new SeededRandom(8);
    for (let round = 0; round < 40; round++) {
      const before = randomBitmap(random, 1, 2);
      const old = readRegion(before, bounds);
      const seed = { x: random.whole(0, 199), y: random.whole(0, 159) };
      const editor = new BitmapEditor(before, { bounds });
      const count = floodFill(bitmapSampler(before), editor, seed, 9, { isContiguous: true, bounds });
      const expected = plainFill(old, seed, 9);
      expect(fingerprint(readRegion(editor.bitmap, bounds))).toBe(fingerprint(expected.pixels));
      expect(count).toBe(expected.count);
    }
  });

  it('finds its way through a maze', () => {
    const width = 101;
    const rect = { x: 0, y: 0, width, height: width };
    const editor = new BitmapEditor(emptyBitmap(1), { bounds: rect });
    for (let y = 1; y < width; y += 2)
      editor.fillSpan(y, y % 4 === 1 ? 0 : 1, y % 4 === 1 ? width - 1 : width, 1);
    const maze = editor.bitmap;
    const count = floodFill(bitmapSampler(maze), editor, { x: 0, y: 0 }, 2, {
      isContiguous: true,
      bounds: rect,
    });
    expect(count).toBe(51 * width + 50);
    expect(pixelAt(editor.bitmap, width - 1, width - 1)).toBe(2);
  });

  it('fills every pixel of the class when asked, and nothing from a seed outside', () => {
    const random = new SeededRandom(9);
    const before = randomBitmap(random, 1, 2);
    const old = readRegion(before, bounds);
    const pixels = painted((target) => {
      floodFill(bitmapSampler(before), target, { x: 1, y: 1 }, 9, { isContiguous: false, bounds });
    }, before);
    expect(pixels).toEqual(old.map((value) => (value === old[bounds.width + 1] ? 9 : value)));
    const untouched = painted((target) => {
      floodFill(bitmapSampler(before), target, { x: -1, y: 1 }, 9, { isContiguous: true, bounds });
    }, before);
    expect(untouched).toEqual(old);
  });
});

describe('horizon and ridge', () => {
  it('splits the canvas in two without a seam', () => {
    const random = new SeededRandom(10);
    for (let round = 0; round < 20; round++) {
      const points = Array.from({ length: random.whole(1, 6) }, () => randomPoint(random));
      const pixels = painted((target) => horizonLine(target, points, { above: 1, below: 2 }));
      expect(pixels.includes(0)).toBe(false);
      for (let x = 0; x < bounds.width; x++) {
        const column = Array.from({ length: bounds.height }, (_, y) => pixels[y * bounds.width + x]!);
        expect(column.lastIndexOf(1)).toBeLessThan(column.includes(2) ? column.indexOf(2) : bounds.height);
      }
    }
  });

  it('lays a level line through one point', () => {
    const pixels = painted((target) => horizonLine(target, [{ x: 7, y: 50 }], { above: 1, below: 2 }));
    expect(pixels.lastIndexOf(1)).toBe(50 * bounds.width - 1);
    expect(pixels.indexOf(2)).toBe(50 * bounds.width);
  });

  it('makes the same ridge of the same seed, through the points that were drawn', () => {
    const points = [
      { x: 0, y: 80 },
      { x: 100, y: 40 },
      { x: 200, y: 90 },
    ];
    const outline = ridgeOutline(points, { seed: 5, roughness: 0.7 });
    expect(ridgeOutline(points, { seed: 5, roughness: 0.7 })).toEqual(outline);
    expect(ridgeOutline(points, { seed: 6, roughness: 0.7 })).not.toEqual(outline);
    for (const point of points) expect(outline).toContainEqual(point);
    expect(ridgeOutline(points, { seed: 5, roughness: 0 })).toEqual(points);
    const pixels = painted((target) => ridgeLine(target, points, 3, { seed: 5, roughness: 0.7 }));
    for (let x = 0; x < bounds.width; x++) {
      const column = Array.from({ length: bounds.height }, (_, y) => pixels[y * bounds.width + x]!);
      expect(column.slice(column.indexOf(3)).every((value) => value === 3)).toBe(true);
      expect(column.at(-1)).toBe(3);
    }
  });
});

function differing(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, index) => sum + (value === b[index] ? 0 : 1), 0);
}

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
}

function isInside(points: readonly Point[], x: number, y: number): boolean {
  return points.reduce((inside, a, index) => {
    const b = points[(index + 1) % points.length]!;
    const crosses = a.y > y !== b.y > y && x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x);
    return crosses ? !inside : inside;
  }, false);
}

/** Whether painted pixels lead from one point to the other, by sides or corners. */
function reaches(pixels: Uint8Array, from: Point, to: Point): boolean {
  const goal = Math.floor(to.y) * bounds.width + Math.floor(to.x);
  const stack = [Math.floor(from.y) * bounds.width + Math.floor(from.x)];
  const seen = new Set<number>();
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (seen.has(at) || pixels[at] !== 1) continue;
    if (at === goal) return true;
    seen.add(at);
    for (const step of [-1, 0, 1]) {
      stack.push(at + step, at + step - bounds.width, at + step + bounds.width);
    }
  }
  return false;
}

function plainFill(old: Uint8Array, seed: Point, value: number): { pixels: Uint8Array; count: number } {
  const pixels = new Uint8Array(old);
  const classId = old[seed.y * bounds.width + seed.x];
  const queue = [[seed.x, seed.y] as const];
  let count = 0;
  for (let next = queue.pop(); next; next = queue.pop()) {
    const [x, y] = next;
    const at = y * bounds.width + x;
    if (x < 0 || y < 0 || x >= bounds.width || y >= bounds.height || pixels[at] !== classId) continue;
    pixels[at] = value;
    count++;
    queue.push([x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]);
  }
  return { pixels, count };
}
