import { classNamed } from '../src/shared/palette.ts';

export type Point = readonly [x: number, y: number];

/** A canvas of class ids with a round brush and a bucket, held by a hand that is never quite steady. */
export interface HandPainter {
  readonly width: number;
  readonly height: number;
  readonly classIds: Uint8Array;
  /** One stroke of a round brush through the points. */
  stroke(name: string, diameter: number, points: readonly Point[]): void;
  /** Fills what has the same class and hangs together with the pixel. */
  bucket(name: string, x: number, y: number): void;
  /** An outline drawn by hand, closed, and filled. */
  shape(name: string, points: readonly Point[]): void;
  /** A skyline from the left edge to the right; everything below is filled. */
  ridge(name: string, points: readonly Point[]): void;
  /** Patches at random places of a box, from its upper left corner to its lower right; sizes in pixels. */
  patches(name: string, count: number, corners: readonly Point[], far: number, near: number): void;
  /** A leafy tree: a trunk and a handful of dabs. */
  tree(x: number, base: number, height: number): void;
  /** A conifer: a zigzag that widens downwards. */
  fir(x: number, base: number, height: number): void;
  /** Walls and a roof. */
  house(x: number, base: number, width: number): void;
}

/**
 * An empty canvas; the same seed and strokes give the same layout.
 *
 * Nothing is anti-aliased: a pixel is covered when its centre is, so there are no in-between classes.
 */
export function createHandPainter(width: number, height: number, seed: number): HandPainter {
  const classIds = new Uint8Array(width * height);
  const random = createRandom(seed);

  function dab(id: number, diameter: number, [x, y]: Point): void {
    const radius = diameter / 2;
    for (let row = Math.max(0, Math.ceil(y - radius)); row <= Math.min(height - 1, y + radius); row++) {
      const half = Math.sqrt(radius * radius - (row - y) ** 2);
      const from = Math.max(0, Math.ceil(x - half));
      const to = Math.min(width - 1, Math.floor(x + half));
      if (to >= from) classIds.fill(id, row * width + from, row * width + to + 1);
    }
  }

  function drag(id: number, diameter: number, points: readonly Point[], unsteadiness = 1): void {
    for (const point of unsteady(smooth(points), unsteadiness)) dab(id, diameter, point);
  }

  /** Pushes a path about, slowly and quickly, by a few pixels. */
  function unsteady(path: readonly Point[], strength: number): Point[] {
    const slow = createWobble(38, 3.2 * strength);
    const quick = createWobble(9, 1.1 * strength);
    return path.map(([x, y], index) => {
      const [dx, dy] = slow(index);
      const [ex, ey] = quick(index);
      return [x + dx + ex, y + dy + ey];
    });
  }

  /** Smooth offsets with a new random goal every `period` pixels. */
  function createWobble(period: number, amplitude: number): (step: number) => Point {
    const goals: Point[] = [];
    const goal = (index: number): Point =>
      (goals[index] ??= [amplitude * (2 * random() - 1), amplitude * (2 * random() - 1)]);
    return (step) => {
      const index = Math.floor(step / period);
      const share = step / period - index;
      const eased = share * share * (3 - 2 * share);
      const [from, to] = [goal(index), goal(index + 1)];
      return [from[0] + (to[0] - from[0]) * eased, from[1] + (to[1] - from[1]) * eased];
    };
  }

  function fillOutline(id: number, outline: readonly Point[]): void {
    for (let row = 0; row < height; row++) {
      const crossings: number[] = [];
      outline.forEach(([x, y], index) => {
        const [nextX, nextY] = outline[(index + 1) % outline.length]!;
        if (y <= row !== nextY <= row) crossings.push(x + ((row - y) / (nextY - y)) * (nextX - x));
      });
      crossings.sort((first, second) => first - second);
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
        const from = Math.max(0, Math.ceil(crossings[pair]!));
        const to = Math.min(width - 1, Math.floor(crossings[pair + 1]!));
        if (to >= from) classIds.fill(id, row * width + from, row * width + to + 1);
      }
    }
  }

  function drawnOutline(id: number, points: readonly Point[], diameter: number, unsteadiness = 1): void {
    const outline = unsteady(smooth(points), unsteadiness);
    for (const point of outline) dab(id, diameter, point);
    fillOutline(id, outline);
  }

  return {
    width,
    height,
    classIds,
    stroke: (name, diameter, points) => drag(idOf(name), diameter, points),
    bucket(name, x, y) {
      const id = idOf(name);
      const replaced = classIds[y * width + x]!;
      if (replaced === id) return;
      const waiting = [y * width + x];
      while (waiting.length > 0) {
        const pixel = waiting.pop()!;
        if (classIds[pixel] !== replaced) continue;
        classIds[pixel] = id;
        const column = pixel % width;
        if (column > 0) waiting.push(pixel - 1);
        if (column < width - 1) waiting.push(pixel + 1);
        if (pixel >= width) waiting.push(pixel - width);
        if (pixel < classIds.length - width) waiting.push(pixel + width);
      }
    },
    shape: (name, points) => drawnOutline(idOf(name), [...points, points[0]!], 7),
    ridge(name, points) {
      const outline = unsteady(smooth(points), 1);
      const [first, last] = [outline[0]!, outline.at(-1)!];
      for (const point of outline) dab(idOf(name), 7, point);
      fillOutline(idOf(name), [
        [-20, first[1]],
        ...outline,
        [width + 20, last[1]],
        [width + 20, height + 20],
        [-20, height + 20],
      ]);
    },
    patches(name, count, corners, far, near) {
      const [[left, top], [right, bottom]] = [corners[0]!, corners[1]!];
      for (let patch = 0; patch < count; patch++) {
        // Further away there are more of them on the same height of canvas.
        const depth = random() ** 0.7;
        const size = far + (near - far) * depth;
        const [x, y] = [left + (right - left) * random(), top + (bottom - top) * depth];
        for (let part = 0; part < 3; part++) {
          dab(idOf(name), size * (0.5 + 0.5 * random()), [
            x + size * (random() - 0.5) * 1.8,
            y + size * (random() - 0.5) * 0.7,
          ]);
        }
      }
    },
    tree(x, base, size) {
      const id = idOf('tree');
      drag(
        id,
        Math.max(3, size * 0.1),
        [
          [x, base],
          [x + size * 0.02, base - size * 0.5],
        ],
        0.4,
      );
      const middle = base - size * 0.64;
      for (let leaf = 0; leaf < 11; leaf++) {
        const angle = leaf * 2.4;
        const away = size * 0.1 * Math.sqrt(leaf);
        const place: Point = [x + Math.cos(angle) * away, middle + Math.sin(angle) * away * 0.9];
        dab(id, size * (0.3 + 0.12 * random()), place);
      }
    },
    fir(x, base, size) {
      const id = idOf('tree');
      drag(
        id,
        Math.max(3, size * 0.07),
        [
          [x, base],
          [x, base - size],
        ],
        0.3,
      );
      const zigzag: Point[] = Array.from({ length: 17 }, (_, index) => {
        const down = index / 16;
        const side = (index % 2 === 0 ? -1 : 1) * size * (0.01 + 0.21 * down);
        return [x + side, base - size * (0.97 - 0.83 * down)];
      });
      drag(id, size * 0.075, zigzag, 0.5);
    },
    house(x, base, size) {
      const id = idOf('house');
      const [left, right, eaves] = [x - size / 2, x + size / 2, base - size * 0.55];
      const corners: Point[] = [
        [left, base],
        [left, eaves],
        [left - size * 0.1, eaves],
        [x, base - size],
        [right + size * 0.1, eaves],
        [right, eaves],
        [right, base],
      ];
      const outline = corners.map(([px, py]): Point => [px + 2 * random() - 1, py + 2 * random() - 1]);
      outline.forEach((point, index) => drag(id, 4, [point, outline[(index + 1) % outline.length]!], 0.3));
      fillOutline(id, outline);
    },
  };
}

/** Points written as `x,y x,y …`. */
export function pointsAt(text: string): Point[] {
  return text.split(' ').map((point) => {
    const [x, y] = point.split(',').map(Number);
    return [x!, y!];
  });
}

function idOf(name: string): number {
  const entry = classNamed(name);
  if (entry === undefined) throw new Error(`no class is named ${name}`);
  return entry.id;
}

/** A curve through the points (Catmull and Rom 1974), about a pixel between neighbours. */
function smooth(points: readonly Point[]): Point[] {
  const path: Point[] = [];
  const at = (index: number): Point => points[Math.min(points.length - 1, Math.max(0, index))]!;
  for (let index = 0; index + 1 < points.length; index++) {
    const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    const steps = Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1])));
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      const curve = (axis: 0 | 1): number =>
        from[axis] +
        0.5 *
          t *
          (to[axis] -
            before[axis] +
            t *
              (2 * before[axis] -
                5 * from[axis] +
                4 * to[axis] -
                after[axis] +
                t * (3 * (from[axis] - to[axis]) + after[axis] - before[axis])));
      path.push([curve(0), curve(1)]);
    }
  }
  path.push(at(points.length - 1));
  return path;
}

/** Uniform numbers from 0 to 1: Marsaglia's 32-bit xorshift (2003), which suffices for an unsteady hand. */
function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
