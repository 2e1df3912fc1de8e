/** Measures that stay in the browser's list; it would grow for ever otherwise. */
const KEPT = 4096;

/**
 * Times from a start until now, in milliseconds of `performance.now`, as measures of one name that the browser's
 * performance tools and our benches can read. Takes what else there is to tell as `detail`.
 */
export function createStopwatch(name: string): (start: number, detail?: object) => void {
  let count = 0;
  return (start, detail) => {
    if (++count > KEPT) {
      performance.clearMeasures(name);
      count = 0;
    }
    performance.measure(name, { start, end: performance.now(), detail });
  };
}
