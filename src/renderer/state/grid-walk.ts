/**
 * Where a key leads from a place in a grid that is filled row by row; `undefined` for keys and steps that lead nowhere.
 */
export function neighbourInGrid(
  key: string,
  place: number,
  count: number,
  columns: number,
): number | undefined {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (step === undefined || place < 0) return undefined;
  const next = place + step;
  return next >= 0 && next < count ? next : undefined;
}
