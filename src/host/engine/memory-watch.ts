/** Pictures from which it is learnt how much memory a process needs. */
const LEARNT_FROM = 8;
/** Growth below this is no leak: allocators keep a little of everything. */
const SLACK_BYTES = 128 * 2 ** 20;

/** Tells when a process needs more and more memory for the same work. */
export interface MemoryWatch {
  /** @param pixels of the picture that has just been painted */
  record(pixels: number, memoryBytes: number): void;
  /** Other models were loaded: what it needs is to be learnt anew. */
  forget(): void;
  readonly hasGrown: boolean;
}

/** @param growth above 1: how many times the memory it needed at first is too much */
export function createMemoryWatch(growth: number): MemoryWatch {
  let largestPixels = 0;
  let learnt = 0;
  let usualBytes = 0;
  let lastBytes = 0;

  function forget(): void {
    learnt = 0;
    usualBytes = 0;
    lastBytes = 0;
  }

  return {
    record(pixels, memoryBytes) {
      if (pixels > largestPixels) {
        largestPixels = pixels;
        forget();
      }
      lastBytes = memoryBytes;
      if (learnt === LEARNT_FROM) return;
      learnt++;
      usualBytes = Math.max(usualBytes, memoryBytes);
    },
    forget,
    get hasGrown() {
      return learnt === LEARNT_FROM && lastBytes > growth * usualBytes + SLACK_BYTES;
    },
  };
}
