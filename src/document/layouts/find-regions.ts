import type { Rect } from '../geometry/geometry.ts';
import type { Layout } from './flatten-layout.ts';

/** Pixels of one class that hang together, by sides or corners. */
export interface Region {
  readonly classId: number;
  readonly rect: Rect;
  readonly pixels: number;
  /** Of these, the ones that `countShown` counted. */
  readonly shown: number;
}

/** How many pixels of a run of one class, `from` ≤ x < `to` of row `y`, count as shown. */
export type CountShown = (classId: number, from: number, to: number, y: number) => number;

/** Every region of a layout, in the order of their first pixels. */
export function findRegions(layout: Layout, countShown: CountShown): Region[] {
  return [...findRuns(layout, countShown).regions().values()];
}

/** Visits every row of the pixels of the regions that are wanted: `from` ≤ x < `to`. */
export function visitRegions(
  layout: Layout,
  isWanted: (region: Region) => boolean,
  visit: (y: number, from: number, to: number) => void,
): void {
  const runs = findRuns(layout, () => 0);
  const wanted = new Set(
    [...runs.regions()].filter(([, region]) => isWanted(region)).map(([first]) => first),
  );
  for (let run = 0; run < runs.count; run++) {
    if (wanted.has(runs.firstOf(run))) visit(runs.row(run), runs.start(run), runs.end(run));
  }
}

function findRuns(layout: Layout, countShown: CountShown): Runs {
  const { width, height, classIds } = layout;
  const runs = new Runs();
  // Runs of the row above are those from here to the first of the present row.
  let present = 0;
  for (let y = 0; y < height; y++) {
    const above = present;
    present = runs.count;
    let candidate = above;
    for (let x = 0; x < width;) {
      const start = x;
      const classId = classIds[y * width + x]!;
      while (x < width && classIds[y * width + x] === classId) x++;
      const run = runs.add(classId, start, x, y, countShown(classId, start, x, y));
      while (candidate < present && runs.end(candidate) < start) candidate++;
      for (let other = candidate; other < present && runs.start(other) <= x; other++) {
        if (runs.classId(other) === classId) runs.unite(run, other);
      }
    }
  }
  return runs;
}

/** Stretches of rows, joined to regions as they are found. */
class Runs {
  readonly #classIds: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #rows: number[] = [];
  readonly #shown: number[] = [];
  /** A run of the same region; the region's first run names itself. */
  readonly #parents: number[] = [];

  get count(): number {
    return this.#parents.length;
  }

  add(classId: number, start: number, end: number, y: number, shown: number): number {
    this.#classIds.push(classId);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#rows.push(y);
    this.#shown.push(shown);
    return this.#parents.push(this.#parents.length) - 1;
  }

  classId(run: number): number {
    return this.#classIds[run]!;
  }

  start(run: number): number {
    return this.#starts[run]!;
  }

  /** One beyond the last pixel. */
  end(run: number): number {
    return this.#ends[run]!;
  }

  row(run: number): number {
    return this.#rows[run]!;
  }

  unite(a: number, b: number): void {
    const first = this.firstOf(a);
    const second = this.firstOf(b);
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }

  /** By their first runs, in the order of those. */
  regions(): Map<number, Region> {
    const found = new Map<
      number,
      { left: number; top: number; right: number; bottom: number; pixels: number; shown: number }
    >();
    for (let run = 0; run < this.count; run++) {
      const first = this.firstOf(run);
      const start = this.#starts[run]!;
      const end = this.#ends[run]!;
      const y = this.#rows[run]!;
      const region = found.get(first);
      if (!region) {
        found.set(first, {
          left: start,
          top: y,
          right: end,
          bottom: y + 1,
          pixels: end - start,
          shown: this.#shown[run]!,
        });
        continue;
      }
      region.left = Math.min(region.left, start);
      region.right = Math.max(region.right, end);
      region.bottom = y + 1;
      region.pixels += end - start;
      region.shown += this.#shown[run]!;
    }
    const regions = Array.from(found, ([first, { left, top, right, bottom, pixels, shown }]) => {
      const rect = { x: left, y: top, width: right - left, height: bottom - top };
      return [first, { classId: this.#classIds[first]!, rect, pixels, shown }] as const;
    });
    return new Map(regions);
  }

  /** The first run of the region that a run belongs to. */
  firstOf(run: number): number {
    let first = run;
    while (this.#parents[first] !== first) first = this.#parents[first]!;
    for (let at = run; at !== first;) {
      const next = this.#parents[at]!;
      this.#parents[at] = first;
      at = next;
    }
    return first;
  }
}
