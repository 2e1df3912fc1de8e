interface Layout {
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly classIds: Uint8Array;
}

/** How far a change of layout reaches. */
export interface ChangeReach {
  /** Side of a cell of the latent, in pixels of the layout: cells change as a whole. */
  readonly cell: number;
  /** How far around a changed cell what depends on it may lie (shadows, reflections, a seam), in pixels. */
  readonly margin: number;
}

/**
 * What of a picture has to be painted again when its layout was changed.
 *
 * @param before the layout that the picture was painted from
 * @param now    of the same size
 * @returns one byte per pixel, 255 where anything changed or is near to it; undefined where nothing changed
 * @throws RangeError where the sizes differ: then all of the picture is another
 */
export function changedRegion(
  before: Layout,
  now: Layout,
  { cell, margin }: ChangeReach,
): Uint8Array | undefined {
  const { width, height } = now;
  if (before.width !== width || before.height !== height) {
    throw new RangeError('the layouts are not of the same size');
  }
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const changed = new Uint8Array(columns * rows);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns;
    for (let x = 0; x < width; x++, at++) {
      if (before.classIds[at] !== now.classIds[at]) changed[row + Math.floor(x / cell)] = 1;
    }
  }
  if (!changed.includes(1)) return undefined;
  const reach = Math.ceil(margin / cell);
  const across = grown(changed, columns, rows, 1, columns, reach);
  const cells = grown(across, rows, columns, columns, 1, reach);
  const coverage = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / cell) * columns;
    for (let x = 0; x < width; x++, at++) coverage[at] = 255 * cells[row + Math.floor(x / cell)]!;
  }
  return coverage;
}

/** Flags spread along one axis by `reach`; `step` leads along it, `across` to the next of its lines. */
function grown(
  flags: Uint8Array,
  length: number,
  lines: number,
  step: number,
  across: number,
  reach: number,
): Uint8Array {
  const wider = new Uint8Array(flags.length);
  for (let line = 0; line < lines; line++) {
    const start = line * across;
    // The end of what the last flag covers, from each side.
    for (let k = 0, until = -1; k < length; k++) {
      if (flags[start + k * step] === 1) until = k + reach;
      if (k <= until) wider[start + k * step] = 1;
    }
    for (let k = length - 1, until = length; k >= 0; k--) {
      if (flags[start + k * step] === 1) until = k - reach;
      if (k >= until) wider[start + k * step] = 1;
    }
  }
  return wider;
}
