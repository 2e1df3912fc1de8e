import type { Point } from '../../../document/index.ts';

/** Directions of an edge walked with the inside on its right hand: east, south, west, north. */
const stepX = [1, 0, -1, 0] as const;
const stepY = [0, 1, 0, -1] as const;

/**
 * The closed lines around what is set in a grid, as corners in grid units, each line clockwise around what it encloses
 * (holes the other way). Pixels that touch by a corner only are enclosed apart.
 *
 * @param inside  `columns * rows`, row by row; non-zero is inside
 */
export function outlines(inside: Uint8Array, columns: number, rows: number): Point[][] {
  const isInside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < columns && y < rows && inside[y * columns + x] !== 0;
  // Top edges of inside pixels, by pixel; every closed line has at least one, walked eastwards.
  const walked = new Uint8Array(columns * rows);
  const lines: Point[][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = row * columns + column;
      if (inside[index] === 0 || walked[index] !== 0 || isInside(column, row - 1)) continue;
      lines.push(walk(column, row, isInside, (x, y) => (walked[y * columns + x] = 1)));
    }
  }
  return lines;
}

/** Follows one line from the top left corner of an inside pixel with nothing above it. */
function walk(
  startX: number,
  startY: number,
  isInside: (x: number, y: number) => boolean,
  mark: (x: number, y: number) => void,
): Point[] {
  const corners: Point[] = [];
  let x = startX;
  let y = startY;
  let direction = 0;
  do {
    if (direction === 0) mark(x, y);
    x += stepX[direction]!;
    y += stepY[direction]!;
    // The two pixels ahead of this corner, on the right and on the left of the way.
    const right = ahead(x, y, direction, isInside, true);
    const left = ahead(x, y, direction, isInside, false);
    const turned = !right ? (direction + 1) & 3 : left ? (direction + 3) & 3 : direction;
    if (turned !== direction) corners.push({ x, y });
    direction = turned;
  } while (x !== startX || y !== startY || direction !== 0);
  return corners;
}

function ahead(
  x: number,
  y: number,
  direction: number,
  isInside: (x: number, y: number) => boolean,
  isRight: boolean,
): boolean {
  switch (direction) {
    case 0:
      return isInside(x, isRight ? y : y - 1);
    case 1:
      return isInside(isRight ? x - 1 : x, y);
    case 2:
      return isInside(x - 1, isRight ? y - 1 : y);
    default:
      return isInside(isRight ? x : x - 1, y - 1);
  }
}
