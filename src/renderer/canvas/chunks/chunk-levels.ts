import type { Rect } from '../../../document/index.ts';

/** Side of a chunk in pixels of its own picture. */
export const CHUNK_SIDE = 256;

/** Finest and coarsest level. A chunk of level n shows every 2ⁿ-th pixel; below 0, each pixel 2⁻ⁿ times. */
export const levels = { finest: -3, coarsest: 6 } as const;

/** Place of a chunk: its level, and its column and row among the chunks of that level. */
export interface ChunkPlace {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

export function chunkKey({ level, column, row }: ChunkPlace): string {
  return `${level},${column},${row}`;
}

/** Canvas pixels along the side of a chunk of a level. */
export function chunkSpan(level: number): number {
  return CHUNK_SIDE * 2 ** level;
}

/** What of the canvas a chunk shows, in canvas pixels. */
export function chunkRect({ level, column, row }: ChunkPlace): Rect {
  const span = chunkSpan(level);
  return { x: column * span, y: row * span, width: span, height: span };
}

/**
 * The level whose chunks have at least about as many pixels as the screen, at most twice as many along a side.
 *
 * @param scale  device pixels per canvas pixel
 * @param finest the finest level of use; 0 where magnified pixels may be drawn by the screen
 */
export function levelFor(scale: number, finest: number): number {
  // A little above a power of two the coarser level still looks the same, at a quarter of the work.
  const level = Math.floor(Math.log2(1 / scale) + 0.1);
  return Math.min(levels.coarsest, Math.max(finest, level));
}

/** The coarsest level that is worth keeping: the whole canvas is one chunk, or four at an unlucky side. */
export function overviewLevel(width: number, height: number): number {
  const level = Math.ceil(Math.log2(Math.max(width, height) / CHUNK_SIDE)) - 1;
  return Math.min(levels.coarsest, Math.max(0, level));
}

/** The chunks of a level that show some of a rectangle, row by row. */
export function placesIn(rect: Rect, level: number): ChunkPlace[] {
  const span = chunkSpan(level);
  const places: ChunkPlace[] = [];
  const lastRow = Math.ceil((rect.y + rect.height) / span);
  const lastColumn = Math.ceil((rect.x + rect.width) / span);
  for (let row = Math.floor(rect.y / span); row < lastRow; row++) {
    for (let column = Math.floor(rect.x / span); column < lastColumn; column++) {
      places.push({ level, column, row });
    }
  }
  return places;
}

/** The chunk of a coarser level in which a chunk lies. */
export function ancestor({ level, column, row }: ChunkPlace, coarser: number): ChunkPlace {
  const ratio = 2 ** (coarser - level);
  return { level: coarser, column: Math.floor(column / ratio), row: Math.floor(row / ratio) };
}

/** The pixels of a chunk's own picture that show some of a rectangle of the canvas; `undefined` for none. */
export function pixelsShowing(place: ChunkPlace, rect: Rect): Rect | undefined {
  const { x, y } = chunkRect(place);
  const scale = 2 ** -place.level;
  const left = Math.max(0, Math.floor((rect.x - x) * scale));
  const top = Math.max(0, Math.floor((rect.y - y) * scale));
  const right = Math.min(CHUNK_SIDE, Math.ceil((rect.x + rect.width - x) * scale));
  const bottom = Math.min(CHUNK_SIDE, Math.ceil((rect.y + rect.height - y) * scale));
  if (right <= left || bottom <= top) return undefined;
  return { x: left, y: top, width: right - left, height: bottom - top };
}
