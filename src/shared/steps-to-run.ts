/**
 * How many steps a picture takes that begins from a source: its share of the steps asked for, one at least.
 *
 * @param strength above 0 to 1; 1 takes them all
 */
export function stepsToRun(steps: number, strength: number): number {
  return Math.max(1, Math.round(steps * strength));
}
