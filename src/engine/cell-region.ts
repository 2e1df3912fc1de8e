/** A rectangle of latent cells; where edges meet it may go on beyond them, and is read modulo the whole. */
export interface CellRegion {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A position on an axis whose end is its start. */
export function wrapped(position: number, size: number): number {
  return ((position % size) + size) % size;
}

/**
 * A part of planes that are `width × height` each.
 *
 * @param planes `[C, height, width]`
 * @returns `[C, region.height, region.width]`, in `out` where given
 */
export function cutCells(
  planes: Float32Array,
  { width, height }: { width: number; height: number },
  region: CellRegion,
  out?: Float32Array,
): Float32Array {
  const channels = planes.length / (width * height);
  const part = out ?? new Float32Array(channels * region.width * region.height);
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < region.height; y++) {
      const row = (channel * height + wrapped(region.y + y, height)) * width;
      for (let x = 0; x < region.width; x++) part[to++] = planes[row + wrapped(region.x + x, width)]!;
    }
  }
  return part;
}
