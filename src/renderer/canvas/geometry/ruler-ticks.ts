/** Of a ruler, in CSS pixels. */
export const RULER_THICKNESS = 18;

/** Least room for a number with what follows it, in CSS pixels. */
const LEAST_ROOM = 60;

/** A line across a ruler. */
export interface RulerTick {
  /** In canvas pixels. */
  readonly value: number;
  /** Along the ruler, in CSS pixels. */
  readonly place: number;
  readonly rank: 'numbered' | 'half' | 'small';
}

/**
 * Lines of a ruler along one side of an upright view. Numbers stand at one, two or five times a power of ten, as close
 * as they can be read, and have ten parts between them where these are whole pixels.
 *
 * @param pan     where the canvas begins, in CSS pixels
 * @param zoom    CSS pixels per canvas pixel
 * @param length  of the ruler, in CSS pixels
 */
export function rulerTicks(pan: number, zoom: number, length: number): RulerTick[] {
  const step = roundStep(LEAST_ROOM / zoom);
  const part = Math.max(1, step / 10);
  const ticks: RulerTick[] = [];
  // The number before the first line may still reach into the view.
  const first = Math.floor((0 - pan) / zoom / step) * step;
  for (let value = first; value * zoom + pan <= length; value += part) {
    const rest = Math.abs(value % step);
    const rank = rest === 0 ? 'numbered' : rest * 2 === step ? 'half' : 'small';
    ticks.push({ value, place: value * zoom + pan, rank });
  }
  return ticks;
}

/** The least of 1, 2 and 5 times a power of ten, in whole canvas pixels, that is no less than this. */
function roundStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least) ?? 10 * power;
}
