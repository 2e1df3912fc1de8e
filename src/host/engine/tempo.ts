const KEPT = 21;

/** How long things usually take, by whatever name they are recorded under; milliseconds. */
export interface Tempo {
  record(key: string, durationMs: number): void;
  /** Undefined before anything was recorded. */
  median(key: string): number | undefined;
}

/** A tempo that remembers the last few durations of each key. */
export function createTempo(): Tempo {
  const durations = new Map<string, number[]>();
  return {
    record(key, durationMs) {
      const known = durations.get(key) ?? [];
      known.push(durationMs);
      if (known.length > KEPT) known.shift();
      durations.set(key, known);
    },
    median(key) {
      const known = durations.get(key);
      return known?.toSorted((first, second) => first - second)[known.length >> 1];
    },
  };
}
